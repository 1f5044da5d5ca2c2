"""Off the record, only here, and what was sent."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.companion import Companion
from siliconfriend.language import Language
from siliconfriend.local_only import StaysHereError
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import EmbedderError, TurnState
from siliconfriend.models.base import Role
from siliconfriend.reflection.asking import Asking
from siliconfriend.reflection.cost import Spent
from siliconfriend.reflection.reflector import Reflector
from siliconfriend.settings import MemorySettings, Settings
from tests.memory.toy import ToyEmbedder, talk
from tests.tui.scripted import Clock, ScriptedModel

SECRET = "xylophone"
ELSEWHERE = "api.example.org"


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 5, 12, 12, tzinfo=UTC))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SILICONFRIEND_HOME", str(tmp_path / "home"))
    return tmp_path / "profiles"


@pytest.fixture
def bank(folder: Path, clock: Clock) -> Iterator[Bank]:
    profiles = Profiles(folder)
    bank = profiles.open(profiles.create("Emily", Language.EN, clock()))
    yield bank
    bank.close()


def companion(bank: Bank, clock: Clock, model: ScriptedModel | None = None) -> Companion:
    return Companion(bank, model or ScriptedModel(), Settings(memory=MemorySettings(embedder="none")), clock)


async def said(emily: Companion, text: str) -> None:
    reply = await emily.say(text)
    assert "".join([piece async for piece in reply]) == "I hear you."
    assert reply.turn.state is TurnState.FINISHED


def files_with(word: str, folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and word.encode() in file.read_bytes()]


async def test_nothing_said_off_the_record_is_in_any_file_or_later_prompt(
    bank: Bank, clock: Clock, folder: Path
) -> None:
    model = ScriptedModel()
    emily = companion(bank, clock, model)
    await said(emily, "I like tea")
    emily.go_off_record()
    await said(emily, f"My secret is a {SECRET}")
    await said(emily, "What did I just say?")
    assert SECRET in model.prompts[-1].messages[-3].content
    turn = emily.last_turn().id
    assert emily.sent.get(turn) is not None
    emily.new_conversation()
    assert emily.sent.get(turn) is None
    await said(emily, f"Do you know of a {SECRET[:5]}?")
    assert all(SECRET not in one.content for one in model.prompts[-1].messages)
    assert bank.counts().turns == 2
    bank.close()
    assert files_with(SECRET, folder) == []


async def test_what_is_recalled_off_the_record_grows_no_stronger(bank: Bank, clock: Clock) -> None:
    emily = companion(bank, clock)
    await said(emily, "My cat is called Momo")
    emily.new_conversation()
    clock.pass_days(1)
    before = [(one.strength, one.last_recall) for one in bank.memories.everything()]
    emily.go_off_record()
    reply = await emily.say("What is my cat called?")
    assert [piece async for piece in reply]
    assert reply.recalled
    assert [(one.strength, one.last_recall) for one in bank.memories.everything()] == before


async def test_another_reply_and_taking_back_work_off_the_record(bank: Bank, clock: Clock) -> None:
    emily = companion(bank, clock, ScriptedModel(replies=[["one"], ["two"]]))
    emily.go_off_record()
    reply = await emily.say("hello")
    assert [piece async for piece in reply] == ["one"]
    again = await emily.regenerate()
    assert [piece async for piece in again] == ["two"]
    assert emily.last_turn().response == "two"
    assert emily.remove_turn(emily.last_turn().id).query == "hello"
    assert bank.counts().turns == 0


async def test_what_was_sent_is_what_the_model_read(bank: Bank, clock: Clock) -> None:
    model = ScriptedModel(destination=ELSEWHERE)
    emily = companion(bank, clock, model)
    await said(emily, "I like tea")
    turn = emily.last_turn()
    sent = emily.sent.get(turn.id)
    assert sent is not None
    assert sent.messages == model.prompts[-1].messages
    assert (sent.model, sent.destination) == ("scripted", ELSEWHERE)
    assert sent.messages[-1].role is Role.USER
    assert sent.tokens > 10


async def test_deleted_words_are_not_kept_in_what_was_sent(bank: Bank, clock: Clock) -> None:
    emily = companion(bank, clock)
    await said(emily, "one")
    first = emily.last_turn()
    await said(emily, "two")
    emily.remove_turn(emily.last_turn().id)
    assert emily.sent.get(first.id) is None


async def test_a_model_that_reads_no_messages_was_sent_nothing(bank: Bank, clock: Clock) -> None:
    emily = companion(bank, clock, ScriptedModel(context_tokens=0))
    await said(emily, "I like tea")
    sent = emily.sent.get(emily.last_turn().id)
    assert sent is not None
    assert (sent.reads, sent.messages) == (False, ())


def test_a_model_elsewhere_is_refused_to_whom_stays_here(bank: Bank, clock: Clock) -> None:
    bank.keep_here(True)
    with pytest.raises(StaysHereError) as refused:
        companion(bank, clock, ScriptedModel(destination=ELSEWHERE))
    assert refused.value.details["host"] == ELSEWHERE
    emily = companion(bank, clock, ScriptedModel(destination="127.0.0.1:8000"))
    with pytest.raises(StaysHereError):
        emily.model = ScriptedModel(destination=ELSEWHERE)
    assert emily.model.destination == "127.0.0.1:8000"


async def test_nothing_is_sent_when_it_is_forbidden_in_the_middle(bank: Bank, clock: Clock) -> None:
    model = ScriptedModel(destination=ELSEWHERE)
    emily = companion(bank, clock, model)
    bank.keep_here(True)
    reply = await emily.say("hello")
    assert [piece async for piece in reply] == []
    assert isinstance(reply.error, StaysHereError)
    assert model.prompts == []


def test_the_wish_is_kept_with_the_person(bank: Bank, folder: Path) -> None:
    bank.keep_here(True)
    assert Profiles(folder).list()[0].local_only
    bank.keep_here(False)
    assert not Profiles(folder).list()[0].local_only


class Elsewhere(ToyEmbedder):
    """An embedder on some server."""

    def __init__(self) -> None:
        super().__init__()
        self.destination = ELSEWHERE


def test_an_embedder_elsewhere_is_refused_too(bank: Bank) -> None:
    talk(bank, "I like tea")
    bank.attach(Elsewhere())
    bank.keep_here(True)
    assert bank.embedder is None
    embedder = Elsewhere()
    for attach in (bank.attach, bank.attach_when_ready):
        with pytest.raises(EmbedderError, match="embedder_stays_here"):
            attach(embedder)
    assert embedder.encoded == []
    bank.attach(ToyEmbedder())
    assert bank.embedder is not None


async def test_reflection_is_not_sent_elsewhere_either(bank: Bank, clock: Clock) -> None:
    model = ScriptedModel(destination=ELSEWHERE)
    emily = companion(bank, clock, model)
    await said(emily, "I like tea")
    bank.keep_here(True)
    with pytest.raises(StaysHereError):
        await Asking(model, bank.profile, Spent()).ask(model.prompts[0].messages, 100, clock())
    assert len(model.prompts) == 1


async def test_another_window_that_forbids_it_is_heard(bank: Bank, clock: Clock, folder: Path) -> None:
    model = ScriptedModel(destination=ELSEWHERE)
    bank.attach(Elsewhere())
    emily = companion(bank, clock, model)
    await said(emily, "I like tea")
    other = Profiles(folder).open(bank.profile)
    other.keep_here(True)
    other.close()
    reply = await emily.say("my secret")
    assert [piece async for piece in reply] == []
    assert isinstance(reply.error, StaysHereError)
    assert len(model.prompts) == 1


def test_another_window_that_forbids_it_is_heard_before_anything_is_embedded(
    bank: Bank, clock: Clock, folder: Path
) -> None:
    embedder = Elsewhere()
    bank.attach(embedder)
    talk(bank, "I like tea")
    other = Profiles(folder).open(bank.profile)
    other.keep_here(True)
    other.close()
    bank.recall("my secret", k=3, now=clock())
    assert bank.embedder is None
    bank.memories_like("my secret")
    assert embedder.encoded == []


async def test_reflection_stops_when_it_is_forbidden_in_the_middle(
    bank: Bank, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ScriptedModel(destination=ELSEWHERE)
    for _ in range(3):
        talk(bank, "I like tea", "I see", clock())
        clock.pass_days(1)
    stream = model.stream

    def forbidding(*asked: Any) -> AsyncGenerator[str]:
        bank.keep_here(True)
        return stream(*asked)

    monkeypatch.setattr(model, "stream", forbidding)
    with pytest.raises(StaysHereError):
        await Reflector(bank, model, Settings(), clock).run()
    assert len(model.prompts) == 1


async def test_no_prompt_holds_what_is_faded_deleted_or_never_to_be_recalled(bank: Bank, clock: Clock) -> None:
    model = ScriptedModel()
    emily = companion(bank, clock, model)
    secrets = ("heron", "magpie", "falcon", "sparrow")
    memories = []
    for secret in secrets:
        await said(emily, f"My favourite bird is the {secret}, a bird")
        memories.append(bank.memories.of_turn(emily.last_turn().id))
    faded, never, deleted, going = [one.id for one in memories if one]
    bank.archive([faded], clock())
    bank.never_recall([never])
    bank.delete_memories([deleted])
    bank.begin_deleting([going], clock())
    await said(emily, "Which is my favourite bird?")
    told = " ".join(one.content for one in model.prompts[-1].messages)
    assert "falcon" not in told
    assert "sparrow" not in told
    emily.new_conversation()
    await said(emily, "Which is my favourite bird, tell me?")
    told = " ".join(one.content for one in model.prompts[-1].messages)
    assert [secret for secret in secrets if secret in told] == []
    bank.restore([faded], clock())
    bank.recall_again([never])
    emily.new_conversation()
    await said(emily, "My favourite bird, which is it?")
    told = " ".join(one.content for one in model.prompts[-1].messages)
    assert "heron" in told
    assert "magpie" in told
