"""What was forgotten, or silenced, is told by nothing that was understood without a model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in, read_bank, write_out
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind
from siliconfriend.memory.reflected import DAILY, PORTRAIT, Part
from siliconfriend.models.builtin import Builtin
from tests.memory.toy import NOW, days, holding, memory_of, talk
from tests.reflection.conftest import CountingModel, Person

SAID = ("My ex-husband Bruno called me.", "Bruno came to the door.", "I repaired the violin.")
PLENTY = (
    "I bought a kite at the harbour of Lisbon on Sunday.",
    "I am happy about my new job at the observatory.",
    "I planted tomatoes behind our house last week.",
    "Then Bruno rang.",
)
MORE = (
    "I am sad about the broken window of my kitchen.",
    "I cooked noodles with my sister yesterday.",
    "I lost my umbrella in the train to Leeds this morning.",
    "Then Bruno knocked.",
)


def portrait(bank: Bank) -> str:
    return "\n".join(bank.part(part) for part in PORTRAIT)


def about_bruno(bank: Bank) -> list[int]:
    return [one.memory.id for one in bank.found_to_forget("Bruno") if one.certain]


async def think(person: Person, since: date | None = None) -> None:
    await person.reflector(Builtin()).run(since=since)


@pytest.fixture
def vera(tmp_path: Path) -> Iterator[Person]:
    """Somebody of whom nothing is known yet."""
    profiles = Profiles(tmp_path / "profiles")
    bank = profiles.open(profiles.create("Vera", Language.EN, NOW))
    yield Person(bank)
    bank.close()


async def test_topics_are_those_of_days_that_were_thought_over(vera: Person) -> None:
    for number, said in enumerate(SAID):
        talk(vera.bank, said, "Oh", days(20 + number))
    await think(vera, since=days(22).date())
    assert "violin" in portrait(vera.bank)
    assert "Bruno" not in portrait(vera.bank)
    await think(vera)
    assert "more than one day: Bruno" in vera.bank.part(Part.HISTORY)


async def test_what_was_said_since_a_day_was_thought_over_is_no_topic_of_it_yet(vera: Person) -> None:
    talk(vera.bank, "Marta plays the violin.", "Oh", days(20))
    await think(vera, since=days(20).date())
    talk(vera.bank, "Bruno came to the door, I am sad.", "Oh", days(20))
    talk(vera.bank, "Bruno called me.", "Oh", days(21))
    await think(vera, since=days(21).date())
    assert "more than one day" not in vera.bank.part(Part.HISTORY)
    assert "sad" not in vera.bank.part(Part.PERSONALITY)


async def test_of_a_day_that_is_not_to_be_told_there_is_no_topic(vera: Person) -> None:
    for number, said in enumerate(SAID):
        talk(vera.bank, said, "Oh", days(20 + number))
    await think(vera, since=days(20).date())
    said_of = [one.id for kind in DAILY for one in vera.bank.list_memories(kind=kind) if "Bruno" in one.query]
    vera.bank.never_recall([*said_of, *(one.id for one in vera.bank.list_memories(kind=Kind.INSIGHT))])
    talk(vera.bank, "Marta wrote to me.", "Oh", days(23))
    await think(vera, since=days(20).date())
    assert "Marta" in portrait(vera.bank)
    assert "Bruno" not in portrait(vera.bank)


async def test_a_topic_goes_with_what_was_silenced_though_its_days_read_as_before(vera: Person) -> None:
    for day, sentences in ((20, PLENTY), (21, MORE)):
        for said in sentences:
            talk(vera.bank, said, "Oh", days(day))
    await think(vera, since=days(20).date())
    told = {one.query for kind in DAILY for one in vera.bank.list_memories(kind=kind)}
    assert "Bruno" in portrait(vera.bank)
    assert not any("Bruno" in one for one in told)
    vera.bank.never_recall(about_bruno(vera.bank))
    assert "Bruno" not in portrait(vera.bank)
    await think(vera, since=days(20).date())
    assert {one.query for kind in DAILY for one in vera.bank.list_memories(kind=kind)} == told
    assert "kite" in portrait(vera.bank)
    assert "Bruno" not in portrait(vera.bank)


async def test_it_says_from_how_many_turns_it_was_made(vera: Person) -> None:
    turns = [talk(vera.bank, "Marta plays the violin.", "Oh", days(20 + number)) for number in range(2)]
    await think(vera, since=days(20).date())
    today = talk(vera.bank, "Marta sold her violin.", "Oh", days(22))
    await vera.reflector(Builtin()).run(since=days(20).date(), before=days(22).date())
    (version,) = vera.bank.portrait_history(Part.HISTORY)
    assert {one.id for one in vera.bank.origin(version.id, 9).first} == {one.id for one in turns}
    vera.bank.delete_memories([memory_of(vera.bank, today)])
    assert "and violin" in vera.bank.part(Part.HISTORY)


@dataclass
class Talker:
    """Somebody who speaks of Bruno, on one day after the other, and does what one may do with memories."""

    profiles: Profiles
    person: Person
    day: int = 20

    def says(self) -> None:
        """Something about Bruno, on a day of its own."""
        talk(
            self.person.bank, f"Bruno came to the door, with a violin. {PLENTY[self.day % 3]}", "Oh", days(self.day)
        )
        self.day += 1

    def says_else(self) -> None:
        """Nothing about Bruno, on a day of its own."""
        talk(self.person.bank, f"I repaired the violin. {MORE[self.day % 3]}", "Oh", days(self.day))
        self.day += 1

    def says_more(self) -> None:
        """Something else, and something about Bruno in few words, on the same day as before."""
        for said in PLENTY:
            talk(self.person.bank, said, "Oh", days(self.day - 1))

    def notes(self) -> None:
        """A note about Bruno."""
        self.person.bank.remember("Bruno makes me sad.", days(self.day - 1))

    def thinks(self) -> None:
        """All days are thought over."""
        asyncio.run(think(self.person))

    def thinks_of_today(self) -> None:
        """Only the last one is."""
        asyncio.run(think(self.person, days(self.day - 1).date()))

    def lets_a_model_think(self) -> None:
        """All that was only extracted is thought over again, by a model that repeats whatever it is told."""
        model = CountingModel(lambda prompt: f"{prompt.message}\nRESPONSE: {prompt.message}")
        asyncio.run(self.person.reflector(model).run(renew=True))

    def puts_it_otherwise(self) -> None:
        """The latest turn with Bruno is told in other words."""
        for memory in self.person.bank.list_memories(kind=Kind.TURN)[:2]:
            self.person.bank.put_in_place_of(memory.id, f"{memory.query} Or so.", days(90))

    def silences(self) -> None:
        """What is understood of the days so far is to be told no more."""
        self.person.bank.never_recall(
            [one.id for kind in DAILY for one in self.person.bank.list_memories(kind=kind)]
        )

    def denies(self) -> None:
        """A sentence that was said is not true."""
        self.person.bank.retract("Then Bruno rang", days(90))

    def strikes(self) -> None:
        """The last line goes out of the story."""
        text = self.person.bank.part(Part.HISTORY)
        self.person.bank.correct(Part.HISTORY, "\n".join(text.splitlines()[:-1]), days(90))

    def silences_words(self) -> None:
        """The latest turn is never to be recalled."""
        self.person.bank.never_recall([one.id for one in self.person.bank.list_memories(kind=Kind.TURN, limit=1)])

    def moves(self) -> None:
        """All goes out into a file, and another profile is made of it."""
        record = json.dumps({"Vera": write_out(self.person.bank)}).encode()
        self.person.bank.close()
        self.profiles.delete(self.person.bank.profile)
        self.person.bank = self.profiles.open(self.profiles.create("Vera", Language.EN, NOW))
        bring_in(self.person.bank, read_bank(record)[0], days(95))

    def moves_in(self) -> None:
        """All goes out into a file, and comes to a profile that has a portrait of its own."""
        record = json.dumps({"Vera": write_out(self.person.bank)}).encode()
        self.person.bank.close()
        self.profiles.delete(self.person.bank.profile)
        self.person.bank = self.profiles.open(self.profiles.create("Vera", Language.EN, NOW))
        talk(self.person.bank, "I planted tomatoes behind our house.", "Oh", days(19))
        self.thinks()
        bring_in(self.person.bank, read_bank(record)[0], days(95))


STEPS = [step for name, step in vars(Talker).items() if name[0] != "_" and callable(step)]


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=10))
@example([Talker.says, Talker.says, Talker.says_more, Talker.thinks_of_today])
@example([Talker.says, Talker.says, Talker.thinks, Talker.silences, Talker.says, Talker.says_more, Talker.thinks])
@example([Talker.says, Talker.notes, Talker.thinks, Talker.moves])
@example([Talker.says, Talker.says, Talker.thinks, Talker.strikes, Talker.moves])
@example([Talker.says, Talker.says, Talker.thinks, Talker.strikes, Talker.moves_in])
def test_in_whatever_order_nothing_is_left_of_what_was_forgotten(steps: list[Callable[[Talker], None]]) -> None:
    with TemporaryDirectory() as folder:
        profiles = Profiles(Path(folder) / "profiles")
        vera = Talker(profiles, Person(profiles.open(profiles.create("Vera", Language.EN, NOW))))
        for step in steps:
            step(vera)
        bank = vera.person.bank
        untrue = [one.word.id for one in bank.untrue_to_forget("Bruno")]
        bank.forget(about_bruno(bank), untrue)
        assert "Bruno" not in json.dumps(write_out(bank))
        bank.close()
        assert holding(Path(folder), [b"Bruno", b"bruno"]) == {}
