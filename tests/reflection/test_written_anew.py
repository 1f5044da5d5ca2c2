"""What is written anew after a retraction: only what is due, and no part of the portrait stays behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import PORTRAIT, Part
from siliconfriend.models.base import ChatModel, Prompt
from siliconfriend.models.builtin import Builtin
from siliconfriend.reflection.by_itself import everything_due
from siliconfriend.reflection.progress import Step
from tests.memory.toy import days, talk
from tests.reflection.conftest import CountingModel, Person

FACTS = ("I have a dog called Rex", "I work in Leeds", "I love the cello", "My sister is a doctor")


def hears(prompt: Prompt) -> str:
    """An answer of the facts it is told, and nothing of how to respond."""
    return " ".join(f"{fact}." for fact in FACTS if fact in prompt.message) or "Herons."


def advises(prompt: Prompt) -> str:
    """The same, with something of how to respond."""
    return f"{hears(prompt)}\nRESPONSE: Be kind."


MODELS: dict[str, Callable[[], ChatModel]] = {
    "builtin": Builtin,
    "silent": lambda: CountingModel(hears),
    "advising": lambda: CountingModel(advises),
}


@pytest.fixture
def bank(emily: Person) -> Bank:
    """A fact a day: the first of them alone on its day."""
    for number, fact in enumerate(FACTS):
        talk(emily.bank, fact, "Oh", days(10 + number))
        if number:
            talk(emily.bank, "I feel sad, it rains by the river", "Oh", days(10 + number))
    return emily.bank


def behind(bank: Bank) -> list[Part]:
    """The parts whose latest version may not be told."""
    return [
        part for part in PORTRAIT if (written := bank.portrait_history(part)) and bank.standing(part) != written[0]
    ]


async def think(person: Person, model: ChatModel) -> list[str]:
    """As T does; the days it went through."""
    steps: list[Step] = []
    await person.reflector(model).run(renew=True, tell=steps.append)
    return sorted({one.day.isoformat() for one in steps if one.day is not None})


@pytest.mark.parametrize("then", MODELS)
@pytest.mark.parametrize("first", MODELS)
async def test_after_two_retractions_nothing_is_left_behind_or_done_twice(
    emily: Person, bank: Bank, first: str, then: str
) -> None:
    await think(emily, MODELS[first]())
    for fact in FACTS[:2]:
        bank.retract(fact, days(90))
    model = MODELS[then]()
    if first == then:
        assert await think(emily, model) in (["2024-05-11", "2024-05-12"], ["2024-05-12"])
    else:
        await think(emily, model)
    assert behind(bank) == []
    assert everything_due(bank, model, days(99).date()).calls == 0
    assert await think(emily, model) == []
    told = [bank.part(part) for part in PORTRAIT] + [one.query for one in bank.list_memories(kind=Kind.SUMMARY)]
    assert not any(fact in text for fact in FACTS[:2] for text in told)


async def test_a_part_with_nothing_left_to_be_written_from_says_nothing(emily: Person, bank: Bank) -> None:
    await think(emily, CountingModel(hears))
    bank.never_recall([one.id for one in bank.list_memories(kind=Kind.INSIGHT)])
    assert behind(bank) == [Part.PERSONALITY]
    await think(emily, CountingModel(hears))
    assert behind(bank) == []
    assert bank.part(Part.PERSONALITY) == ""
    bank.recall_again([one.id for one in bank.list_memories(kind=Kind.INSIGHT)])
    assert len(bank.growth(Part.PERSONALITY).days) == 7


async def test_the_version_before_stands_again_where_it_is_all_there_is(emily: Person, bank: Bank) -> None:
    await think(emily, CountingModel(advises))
    before = [bank.part(part) for part in PORTRAIT]
    talk(bank, "I bought a kite", "Oh", days(30))
    await think(emily, CountingModel(advises))
    newest = [bank.list_memories(kind=kind, limit=1)[0].id for kind in (Kind.SUMMARY, Kind.INSIGHT)]
    bank.never_recall(newest)
    assert set(behind(bank)) >= {Part.HISTORY, Part.PERSONALITY}
    await think(emily, CountingModel(advises))
    assert behind(bank) == []
    assert [bank.part(part) for part in PORTRAIT] == before
