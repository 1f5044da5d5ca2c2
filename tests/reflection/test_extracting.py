"""Without a model: the person's own sentences, nothing else."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.exchange import bring_in, read_bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import Author, Part
from siliconfriend.models.builtin import Builtin
from siliconfriend.reflection.told import heavy as told_of_danger
from siliconfriend.reflection.told import not_to_be_quoted, told_of
from siliconfriend.reflection.topics import topics
from tests.memory.test_understanding import FILE
from tests.memory.toy import NOW, days, talk
from tests.reflection.conftest import CountingModel, Person


async def test_the_most_telling_sentences_of_a_day_in_the_persons_words(emily: Person) -> None:
    talk(emily.bank, "Hello! How are you?", "Fine", days(9))
    talk(emily.bank, "I have a job interview at the observatory on Tuesday. Thanks!", "You own a yacht.", days(9))
    talk(emily.bank, "I am nervous about it. Well.", "I see", days(9))
    done = await emily.reflector(Builtin()).run(since=days(9).date())
    assert (done.days, done.spent.calls) == (1, 0)
    (summary,) = emily.bank.list_memories(kind=Kind.SUMMARY)
    assert "“I have a job interview at the observatory on Tuesday.”" in summary.query
    assert "yacht" not in summary.query
    (insight,) = emily.bank.list_memories(kind=Kind.INSIGHT)
    assert "anxious: “I am nervous about it.”" in insight.query
    made = emily.bank.reflection_of(summary.id)
    assert made is not None
    assert made.extractive
    assert made.author is Author.MODEL
    portrait = emily.bank.portrait()
    assert "observatory" in portrait.overall_history
    assert "anxious" in portrait.overall_personality
    assert "hear the worry out" in portrait.strategy


async def test_of_a_very_long_message_both_ends_are_read(emily: Person) -> None:
    pasted = "Filler stands here about nothing much. " * 400
    first, last = "I have an interview at the observatory.", "I fly to Lisbon soon."
    said = f"{first} {pasted}The zebra is in the middle. {pasted}{last}"
    talk(emily.bank, said, "I see", days(9))
    material = emily.bank.material(days(9).date())
    told = told_of(material)
    assert told[0] == first
    assert told[-1] == last
    assert set(told[1:-1]) == {"Filler stands here about nothing much."}
    assert not_to_be_quoted(material) == set()


async def test_the_thread_that_asks_does_not_read_the_day_itself(
    emily: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(emily.bank, "I am nervous about it.", "I see", days(9))
    readers: set[int] = set()

    def heavy(told: Iterable[str]) -> bool:
        readers.add(threading.get_ident())
        return told_of_danger(told)

    monkeypatch.setattr("siliconfriend.reflection.extracting.heavy", heavy)
    await emily.reflector(Builtin()).run(since=days(9).date())
    assert readers
    assert threading.get_ident() not in readers


async def test_in_chinese(xiaolin: Person) -> None:
    talk(xiaolin.bank, "你好！我下周二要去天文台面试。", "好", days(9))
    talk(xiaolin.bank, "我对面试很紧张。", "慢慢来", days(9))
    await xiaolin.reflector(Builtin()).run(since=days(9).date())
    (summary,) = xiaolin.bank.list_memories(kind=Kind.SUMMARY)
    assert "“我下周二要去天文台面试。”" in summary.query
    (insight,) = xiaolin.bank.list_memories(kind=Kind.INSIGHT)
    assert "不安：“我对面试很紧张。”" in insight.query
    assert "面试" in insight.query


@pytest.mark.parametrize(
    ("whose", "said", "heavy", "heavy_days", "never"),
    [
        (
            "emily",
            ["My life has lost its colour.", "There is no colour left.", "I am so tired. I want to die."],
            "It was a heavy day for Emily.",
            "Emily has had heavy days.",
            ["colour"],
        ),
        (
            "xiaolin",
            ["今天天气很糟。", "天气让我心烦。", "今天加班累死了，真想死。"],
            "这一天对小林来说很沉重。",
            "小林有过很沉重的日子。",
            ["天气", "疲惫"],
        ),
    ],
)
async def test_of_a_day_with_danger_there_is_no_topic_and_no_passing_feeling(
    request: pytest.FixtureRequest, whose: str, said: list[str], heavy: str, heavy_days: str, never: list[str]
) -> None:
    person: Person = request.getfixturevalue(whose)
    for one in said:
        talk(person.bank, one, "…", days(9))
    await person.reflector(Builtin()).run(since=days(9).date())
    assert [one.query for one in person.bank.list_memories(kind=Kind.INSIGHT)] == [heavy]
    portrait = person.bank.portrait()
    assert heavy_days in portrait.overall_personality
    for one in never:
        assert one not in portrait.overall_personality
        assert one not in portrait.strategy


@pytest.mark.parametrize(
    ("whose", "said", "quoted", "never"),
    [
        ("emily", "I want to die. The herons stood by the weir at dawn.", "herons stood", "die"),
        ("emily", "I want to die tonight", "It was a heavy day for Emily.", "die"),
        ("emily", "I will kill\nmyself. I hate the weir.", "heavy day", "kill"),
        ("xiaolin", "我想自杀。河边的白鹭很安静。", "河边的白鹭很安静", "自杀"),
        ("xiaolin", "我真的不想活了", "这一天对小林来说很沉重。", "不想活"),
    ],
)
async def test_words_of_danger_are_quoted_neither_of_a_day_nor_in_the_story(
    request: pytest.FixtureRequest, whose: str, said: str, quoted: str, never: str
) -> None:
    person: Person = request.getfixturevalue(whose)
    talk(person.bank, said, "…", days(9))
    await person.reflector(Builtin()).run(since=days(9).date())
    (summary,) = person.bank.list_memories(kind=Kind.SUMMARY)
    for text in (summary.query, person.bank.portrait().overall_history):
        assert quoted in text
        assert never not in text


@pytest.mark.parametrize("text", ["Emily said: “I want to die.”", "Emily said that she wants to kill herself."])
async def test_the_story_does_not_repeat_a_summary_that_speaks_of_danger(emily: Person, text: str) -> None:
    talk(emily.bank, "The herons stood by the weir.", "…", days(9))
    await emily.reflector(Builtin()).run(since=days(9).date())
    (summary,) = emily.bank.list_memories(kind=Kind.SUMMARY)
    emily.bank.replace(summary.id, text, days(9))
    talk(emily.bank, "The weir was frozen.", "…", days(10))
    await emily.reflector(Builtin()).run(since=days(9).date())
    story = emily.bank.portrait().overall_history
    assert "It was a heavy day for Emily." in story
    assert "frozen" in story
    assert text not in story


async def test_a_full_stop_parts_what_was_felt_from_what_it_was_about(person: Person) -> None:
    said = {
        "Emily": ["I am anxious about the cello", "the cello again"],
        "小林": ["大提琴让我很紧张", "又练大提琴"],
    }
    for text in said[person.bank.profile.name]:
        talk(person.bank, text, "Oh", days(9))
    await person.reflector(Builtin()).run(since=days(9).date())
    (insight,) = [one for one in person.bank.list_memories(kind=Kind.INSIGHT) if one.day == days(9).date()]
    assert re.search("”(。小林说起了大提琴。|\\. Emily spoke of cello\\.)$", insight.query)


async def test_a_quotation_is_taken_whole(emily: Person) -> None:
    talk(emily.bank, 'He came and said "You scared me, Mrs. Novak. Never hide again!" I laughed.', "Oh", days(9))
    await emily.reflector(Builtin()).run(since=days(9).date())
    (summary,) = [one for one in emily.bank.list_memories(kind=Kind.SUMMARY) if one.day == days(9).date()]
    assert '“He came and said "You scared me, Mrs. Novak. Never hide again!"”' in summary.query


async def test_nothing_is_invented(person: Person) -> None:
    await person.reflector(Builtin()).run()
    said = " ".join(turn.query for turn in person.bank.turns(limit=100))
    quoted = [quote for one in person.bank.list_memories(limit=100) for quote in re.findall("“(.*?)”", one.query)]
    assert quoted
    assert all(quote in said for quote in quoted)


async def test_days_of_questions_and_of_nothing(emily: Person) -> None:
    talk(emily.bank, "What is the capital of France?", "Paris", days(9))
    talk(emily.bank, "…", "Yes?", days(10))
    await emily.reflector(Builtin()).run(since=days(9).date())
    asked = emily.bank.list_memories(kind=Kind.SUMMARY)
    assert "Emily asked: “What is the capital of France?”" in asked[-1].query
    assert emily.bank.days(since=days(9).date())[1].due == ()


async def test_what_somebody_else_wrote_is_kept_and_added_to(emily: Person) -> None:
    bring_in(emily.bank, read_bank(FILE)[0], NOW)
    await emily.reflector(Builtin()).run()
    portrait = emily.bank.portrait()
    assert portrait.overall_history.startswith("Has a cat.\n")
    assert "herons" in portrait.overall_history
    assert portrait.overall_personality.startswith("Kind and worried.")
    talk(emily.bank, "I play the cello now", "Good", days(8))
    await emily.reflector(Builtin()).run()
    history = emily.bank.portrait().overall_history
    assert history.startswith("Has a cat.\n")
    assert history.count("latest days") == 1
    assert "cello" in history


async def test_of_one_day_it_does_not_say_that_they_are_several(emily: Person) -> None:
    emily.bank.delete_memories([one.id for one in emily.bank.memories.everything()])
    talk(emily.bank, "I play the cello now", "Good", days(8))
    await emily.reflector(Builtin()).run()
    history = emily.bank.portrait().overall_history
    assert history.startswith("One day in Emily's words:")
    talk(emily.bank, "I saw a heron by the river", "Good", days(9))
    await emily.reflector(Builtin()).run()
    assert emily.bank.portrait().overall_history.startswith("The latest days in Emily's words:")


async def test_what_a_file_says_of_a_day_is_not_called_the_persons_words(emily: Person) -> None:
    emily.bank.delete_memories([one.id for one in emily.bank.memories.everything()])
    file = (
        b'{"Emily": {"history": {"2023-04-29": [["I have a cat", "Nice"]]}, "summary": {"2023-04-29": "A cat."}}}'
    )
    bring_in(emily.bank, read_bank(file)[0], NOW)
    await emily.reflector(Builtin()).run()
    history = emily.bank.portrait().overall_history
    assert history.startswith("One day:")
    assert "A cat." in history
    talk(emily.bank, "I saw a heron by the river", "Good", days(9))
    await emily.reflector(Builtin()).run()
    history = emily.bank.portrait().overall_history
    assert history.startswith("The latest days:")
    assert "A cat." in history
    assert "heron" in history


async def test_that_a_day_was_heavy_is_not_called_the_persons_words(emily: Person) -> None:
    emily.bank.delete_memories([one.id for one in emily.bank.memories.everything()])
    talk(emily.bank, "I want to kill myself", "I am here", days(8))
    await emily.reflector(Builtin()).run()
    assert emily.bank.portrait().overall_history.startswith("One day:")


async def test_a_model_takes_up_what_was_extracted_only_when_asked_to(emily: Person) -> None:
    await emily.reflector(Builtin()).run()
    model = CountingModel()
    assert (await emily.reflector(model).run()).spent.calls == 0
    assert (await emily.reflector(model).run(renew=True)).spent.calls == 8
    assert (await emily.reflector(model).run(renew=True)).spent.calls == 0
    assert (await emily.reflector(Builtin()).run(renew=True)).days == 0
    assert [one.model for one in emily.bank.portrait_history(Part.HISTORY)] == ["counting", "builtin"]


async def test_what_is_retracted_is_not_extracted(emily: Person) -> None:
    emily.bank.retract("I saw 3 herons by the river", NOW)
    await emily.reflector(Builtin()).run(before=days(1).date())
    (summary,) = emily.bank.list_memories(kind=Kind.SUMMARY)
    assert "3 herons" not in summary.query
    assert "4 herons" in summary.query


@pytest.mark.parametrize(
    ("language", "groups", "found"),
    [
        (Language.EN, [["I saw Biscuit today"], ["Biscuit is a cat"], ["Really, a dog"]], ["Biscuit"]),
        (Language.EN, [["The garden is wet", "My gardens, my garden!", "Rain"]], ["garden"]),
        (Language.EN, [["There's Anna's quilt"], ["there’s a quilt of Anna’s"]], ["Anna", "quilt"]),
        (Language.EN, [["I walked, it wasn't far"], ["We walked; it wasn't home"]], []),
        (Language.EN, [["I teach twelve-year-olds"], ["My twelve-year-olds, the tent-pole"], ["A flag-pole"]], []),
        (Language.CN, [["我的橘猫叫年糕"], ["橘猫叫年糕"], ["你的猫叫什么"]], ["橘猫", "年糕"]),
        (Language.CN, [["我家的豆豆生病了"], ["豆豆今天好了"], ["今天下雨"]], ["豆豆"]),
        (Language.CN, [["天文台很远"], ["天文台很高"]], ["天文台"]),
        (Language.CN, [[]], []),
    ],
)
def test_topics_are_what_comes_up_again(language: Language, groups: list[list[str]], found: list[str]) -> None:
    assert topics(groups, language, at_least=2) == found


@pytest.mark.parametrize("summary_between", [False, True])
@pytest.mark.parametrize("language", [Language.EN, Language.CN])
async def test_what_is_true_after_all_comes_back_with_the_next_summary(
    tmp_path: Path, language: Language, summary_between: bool
) -> None:
    said, untrue, rest, felt = TRUE_AFTER_ALL[language]
    profiles = Profiles(tmp_path / "profiles")
    bank = profiles.open(profiles.create("Emily", language, NOW))
    person = Person(bank)
    for text in (rest, said, felt):
        talk(bank, text, "Oh.", days(0))
    await person.reflector(Builtin()).run()
    before = [one.query for kind in (Kind.SUMMARY, Kind.INSIGHT) for one in bank.list_memories(kind=kind)]
    portrait = bank.portrait()
    assert said in before[0]
    rule = bank.retract(untrue, NOW)
    (left,) = bank.list_memories(kind=Kind.SUMMARY)
    assert untrue not in left.query
    assert rest in left.query
    assert left.query == before[0].replace(f" “{said}”", "").replace(f"“{said}”", "")
    assert untrue not in bank.portrait().overall_history
    if summary_between:
        await person.reflector(Builtin()).run()
        assert untrue not in bank.portrait().overall_history
    bank.unretract([rule.id])
    await person.reflector(Builtin()).run()
    after = [one.query for kind in (Kind.SUMMARY, Kind.INSIGHT) for one in bank.list_memories(kind=kind)]
    assert after == before
    assert bank.portrait() == portrait
    assert bank.due_days() == []
    bank.close()


TRUE_AFTER_ALL = {
    Language.EN: ("I am afraid of dogs", "I am afraid of dogs", "I love hiking", "I was sad about my job"),
    Language.CN: ("我很怕狗", "我很怕狗", "我喜欢爬山", "我为工作难过"),
}


TODAY = {
    "Emily": ["My Biscuit is ill. I am so sad.", "Then Biscuit ate. I am tired!"],
    "小林": ["豆豆病了。我很难过。", "豆豆吃了。我好累！"],
}
AGAIN = {"Emily": "Our Biscuit sleeps. I am sad.", "小林": "我家的豆豆睡了。我很难过。"}
ONCE = {"Emily": "sounded sad and tired on one day.", "小林": "有一天听起来难过和疲惫。"}


def of_one_day(person: Person, texts: list[str]) -> None:
    person.bank.delete_memories([one.id for one in person.bank.memories.everything()])
    for text in texts:
        talk(person.bank, text, "Oh", days(8))


async def test_what_came_up_on_one_day_only_is_not_said_of_several(person: Person) -> None:
    name = person.bank.profile.name
    of_one_day(person, TODAY[name])
    await person.reflector(Builtin()).run()
    for _ in range(2):
        portrait = person.bank.portrait()
        assert portrait.overall_personality.split("\n")[0].endswith(ONCE[name])
        for several in ("more than one day", "latest days", "不止一天", "最近几天"):
            assert several not in portrait.overall_history
        last = person.bank.turns(limit=1)[0]
        person.bank.remove_turn(last.id)
        talk(person.bank, last.query, "Another reply", days(8))
        await person.reflector(Builtin()).run()


async def test_feelings_of_several_days_are_counted_apart(person: Person) -> None:
    name = person.bank.profile.name
    of_one_day(person, TODAY[name])
    talk(person.bank, AGAIN[name], "Oh", days(9))
    await person.reflector(Builtin()).run()
    told = {"Emily": "sad on 2 days, tired on one day.", "小林": "有 2 天听起来难过，有一天听起来疲惫。"}[name]
    portrait = person.bank.portrait()
    assert portrait.overall_personality.split("\n")[0].endswith(told)
    assert {"Emily": "more than one day: Biscuit", "小林": "不止一天提到的：豆豆"}[name] in portrait.overall_history


@pytest.mark.parametrize(
    "told",
    [
        ["第一句排队", "第二句排队先说"],
        ["第一次上夜校", "又是第一次"],
        ["每次旅行", "下次旅行"],
        ["三公里跑步", "五公里跑步"],
        ["十字路口堵车", "百家路口堵车"],
        ["15路公交", "20路公交"],
    ],
)
def test_no_topic_begins_within_a_number_and_what_it_counts(told: list[str]) -> None:
    found = topics([[one] for one in told], Language.CN, at_least=2)
    assert set(found) <= {"排队", "旅行", "跑步"}


def test_a_piece_of_something_longer_is_no_topic() -> None:
    assert topics([["下周市立医院看病"], ["市立医院看病回来"]], Language.CN, at_least=2) == []


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (["我不知道该怎么办", "真不知道该去哪"], []),
        (["听起来很棒", "那听起来不错"], []),
        (["工作上遇到了麻烦", "写作上遇到了困难"], []),
        (["孩子做作业", "椅子做好了"], []),
        (["她拿着手机", "我看着手机"], ["手机"]),
        (["今天天气很好", "外面天气太热"], ["天气"]),
        (["那部电影不错", "这部电影很长"], ["电影"]),
        (["我从义乌回来", "他从义乌走"], ["义乌"]),
        (["那天晚上没睡", "昨天晚上没睡"], []),
        (["豆豆病了", "我家的豆豆吃了", "豆豆睡了"], ["豆豆"]),
        (["西南大学很远", "我想考西南大学"], ["西南大学"]),
        (["绿禾公园很大", "我去了绿禾公园", "公园的花"], ["绿禾公园"]),
        (["陆老师来过", "陆老师说", "老师好", "老师和我", "老师的课"], ["老师", "陆老师"]),
    ],
)
def test_no_topic_is_half_of_a_word(told: list[str], found: list[str]) -> None:
    assert topics([[one] for one in told], Language.CN, at_least=2) == found


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, ["cello", "river", "heron", "Biscuit", "Leeds", "garden"]),
        (Language.CN, ["豆豆", "钢琴", "苏州", "公园", "鸽子", "火锅"]),
    ],
)
def test_topics_that_come_up_as_often_stand_as_they_were_said(language: Language, said: list[str]) -> None:
    mark = " and the " if language is Language.EN else "和"
    assert topics([[mark + mark.join(said)], [mark + mark.join(said)]], language, at_least=2) == said


DENIED = {"Emily": "I do not have a Biscuit", "小林": "我没有养豆豆"}


async def test_a_topic_that_is_not_true_goes_out_of_every_part_and_day_at_once(person: Person) -> None:
    name = person.bank.profile.name
    topic = {"Emily": "Biscuit", "小林": "豆豆"}[name]
    of_one_day(person, TODAY[name])
    talk(person.bank, AGAIN[name], "Oh", days(9))
    await person.reflector(Builtin()).run()
    portrait = person.bank.portrait()
    assert all(topic in one for one in (portrait.overall_personality, portrait.strategy))
    kept = person.bank.retract(DENIED[name], NOW)
    for _ in range(2):
        portrait = person.bank.portrait()
        told = [one.query for one in person.bank.list_memories(kind=Kind.INSIGHT)]
        for text in (portrait.overall_personality, portrait.strategy, *told):
            assert topic not in re.sub("“.*?”", "", text)
        assert "more than one day" not in portrait.overall_history
        assert "不止一天" not in portrait.overall_history
        await person.reflector(Builtin()).run()
    person.bank.unretract([kept.id])


async def test_what_one_wrote_stays_ones_own_when_the_day_is_thought_over_again(person: Person) -> None:
    name = person.bank.profile.name
    of_one_day(person, TODAY[name])
    await person.reflector(Builtin()).run()
    own = {"Emily": "I love the sea.", "小林": "我喜欢大海。"}[name]
    first, *rest = person.bank.part(Part.PERSONALITY).split("\n")
    person.bank.correct(Part.PERSONALITY, "\n".join([own, *rest]), NOW)
    talk(person.bank, TODAY[name][1], "Oh", days(8))
    talk(person.bank, TODAY[name][1], "Oh", days(9))
    await person.reflector(Builtin()).run()
    text = person.bank.part(Part.PERSONALITY)
    assert text.split("\n")[0] == own
    assert person.bank.not_by_hand(Part.PERSONALITY).count("\n") == 0
    assert own not in person.bank.portrait_history(Part.PERSONALITY)[0].text
    assert first not in text
    assert "on 2 days" not in text
    assert "有 2 天" not in text
