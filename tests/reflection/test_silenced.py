"""Thinking over days of which something is never to be recalled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import DAILY, Part
from siliconfriend.models.builtin import Builtin
from tests.memory.toy import days, memory_of, talk
from tests.reflection.conftest import CountingModel, Person

OWN = "I adopted a walrus called Otto and the walrus is happy"


def told(emily: Person) -> str:
    return " ".join(one.query for kind in DAILY for one in emily.bank.list_memories(kind=kind))


def let_go(bank: Bank, memories: list[int]) -> None:
    bank.archive(memories, days(99))


def never(bank: Bank, memories: list[int]) -> None:
    bank.never_recall(memories)


def back(bank: Bank, memories: list[int]) -> None:
    bank.restore(memories, days(99))
    bank.recall_again(memories)


by_both = pytest.mark.parametrize("silence", [let_go, never])


@by_both
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
async def test_without_a_model_nothing_tells_what_was_silenced(
    emily: Person, silence: Callable[[Bank, list[int]], None], *, before: bool
) -> None:
    turns = [talk(emily.bank, OWN, "Oh", days(day)) for day in (8, 9)]
    talk(emily.bank, "I am sad about the rain", "Oh", days(9))
    memories = [memory_of(emily.bank, turn) for turn in turns]
    if not before:
        await emily.reflector(Builtin()).run()
        assert "walrus" in told(emily)
    silence(emily.bank, memories)
    await emily.reflector(Builtin()).run()
    portrait = emily.bank.portrait()
    assert "rain" in told(emily)
    for text in (told(emily), portrait.overall_history, portrait.overall_personality, portrait.strategy):
        assert "walrus" not in text
    assert emily.bank.due_days() == []
    back(emily.bank, memories)
    await emily.reflector(Builtin()).run()
    assert "walrus" in told(emily)


@by_both
async def test_a_model_is_not_told_and_not_asked_of_nothing(
    emily: Person, silence: Callable[[Bank, list[int]], None]
) -> None:
    turn = talk(emily.bank, OWN, "Oh", days(9))
    model = CountingModel(lambda prompt: f"I heard: {prompt.message}")
    await emily.reflector(model).run()
    assert "walrus" in told(emily)
    silence(emily.bank, [memory_of(emily.bank, turn)])
    assert "walrus" not in emily.bank.part(Part.HISTORY)
    model.prompts.clear()
    await emily.reflector(model).run()
    assert "walrus" not in told(emily)
    assert not any("walrus" in message.content for prompt in model.prompts for message in prompt.messages)
    assert len(emily.bank.list_memories(kind=Kind.SUMMARY)) == 4
    assert "walrus" not in emily.bank.part(Part.HISTORY)
