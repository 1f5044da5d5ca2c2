"""The built-in companion: warm, honest about what it is, and quoting only what was said."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.language import Language, words
from siliconfriend.models.base import ChatModel, Message, Prompt, Quote, Role, Sampling
from siliconfriend.models.builtin import Builtin, reply

NOW = datetime(2026, 11, 22, 10, 5)
PUPPY = Quote(date(2026, 5, 12), "I adopted a puppy called Biscuit.", "How lovely!")
SISTER = Quote(date(2023, 1, 2), "My sister lives in Leeds", "I see.")
JAZZ = Quote(date(2026, 3, 1), "I love jazz!", "")


def asked(
    message: str, *recalled: Quote, language: Language = Language.EN, first: bool = False, now: datetime = NOW
) -> Prompt:
    return Prompt((Message(Role.USER, message),), message, "Emily", language, now, recalled, first)


async def streamed(prompt: Prompt) -> list[str]:
    return [piece async for piece in Builtin().stream(prompt, Sampling())]


def replies(kind: str, language: Language = Language.EN) -> list[str]:
    return [one.format(name="Emily") for one in words(language).all(f"builtin.replies.{kind}")]


async def test_it_is_a_chat_model_that_stays_in_the_process() -> None:
    model: ChatModel = Builtin()
    assert (model.name, model.destination, model.context_tokens, model.echoes) == ("builtin", "", 0, True)
    await model.close()


@pytest.mark.parametrize("prompt", [asked("I planted tomatoes", PUPPY), asked("我今天带狗散步了", PUPPY)])
async def test_the_stream_is_the_reply_in_small_pieces(prompt: Prompt) -> None:
    pieces = await streamed(prompt)
    assert "".join(pieces) == reply(prompt)
    assert max(map(len, pieces)) <= 16


async def test_a_stream_can_be_closed_in_the_middle() -> None:
    async with aclosing(Builtin().stream(asked("Who are you?"), Sampling())) as stream:
        async for _ in stream:
            break
    with pytest.raises(StopAsyncIteration):
        await anext(stream)


async def test_other_tasks_run_while_it_streams() -> None:
    order: list[str] = []

    async def read() -> None:
        async for _ in Builtin().stream(asked("Who are you?"), Sampling()):
            order.append("piece")  # noqa: PERF401 - the order of both tasks is what is looked at

    async def other() -> None:
        await asyncio.sleep(0)
        order.append("other")

    await asyncio.gather(read(), other())
    assert order.index("other") < len(order) - 1


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Hi!", "greeting"),
        ("hello Emily", "greeting"),
        ("How are you?", "greeting"),
        ("Thanks for listening to me", "thanks"),
        ("Good night", "goodbye"),
        ("I'm not happy", "sad"),
        ("hey my dog died", "sad"),
        ("I am so worried about the exam", "anxious"),
        ("My boss is so unfair", "angry"),
        ("I feel lonely", "lonely"),
        ("I’m exhausted", "tired"),
        ("I am happy today", "happy"),
        ("Do you remember my dog's name?", "past"),
        ("What is the capital of France?", "question"),
        ("What makes people happy?", "question"),
        ("I'm not sad", "statement"),
        ("This is history", "statement"),
        ("你好", "greeting"),
        ("谢谢你听我说这些", "thanks"),
        ("晚安", "goodbye"),
        ("我不开心", "sad"),
        ("我不知道该怎么办，好难过", "sad"),
        ("明天考试，压力好大", "anxious"),
        ("他又骗我，气死我了", "angry"),
        ("我总是一个人吃饭，没人陪", "lonely"),
        ("加班到现在，好累", "tired"),
        ("今天好开心", "happy"),
        ("你记得我的狗叫什么吗", "past"),
        ("法国的首都是哪里？", "question"),
        ("我不难过", "statement"),
        ("积累了很多经验", "statement"),
    ],
)
def test_it_answers_what_was_meant_in_the_language_it_was_said_in(message: str, kind: str) -> None:
    language = Language.CN if message > "一" else Language.EN
    other = Language.EN if language is Language.CN else Language.CN
    assert reply(asked(message, language=other)).startswith(tuple(replies(kind, language)))


def test_without_letters_the_profile_decides_the_language() -> None:
    assert reply(asked("🙂", language=Language.CN)).startswith(tuple(replies("statement", Language.CN)))


def test_a_question_about_the_past_is_answered_with_the_words_and_their_date() -> None:
    text = reply(asked("Do you remember my dog's name?", PUPPY, SISTER, JAZZ))
    assert "On 12 May you told me: “I adopted a puppy called Biscuit.”" in text
    assert "And on 2 January 2023 you said: “My sister lives in Leeds.”" in text
    assert "jazz" not in text
    assert "How lovely!" not in text


def test_chinese_quotes_with_its_own_marks_and_dates() -> None:
    text = reply(asked("我的狗叫什么？", Quote(date(2026, 5, 12), "我养了一只小狗，叫饼干。")))
    assert "5月12日你跟我说过：「我养了一只小狗，叫饼干」。" in text


@pytest.mark.parametrize(
    ("day", "when"), [(date(2026, 11, 22), "Earlier today you"), (date(2026, 11, 21), "Yesterday you")]
)
def test_recent_days_have_their_names(day: date, when: str) -> None:
    assert when in reply(asked("What is my dog called?", Quote(day, "The dog is Biscuit")))


@pytest.mark.parametrize("message", ["Hello!", "Thanks a lot", "Bye!", "你好", "谢谢", "晚安"])
def test_small_talk_quotes_nothing(message: str) -> None:
    assert "Biscuit" not in reply(asked(message, PUPPY))


def test_what_the_companion_wrote_itself_is_not_put_in_the_users_mouth() -> None:
    summary = Quote(date(2026, 5, 12), "", "Emily talked about her puppy.")
    assert reply(asked("What is my dog called?", summary)) in replies("past")


def test_nothing_is_quoted_twice_nor_the_message_itself() -> None:
    twice = reply(asked("What is my dog called?", PUPPY, PUPPY, Quote(date(2026, 1, 1), "What is my dog called?")))
    assert twice.count("Biscuit") == 1
    assert twice.count("called?") == 0


@pytest.mark.parametrize(
    ("message", "dark", "bright"),
    [
        ("I'm so happy, I got promoted!", "I don't want to live anymore", "I want to be promoted"),
        ("Do you remember what I said?", "I want to die", "I want to be promoted"),
        ("今天好开心，升职了！", "我不想活了", "我想升职"),
        ("热死了", "今天加班累死了，真想死", "今天加班"),
        ("你还记得我说过什么吗", "我不想活了", "我想升职"),
    ],
)
def test_words_of_danger_are_never_quoted(message: str, dark: str, bright: str) -> None:
    text = reply(asked(message, Quote(date(2026, 11, 1), dark), Quote(date(2026, 11, 2), bright)))
    assert dark not in text
    assert bright in text
    assert reply(asked(message, Quote(date(2026, 11, 1), dark))) == reply(asked(message))


def test_a_long_quote_is_cut_at_a_word_and_a_question_keeps_its_mark() -> None:
    long = Quote(date(2026, 5, 12), "we walked along the river and talked " * 20)
    quoted = reply(asked("What did I do?", long)).split("“")[1].split("”")[0]
    assert quoted.endswith(("river…", "and…", "talked…", "the…", "we…", "along…", "walked…"))
    assert len(quoted) <= 141
    assert "“Is it far?”" in reply(asked("What did I ask?", Quote(date(2026, 5, 12), "Is it far?")))


@pytest.mark.parametrize("message", ["Who are you?", "are you ChatGPT?", "你是谁？", "你是什么模型"])
def test_asked_what_it_is_it_says_so_and_how_to_connect_a_model(message: str) -> None:
    text = reply(asked(message, PUPPY))
    assert "--model" in text
    assert "--base-url" in text
    assert "no language model" in text or "没有语言模型" in text


@pytest.mark.parametrize("message", ["I want to die, lol!", "thanks, bye, I'm going to kill myself", "我不想活了"])
@pytest.mark.parametrize("first", [True, False])
def test_danger_is_met_gently_and_with_nothing_else(message: str, first: bool) -> None:
    text = reply(asked(message, PUPPY, first=first))
    assert text in replies("danger") + replies("danger", Language.CN)
    assert "!" not in text
    assert "！" not in text


def test_where_help_is_in_danger_needs_no_card_beside_it() -> None:
    for one in replies("danger") + replies("danger", Language.CN):
        assert "findahelpline.com" in one
        assert "emergency number" in one or "紧急电话" in one
        assert "shown here" not in one
        assert "这里列出" not in one


@pytest.mark.parametrize("message", ["What is your name?", "你叫什么名字？"])
def test_asked_its_name_it_says_the_one_that_it_was_given(message: str) -> None:
    assert "Luna" in reply(replace(asked(message), companion="Luna"))
    assert "--model" in reply(replace(asked(message), companion="Luna"))


PROMISED = re.compile(
    "I will (remember|keep)|can remember|have kept|keep what you|remembering it|会记|记住|记着|收着"
)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    "message",
    [
        *("Hi", "Bye!", "Do you remember my cat?", "I planted tomatoes", "I am so happy today", "Thanks a lot"),
        *("你好", "再见", "你记得我的猫吗", "我种了番茄", "今天好开心", "谢谢"),
    ],
)
def test_off_the_record_it_promises_to_keep_nothing(message: str, first: bool) -> None:
    remembers = "remember" in message or "记得" in message  # what was said on the record is
    quotes = [[]] if remembers else [[], [PUPPY]]
    days = [datetime(2026, 11, day, 8) for day in range(1, 29)]
    asked_of = [asked(message, *recalled, first=first, now=now) for now in days for recalled in quotes]
    said = {reply(replace(one, off_record=True)) for one in asked_of}
    assert not [one for one in said if PROMISED.search(one)]


@pytest.mark.parametrize(
    "message", ["Hi!", "I planted tomatoes", "我种了番茄", "I want to die", "我不想活了", "谢谢"]
)
def test_another_reply_is_in_other_words(message: str) -> None:
    said = [reply(asked(message))]
    for _ in range(6):
        said.append(reply(replace(asked(message), replaces=said[-1])))
        assert said[-1] != said[-2]


def test_another_reply_comes_upon_other_memories() -> None:
    question = asked("What do you know about me?", PUPPY, SISTER, JAZZ)
    first = reply(question)
    assert "jazz" not in first
    assert "jazz" in reply(replace(question, replaces=first))


def test_what_there_is_one_wording_for_is_said_again() -> None:
    said = reply(asked("Who are you?"))
    assert reply(replace(asked("Who are you?"), replaces=said)) == said


def test_a_first_meeting_greets_by_name_once() -> None:
    assert reply(asked("Hi", first=True)) in replies("meeting")
    told = reply(asked("I live in Leeds", first=True))
    assert told.startswith("It is good to meet you, Emily. ")
    assert told.count("Emily") == 1


def test_the_same_message_varies_by_day_but_not_within_it() -> None:
    days = [datetime(2026, 11, day, 8) for day in range(1, 29)]
    said = [reply(asked("Hi!", now=now)) for now in days]
    assert set(said) == set(replies("greeting"))
    assert said == [reply(asked("Hi!", now=now.replace(hour=23))) for now in days]


@given(message=st.text(), said=st.text(), name=st.text(), language=st.sampled_from(Language), first=st.booleans())
def test_whatever_is_said_the_reply_is_one_paragraph(
    message: str, said: str, name: str, language: Language, first: bool
) -> None:
    prompt = Prompt((), message, name.replace("\n", ""), language, NOW, (Quote(date(2025, 2, 3), said),), first)
    text = reply(prompt)
    assert text.strip()
    assert "\n" not in text.replace(prompt.name, "")


@pytest.mark.parametrize("language", Language)
def test_every_kind_has_phrases(language: Language) -> None:
    say = words(language)
    kinds = ("sad", "anxious", "angry", "lonely", "tired", "happy", "remembered", "statement")
    for kind in (*kinds, "danger", "identity", "meeting", "welcome", "greeting", "thanks", "goodbye", "past"):
        assert say.all(f"builtin.replies.{kind}")
    for kind in kinds:
        assert say.all(f"builtin.replies.{kind}_after")
