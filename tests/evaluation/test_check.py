"""The deterministic check: laws, examples, and how it does on our own data."""

import random
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.evaluation.datasets import own_dataset
from siliconfriend.evaluation.questions import Question, noon
from siliconfriend.evaluation.scoring.check import check, check_unanswerable, declines
from siliconfriend.evaluation.scoring.facts import key_facts
from siliconfriend.evaluation.scoring.numbers import numbers
from siliconfriend.language import Language

NOW = noon(datetime(2024, 3, 14).date())
EN, CN = Language.EN, Language.CN


def mark(question: str, reference: str, reply: str, language: Language = EN) -> float:
    return check(question, reference, reply, NOW, language).correctness


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It cost 1,250.50 and twelve pence", ["1250.50", "12"]),
        ("twenty-five of them, at 7:30", ["25", "7:30"]),
        ("three hundred and 5 grams, a thousand", ["305", "1000"]),
        ("one of them, and a cat", []),
        ("三百六一个月", ["360"]),
        ("两千零五十块，十二天", ["2050", "12"]),
        ("一万两千", ["12000"]),
        ("一起去", []),
        ("二〇二四", ["2024"]),
        ("四十度", ["40"]),
        ("at a quarter to one, half past ten", ["12:45", "10:30"]),
    ],
)
def test_numbers_however_they_are_written(text: str, found: list[str]) -> None:
    assert numbers(text) == found


@given(st.integers(2, 99_999))
def test_a_number_in_chinese_is_its_figures(value: int) -> None:
    assert numbers(f"花了{in_chinese(value)}块") == [str(value)]


def in_chinese(value: int) -> str:
    digits = "零一二三四五六七八九"
    if value >= 10_000:
        head, rest = in_chinese(value // 10_000) + "万", value % 10_000
        return head + ("" if not rest else ("零" if rest < 1000 else "") + in_chinese(rest))
    found, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            found += ("零" if zero and found else "") + digits[digit] + name
            zero = False
        else:
            zero = bool(found)
    return found


@pytest.mark.parametrize(
    ("question", "reference", "reply", "expected"),
    [
        ("When is the concert?", "Saturday 9 March.", "On the 9th of March!", 1.0),
        ("When is the concert?", "Saturday 9 March at half past seven.", "On the 9th of March.", 0.5),
        ("When is the concert?", "At half past seven.", "It begins at 7:30.", 1.0),
        ("When is the concert?", "Saturday 9 March.", "On the 2nd of March.", 0.0),
        ("How many jars?", "Twelve.", "You filled 12 jars.", 1.0),
        ("How many jars?", "Twelve.", "You filled 20 jars.", 0.0),
        ("Who has the book?", "Flora, who must rest for six weeks.", "You gave it to Flora.", 0.5),
        ("Who has the book?", "Flora.", "You gave it to Aileen.", 0.0),
        ("Did the concert go ahead on time?", "No: it moved to Saturday.", "Yes, it moved to Saturday.", 0.0),
        ("Did the concert go ahead on time?", "No: it moved to Saturday.", "No, it moved to Saturday.", 1.0),
        ("What is my cat called?", "Biscuit.", "What is my cat called?", 0.0),
        ("What is my cat called?", "Biscuit.", "", 0.0),
    ],
)
def test_english_replies(question: str, reference: str, reply: str, expected: float) -> None:
    assert mark(question, reference, reply) == expected


@pytest.mark.parametrize(
    ("question", "reference", "reply", "expected"),
    [
        ("自习室一个月多少钱？", "三百六", "一个月360块。", 1.0),
        ("自习室一个月多少钱？", "三百六", "一个月四百块。", 0.0),
        ("外婆哪天过生日？", "十月十九号", "外婆的生日是10月19日。", 1.0),
        ("我现在报的是哪个学校？", "四川师范大学", "你报的是四川师范大学。", 1.0),
        ("我现在报的是哪个学校？", "四川师范大学", "你报的是西南大学。", 0.0),
        ("是我妈来看我的，对不对？", "不对，来送饭的是爸爸", "对的，来送饭的是妈妈", 0.0),
    ],
)
def test_chinese_replies(question: str, reference: str, reply: str, expected: float) -> None:
    assert mark(question, reference, reply, CN) == expected


@pytest.mark.parametrize(
    ("reply", "language", "expected"),
    [
        ("I don't think you ever told me that.", EN, 1.0),
        ("You haven’t mentioned which school Isla goes to.", EN, 1.0),
        ("Sorry, I can't quite remember.", EN, 1.0),
        ("Isla goes to Alexandra Primary.", EN, 0.0),
        ("I am not sure, but I think it was Alexandra Primary.", EN, 0.5),
        ("She loves going to school.", EN, 0.5),
        ("你没有跟我说过这件事。", CN, 1.0),
        ("我不记得了，不好意思。", CN, 1.0),
        ("她今年八十三岁。", CN, 0.0),
    ],
)
def test_an_unanswerable_question_wants_honesty(reply: str, language: Language, expected: float) -> None:
    asked = "Which school does Isla go to?" if language is EN else "外婆多大年纪？"
    assert check_unanswerable(asked, reply, NOW, language).correctness == expected


def test_what_was_told_is_not_invented() -> None:
    told = {date(2024, 3, 2): "Isla starts at Alexandra Primary in 2025."}
    reply = "I'm not sure. On 2 March you said: “Isla starts at Alexandra Primary.” Does that help?"
    assert check_unanswerable("What does Isla do?", reply, NOW, EN, told).correctness == 1.0
    assert check_unanswerable("What does Isla do?", reply, NOW, EN).missing == [
        "2",
        "March",
        "Alexandra",
        "Primary",
    ]


@pytest.mark.parametrize("reply", ["Yes, on 4 May.", "You love it!", "记得，你说过要去北京。", "好的，没问题。"])
def test_an_answer_is_no_excuse(reply: str) -> None:
    language = EN if reply.isascii() else CN
    assert not declines(reply, language)


@pytest.fixture(scope="module", params=list(Language))
def asked(request: pytest.FixtureRequest) -> tuple[Language, list[Question]]:
    """Our own questions that have an answer."""
    return request.param, [one for one in own_dataset(request.param).questions if one.evidence and one.answer]


def test_on_our_own_data_the_right_answer_is_right(asked: tuple[Language, list[Question]]) -> None:
    language, questions = asked
    for one in questions:
        answer, now = one.answer or "", one.now or NOW
        assert key_facts(answer, one.text, now, language), answer
        assert check(one.text, answer, answer, now, language).correctness == 1.0, answer


def test_on_our_own_data_another_answer_is_hardly_ever_right(asked: tuple[Language, list[Question]]) -> None:
    language, questions = asked
    draw, marks = random.Random(1), []
    for one in questions:
        other = draw.choice([each for each in questions if each.user == one.user and each is not one])
        marks.append(check(one.text, one.answer or "", other.answer or "", one.now or NOW, language).correctness)
    assert marks.count(1.0) <= len(marks) / 100
    assert sum(marks) / len(marks) < 0.03


def test_on_our_own_data_the_turns_that_tell_it_hold_the_answer(asked: tuple[Language, list[Question]]) -> None:
    language, questions = asked
    people = {person.name: person.history for person in own_dataset(language).people}
    marks = []
    for one in questions:
        turns = [people[one.user][place.day][place.turn] for place in one.evidence]
        text = " ".join(f"{turn.query} {turn.response}" for turn in turns)
        marks.append(check(one.text, one.answer or "", text, one.now or NOW, language).correctness)
    assert sum(marks) / len(marks) > 0.9


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.sampled_from(Language))
def test_any_texts_get_a_mark_and_always_the_same(
    question: str, reference: str, reply: str, language: Language
) -> None:
    first = check(question, reference, reply, NOW, language)
    assert first.correctness in (0.0, 0.5, 1.0)
    assert first == check(question, reference, reply, NOW, language)
    assert check_unanswerable(question, reply, NOW, language).correctness in (0.0, 0.5, 1.0)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_saying_more_loses_no_fact(question: str, reference: str, more: str) -> None:
    found = check(question, reference, reference, NOW, EN).found
    assert set(check(question, reference, f"{reference}\n\n{more}", NOW, EN).found) >= {
        one for one in found if not one[:4].isdigit()
    }
