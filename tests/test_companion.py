"""Nothing said is lost, whatever ends a reply; what is recalled for one is reinforced once."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from siliconfriend import reply as room
from siliconfriend.companion import Companion
from siliconfriend.language import Language
from siliconfriend.memory.bank import DATABASE, Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError, TurnState
from siliconfriend.models.base import ContextTooLongError, ModelError, Prompt, Role, Sampling, UnreachableError
from siliconfriend.reply import Reply
from siliconfriend.settings import CareSettings, Settings

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

Script = Callable[[Prompt], AsyncGenerator[str]]


class ScriptedModel:
    """A model that does what the test says, and remembers what it was asked."""

    name = "scripted"
    destination = ""

    def __init__(self, *scripts: Script, context_tokens: int | None = None, echoes: bool = False) -> None:
        self.scripts = list(scripts)
        self.context_tokens = context_tokens
        self.echoes = echoes
        self.prompts: list[Prompt] = []

    async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
        self.prompts.append(prompt)
        async for piece in self.scripts.pop(0)(prompt):
            yield piece

    async def close(self) -> None:
        """Nothing to close."""


def saying(*pieces: str) -> Script:
    async def script(_: Prompt) -> AsyncGenerator[str]:
        for piece in pieces:
            yield piece

    return script


def failing(error: Exception, *pieces: str) -> Script:
    async def script(_: Prompt) -> AsyncGenerator[str]:
        for piece in pieces:
            yield piece
        raise error

    return script


def hanging(*pieces: str) -> Script:
    async def script(_: Prompt) -> AsyncGenerator[str]:
        for piece in pieces:
            yield piece
        await asyncio.Event().wait()

    return script


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    profiles = Profiles(tmp_path / "profiles")
    return profiles.open(profiles.create("Ann", Language.EN, NOW))


def companion(bank: Bank, model: ScriptedModel) -> Companion:
    return Companion(bank, model, Settings(), clock=lambda: NOW)


async def read(reply: Reply) -> str:
    return "".join([piece async for piece in reply])


async def talk(companion: Companion, messages: Sequence[str]) -> list[Reply]:
    replies = []
    for message in messages:
        reply = await companion.say(message)
        await read(reply)
        replies.append(reply)
    return replies


async def test_a_finished_reply_is_streamed_and_kept(bank: Bank) -> None:
    reply = await companion(bank, ScriptedModel(saying("Hel", "lo"))).say("Hi")
    assert await read(reply) == "Hello"
    assert (reply.turn.response, reply.turn.state, reply.turn.model) == ("Hello", TurnState.FINISHED, "scripted")
    assert [(turn.query, turn.response) for turn in bank.turns()] == [("Hi", "Hello")]


async def test_the_message_is_on_disk_before_the_model_is_asked(bank: Bank, tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []

    async def look(_: Prompt) -> AsyncGenerator[str]:
        file = next((tmp_path / "profiles").glob(f"*/{DATABASE}"))
        with sqlite3.connect(file) as other:
            seen.extend(other.execute("SELECT query, state FROM turn").fetchall())
        yield "ok"

    await talk(companion(bank, ScriptedModel(look)), ["Remember me"])
    assert seen == [("Remember me", "open")]


async def test_a_stopped_reply_keeps_what_had_arrived(bank: Bank) -> None:
    reply = await companion(bank, ScriptedModel(hanging("Once upon"))).say("A story?")
    pieces = aiter(reply)
    assert await anext(pieces) == "Once upon"
    await reply.stop()
    assert [piece async for piece in pieces] == []
    assert (reply.turn.response, reply.turn.state) == ("Once upon", TurnState.STOPPED)


async def test_a_reply_stopped_at_once_is_stored_as_stopped(bank: Bank) -> None:
    reply = await companion(bank, ScriptedModel(saying("never"))).say("Wait, no")
    await reply.stop()
    assert await read(reply) == ""
    assert bank.turns()[0].state is TurnState.STOPPED


async def test_a_failed_reply_keeps_the_message_and_what_had_arrived(bank: Bank) -> None:
    error = UnreachableError(host="example.org")
    reply = await companion(bank, ScriptedModel(failing(error, "Well"))).say("Hello?")
    assert await read(reply) == "Well"
    assert reply.error is error
    assert (reply.turn.query, reply.turn.response, reply.turn.state) == ("Hello?", "Well", TurnState.FAILED)


async def test_a_fault_inside_a_model_is_a_failed_reply(bank: Bank) -> None:
    talking = companion(bank, ScriptedModel(failing(ZeroDivisionError("oops")), saying("Fine")))
    first, second = await talk(talking, ["One", "Two"])
    assert isinstance(first.error, ModelError)
    assert second.turn.response == "Fine"


async def test_what_has_arrived_is_kept_while_it_streams(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KEEP_AFTER_SECONDS", 0.0)
    reply = await companion(bank, ScriptedModel(hanging("One ", "two "))).say("Count")
    pieces = aiter(reply)
    await anext(pieces)
    await anext(pieces)
    while bank.turns()[0].response != "One two ":  # noqa: ASYNC110 - the store has no event to wait for
        await asyncio.sleep(0)
    assert bank.turns()[0].state is TurnState.OPEN
    await reply.stop()


async def test_a_prompt_that_is_too_long_is_trimmed_and_sent_again(bank: Bank) -> None:
    too_long = failing(ContextTooLongError(host="h"))
    model = ScriptedModel(*[saying("word " * 300)] * 8, too_long, saying("Better"))
    replies = await talk(companion(bank, model), [f"Message {n} " + "and more " * 40 for n in range(9)])
    assert replies[-1].turn.response == "Better"
    sizes = [sum(len(message.content) for message in prompt.messages) for prompt in model.prompts[-2:]]
    assert sizes[1] < sizes[0]


async def test_what_never_fits_fails_after_a_few_tries(bank: Bank) -> None:
    model = ScriptedModel(*[failing(ContextTooLongError(host="h"))] * 20)
    (reply,) = await talk(companion(bank, model), ["Hello"])
    assert isinstance(reply.error, ContextTooLongError)
    assert len(model.prompts) < 10


async def test_the_model_is_told_earlier_turns_and_memories_once(bank: Bank) -> None:
    model = ScriptedModel(*[saying("Noted.")] * 4)
    talking = companion(bank, model)
    await talk(talking, ["My dog is called Biscuit.", "What is my dog called?"])
    assert [message.role for message in model.prompts[1].messages] == [
        Role.SYSTEM,
        Role.USER,
        Role.ASSISTANT,
        Role.USER,
    ]
    assert model.prompts[1].recalled == ()
    talking.new_conversation()
    (reply,) = await talk(talking, ["Do you remember what my dog is called?"])
    assert [message.role for message in model.prompts[2].messages] == [Role.SYSTEM, Role.USER]
    assert "My dog is called Biscuit." in [quote.said for quote in model.prompts[2].recalled]
    assert bank.turns()[-1].recalled == reply.turn.recalled


async def test_a_conversation_in_which_nothing_was_said_goes_on_as_a_new_one(bank: Bank) -> None:
    model = ScriptedModel(*[saying("Noted.")] * 2)
    talking = companion(bank, model)
    talking.keep_beginning()
    assert bank.latest_conversation() is None
    await talk(talking, ["My dog is called Biscuit."])
    for _ in range(3):
        talking.new_conversation()
        talking.keep_beginning()
    later = companion(bank, model)
    assert later.at_a_beginning
    await talk(later, ["Hello."])
    assert [message.role for message in model.prompts[1].messages] == [Role.SYSTEM, Role.USER]
    assert [turn.conversation for turn in bank.turns()] == [1, 2]
    assert not companion(bank, model).at_a_beginning


async def test_of_the_end_of_being_off_the_record_nothing_is_kept(bank: Bank) -> None:
    talking = companion(bank, ScriptedModel(saying("Noted.")))
    await talk(talking, ["My dog is called Biscuit."])
    talking.go_off_record()
    talking.keep_beginning()
    assert bank.latest_conversation() == 1


async def test_only_a_recall_that_fed_a_reply_reinforces(bank: Bank) -> None:
    talking = companion(bank, ScriptedModel(saying("A fine dog.")))
    await talk(talking, ["My dog is called Biscuit."])
    talking.new_conversation()

    def strength() -> float:
        return next(iter(bank.memories.everything())).strength

    bank.recall("my dog", k=3, now=NOW)
    assert strength() == 1
    talking.model = ScriptedModel(failing(UnreachableError(host="h")))
    await talk(talking, ["What about my dog?"])
    assert strength() == 1
    talking.model = ScriptedModel(saying("Biscuit!"))
    talking.clock = lambda: NOW + timedelta(days=3)
    await talk(talking, ["What about my dog?"])
    memory = next(iter(bank.memories.everything()))
    assert (memory.strength, memory.last_recall) == (2, NOW + timedelta(days=3))


async def test_replies_that_only_echo_are_not_remembered_as_new(bank: Bank) -> None:
    await talk(companion(bank, ScriptedModel(saying("You like xylophones."), echoes=True)), ["Hm?"])
    assert bank.recall("xylophones", k=3, now=NOW) == []
    assert bank.turns()[0].response == "You like xylophones."


async def test_a_message_that_cannot_be_kept_is_not_sent(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryBankError("disk_full")

    model = ScriptedModel(saying("never"))
    monkeypatch.setattr(bank, "ask", full)
    with pytest.raises(MemoryBankError):
        await companion(bank, model).say("Hello")
    assert model.prompts == []


async def test_a_reply_that_cannot_be_kept_says_so(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryBankError("disk_full")

    monkeypatch.setattr(bank, "answer", full)
    (reply,) = await talk(companion(bank, ScriptedModel(saying("Hi"))), ["Hello"])
    assert isinstance(reply.error, MemoryBankError)
    assert reply.text == "Hi"


async def test_danger_brings_help_at_once(bank: Bank) -> None:
    reply = await companion(bank, ScriptedModel(hanging())).say("I want to end my life")
    assert reply.help is not None
    await reply.stop()


async def test_help_is_not_shown_where_it_is_turned_off(bank: Bank) -> None:
    quiet = Settings(care=CareSettings(enabled=False))
    reply = await Companion(bank, ScriptedModel(saying("I am here.")), quiet, clock=lambda: NOW).say(
        "I want to die"
    )
    assert reply.help is None
    assert await read(reply) == "I am here."


async def test_another_reply_takes_the_place_of_the_last(bank: Bank) -> None:
    talking = companion(bank, ScriptedModel(saying("One."), saying("Two."), saying("Three.")))
    await talk(talking, ["First", "Second"])
    reply = await talking.regenerate()
    assert await read(reply) == "Three."
    assert [(turn.query, turn.response) for turn in bank.turns()] == [("First", "One."), ("Second", "Three.")]
    assert bank.recall("Two", k=3, now=NOW) == []


async def test_another_reply_does_not_know_what_was_said_after_it(bank: Bank) -> None:
    model = ScriptedModel(saying("One."), saying("Two."), saying("Again."))
    talking = companion(bank, model)
    first, _ = await talk(talking, ["First", "Second"])
    await read(await talking.regenerate(first.turn))
    assert "Second" not in [message.content for message in model.prompts[-1].messages]
    assert [turn.response for turn in bank.turns()] == ["Again.", "Two."]


async def test_another_reply_reinforces_once(bank: Bank) -> None:
    talking = companion(bank, ScriptedModel(*[saying("A fine dog.")] * 3))
    await talk(talking, ["My dog is called Biscuit."])
    talking.new_conversation()
    await talk(talking, ["What about my dog?"])
    await read(await talking.regenerate())
    assert next(iter(bank.memories.everything())).strength == 2


@pytest.mark.parametrize("how", ["failed", "stopped"])
async def test_another_reply_without_a_word_leaves_the_one_there_was(bank: Bank, how: str) -> None:
    script = failing(UnreachableError(host="h")) if how == "failed" else hanging()
    talking = companion(bank, ScriptedModel(saying("Precious."), script))
    (before,) = await talk(talking, ["First"])
    reply = await talking.regenerate()
    if how == "stopped":
        await reply.stop()
    assert await read(reply) == ""
    assert reply.turn == bank.turns()[0] == before.turn


async def test_with_nothing_said_there_is_nothing_to_take_back(bank: Bank) -> None:
    talking = companion(bank, ScriptedModel())
    with pytest.raises(MemoryBankError) as refused:
        await talking.regenerate()
    assert refused.value.code == "nothing_said"
    with pytest.raises(MemoryBankError) as refused:
        talking.last_turn()
    assert refused.value.code == "nothing_said"


async def test_what_is_taken_back_is_gone(bank: Bank) -> None:
    talking = companion(bank, ScriptedModel(saying("One."), saying("Two.")))
    await talk(talking, ["First", "Second about xylophones"])
    assert talking.remove_turn(talking.last_turn().id).query == "Second about xylophones"
    assert [turn.query for turn in bank.turns()] == ["First"]
    assert bank.recall("xylophones", k=3, now=NOW) == []


async def test_a_message_instead_of_a_turn_is_one_step(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    talking = companion(bank, ScriptedModel(saying("One."), saying("Two.")))
    (old,) = await talk(talking, ["The old one"])

    def full(*_: object) -> None:
        raise MemoryBankError("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr(bank, "ask", full)
        with pytest.raises(MemoryBankError):
            await talking.say("The new one", instead_of=old.turn.id)
    assert [turn.query for turn in bank.turns()] == ["The old one"]
    await read(await talking.say("The new one", instead_of=old.turn.id))
    assert [(turn.query, turn.response) for turn in bank.turns()] == [("The new one", "Two.")]


async def test_danger_at_the_end_of_a_very_long_message_is_heard(bank: Bank) -> None:
    book = "a line of a book\n" * 60_000
    reply = await companion(bank, ScriptedModel(hanging())).say(f"{book}I want to end my life")
    assert reply.help is not None
    await reply.stop()


async def test_a_model_whose_pieces_are_all_there_at_once_leaves_others_their_turn(bank: Bank) -> None:
    made: list[str] = []

    async def gushing(_: Prompt) -> AsyncGenerator[str]:
        while len(made) < 1000:
            made.append("word ")
            yield made[-1]

    reply = await companion(bank, ScriptedModel(gushing)).say("Hi")
    await anext(aiter(reply))
    assert len(made) < 1000
    await reply.stop()
    assert reply.turn.state is TurnState.STOPPED
