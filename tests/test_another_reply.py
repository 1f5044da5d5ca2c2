"""Another reply: the one there was stays, with all that was made from it, until words of the new one are kept."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from siliconfriend import reply as room
from siliconfriend.companion import Companion
from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind, MemoryBankError, Profile, Turn, TurnState
from siliconfriend.memory.reflected import Part
from siliconfriend.models.base import UnreachableError
from siliconfriend.reply import Reply
from siliconfriend.settings import MemorySettings, Settings
from tests.memory.toy import dump, talk
from tests.tui.scripted import Clock, ScriptedModel

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)
QUESTION = "What about my dog?"
OLD = "He is like a walrus."


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    return Profiles(tmp_path / "profiles")


@pytest.fixture
def emily(profiles: Profiles) -> Profile:
    return profiles.create("Emily", Language.EN, NOW)


@pytest.fixture
def bank(profiles: Profiles, emily: Profile) -> Iterator[Bank]:
    bank = profiles.open(emily)
    yield bank
    bank.close()


def companion(bank: Bank, model: ScriptedModel) -> Companion:
    return Companion(bank, model, Settings(memory=MemorySettings(embedder="none")), Clock(NOW))


async def read(reply: Reply) -> str:
    return "".join([piece async for piece in reply])


def a_day(bank: Bank) -> Turn:
    """A reply that recalled a memory, and what was understood of the day and the person with its words."""
    talk(bank, "My dog is called Biscuit.", "A fine dog.", NOW)
    bank.begin_conversation(NOW)
    recalled = bank.recall(QUESTION, k=1, now=NOW)
    turn = talk(bank, QUESTION, OLD, NOW, recalled=recalled)
    words = bank.material(turn.day)
    bank.keep_day(Kind.SUMMARY, words, "The dog is a walrus.", NOW, model="toy", prompt="1")
    bank.keep_version(Part.HISTORY, "Has a walrus.", bank.growth(Part.HISTORY), NOW, model="toy", prompt="1")
    return bank.turns()[-1]


def derived(bank: Bank) -> tuple[list[str], str]:
    return [one.query for one in bank.list_memories(kind=Kind.SUMMARY)], bank.portrait().overall_history


TALKER = """
import asyncio, json, os, signal, sys
from pathlib import Path
from siliconfriend import reply as room
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.store.turns import Turns
from tests.test_another_reply import companion, read
from tests.tui.scripted import ScriptedModel

folder, how, point = (json.loads(one) for one in sys.argv[1:])

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

class Model(ScriptedModel):
    async def stream(self, prompt, sampling):
        if point == "asked":
            die()
        yield "At"
        if point == "in the first words":
            Turns.keep = die
        if point in ("in the first words", "after the first words"):
            while not bank.turns()[-1].response.startswith("At"):
                await asyncio.sleep(0)
            die()
        yield " last."

async def main():
    last = bank.turns()[-1]
    if how == "another":
        await read(await talking.regenerate(last))
    else:
        await read(await talking.say("What about my cat?", instead_of=last.id))

bank = Bank(Path(folder))
talking = companion(bank, Model())
room.KEEP_AFTER_SECONDS = 0 if "first words" in point else 60
if point == "before it is kept":
    Turns.add = die
if point == "in the end":
    Turns.keep_recalled = die
asyncio.run(main())
die()
"""


def killed(bank: Bank, how: str, point: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", TALKER, *(json.dumps(one) for one in (str(bank.folder), how, point))],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        check=False,
        timeout=120,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.parametrize("point", ["asked", "in the first words", "in the end"])
def test_killed_before_its_first_words_are_kept_nothing_has_changed(bank: Bank, point: str) -> None:
    a_day(bank)
    before = dump(bank)
    killed(bank, "another", point)
    assert dump(bank) == before


@pytest.mark.parametrize(
    ("point", "stands"),
    [
        ("after the first words", ("At", TurnState.OPEN, [])),
        ("after the end", ("At last.", TurnState.FINISHED, ["My dog is called Biscuit."])),
    ],
)
def test_killed_later_it_stands_and_what_was_made_from_the_old_one_is_gone(
    bank: Bank, point: str, stands: tuple[str, TurnState, list[str]]
) -> None:
    a_day(bank)
    killed(bank, "another", point)
    turn = bank.turns()[-1]
    assert (turn.response, turn.state, [one.memory.query for one in turn.recalled]) == stands
    assert derived(bank) == ([], "")
    assert bank.recall("walrus", k=3, now=NOW) == []
    dog = next(one for one in bank.memories.everything() if one.query.startswith("My dog"))
    assert dog.strength == 1 + len(turn.recalled)


@pytest.mark.parametrize("point", ["before it is kept", "asked"])
def test_killed_with_another_message_in_its_place_only_the_old_turn_is_gone_or_nothing(
    bank: Bank, point: str
) -> None:
    a_day(bank)
    before = dump(bank)
    killed(bank, "instead", point)
    if point == "before it is kept":
        assert dump(bank) == before
        return
    assert [(turn.query, turn.response, turn.state) for turn in bank.turns()] == [
        ("My dog is called Biscuit.", "A fine dog.", TurnState.FINISHED),
        ("What about my cat?", "", TurnState.OPEN),
    ]
    assert derived(bank) == ([], "")
    assert [(one.query, one.strength) for one in bank.memories.everything()] == [
        ("My dog is called Biscuit.", 1.0),
        ("What about my cat?", 1.0),
    ]


async def test_it_is_asked_for_as_if_the_old_one_were_gone(bank: Bank) -> None:
    model = ScriptedModel(replies=[["At last."]])
    turn = a_day(bank)
    assert "walrus" in str(companion(bank, model).question(bank.ask(turn.conversation, QUESTION, NOW), 4000))
    bank.remove_turn(bank.turns()[-1].id)
    reply = await companion(bank, model).regenerate(turn)
    assert await read(reply) == "At last."
    assert model.prompts[0].replaces == OLD
    assert "walrus" not in str(replace(model.prompts[0], replaces=""))
    assert [one.memory.query for one in reply.recalled] == ["My dog is called Biscuit."]


@pytest.mark.parametrize("how", ["failed", "stopped", "blank"])
async def test_without_a_word_nothing_has_changed(bank: Bank, how: str) -> None:
    turn = a_day(bank)
    before = dump(bank)
    steps: dict[str, Any] = {"failed": UnreachableError(host="h"), "stopped": asyncio.Event(), "blank": " \n"}
    reply = await companion(bank, ScriptedModel(replies=[[steps[how]]])).regenerate(turn)
    if how == "stopped":
        await reply.stop()
    assert (await read(reply)).strip() == ""
    assert reply.turn == turn
    assert dump(bank) == before


async def test_once_it_has_ended_nothing_that_comes_late_is_kept(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = a_day(bank)
    reply = await companion(bank, ScriptedModel(replies=[["At last."]])).regenerate(turn)
    await read(reply)
    before = dump(bank)
    reply._keep_now("At")
    assert dump(bank) == before


async def test_of_two_windows_the_last_to_end_has_its_way(
    profiles: Profiles, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "KEEP_AFTER_SECONDS", 0.0)
    turn = a_day(bank)
    other = profiles.open(bank.profile)
    more, still_more = asyncio.Event(), asyncio.Event()
    first = await companion(bank, ScriptedModel(replies=[["One", more, " more."]])).regenerate(turn)
    while bank.turns()[-1].response != "One":  # noqa: ASYNC110 - the store has no event to wait for
        await asyncio.sleep(0)
    second = await companion(other, ScriptedModel(replies=[[still_more, "Two."]])).regenerate(turn)
    more.set()
    assert await read(first) == "One more."
    assert bank.turns()[-1].response == "One more."
    words = bank.material(turn.day)
    bank.keep_day(Kind.SUMMARY, words, "One more day.", NOW, model="toy", prompt="1")
    still_more.set()
    assert await read(second) == "Two."
    assert (bank.turns()[-1].response, bank.turns()[-1].state) == ("Two.", TurnState.FINISHED)
    assert derived(bank) == ([], "")
    assert await read(await companion(other, ScriptedModel(replies=[[""]])).regenerate(turn)) == ""
    other.close()


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_a_turn_that_another_window_took_away_stays_away(profiles: Profiles, bank: Bank, when: str) -> None:
    turn = a_day(bank)
    other, more = profiles.open(bank.profile), asyncio.Event()
    model = ScriptedModel(replies=[[more, "At last."]])
    if when == "before":
        other.remove_turn(turn.id)
        with pytest.raises(MemoryBankError, match="no_such_turn"):
            await companion(bank, model).regenerate(turn)
        assert model.prompts == []
    else:
        reply = await companion(bank, model).regenerate(turn)
        other.remove_turn(turn.id)
        more.set()
        await read(reply)
        assert isinstance(reply.error, MemoryBankError)
        assert reply.error.code == "no_such_turn"
    assert [one.query for one in bank.turns()] == ["My dog is called Biscuit."]
    other.close()


async def test_where_nothing_can_be_kept_the_model_is_not_asked(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise MemoryBankError("disk_full")

    turn, model = a_day(bank), ScriptedModel()
    before = dump(bank)
    monkeypatch.setattr(bank.dialogue, "try_writing", full)
    with pytest.raises(MemoryBankError, match="disk_full"):
        await companion(bank, model).regenerate(turn)
    assert model.prompts == []
    assert dump(bank) == before


async def test_off_the_record_the_old_one_stays_too(bank: Bank) -> None:
    emily = companion(bank, ScriptedModel(replies=[["One."]]))
    emily.go_off_record()
    await read(await emily.say("hello"))
    emily.model = ScriptedModel(replies=[[asyncio.Event()]])
    reply = await emily.regenerate()
    assert emily.last_turn().response == "One."
    await reply.stop()
    assert emily.last_turn().response == "One."
    emily.model = ScriptedModel(replies=[["Two."]])
    await read(await emily.regenerate())
    assert emily.last_turn().response == "Two."
