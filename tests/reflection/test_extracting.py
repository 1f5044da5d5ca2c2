"""Without a model: the person's own sentences, nothing else."""

from __future__ import annotations

import re

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.exchange import bring_in, read_bank
from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import Author, Part
from siliconfriend.models.builtin import Builtin
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


async def test_in_chinese(xiaolin: Person) -> None:
    talk(xiaolin.bank, "你好！我下周二要去天文台面试。", "好", days(9))
    talk(xiaolin.bank, "我对面试很紧张。", "慢慢来", days(9))
    await xiaolin.reflector(Builtin()).run(since=days(9).date())
    (summary,) = xiaolin.bank.list_memories(kind=Kind.SUMMARY)
    assert "“我下周二要去天文台面试。”" in summary.query
    (insight,) = xiaolin.bank.list_memories(kind=Kind.INSIGHT)
    assert "不安：“我对面试很紧张。”" in insight.query
    assert "面试" in insight.query


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
        (Language.CN, [["我家的豆豆生病了"], ["豆豆今天好了"], ["今天下雨"]], ["豆豆"]),
        (Language.CN, [["天文台很远"], ["天文台很高"]], ["天文台"]),
        (Language.CN, [[]], []),
    ],
)
def test_topics_are_what_comes_up_again(language: Language, groups: list[list[str]], found: list[str]) -> None:
    assert topics(groups, language, at_least=2) == found
