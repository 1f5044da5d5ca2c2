"""The parts put together as the settings say, and a waking that one broken part does not spoil."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from siliconfriend import opening
from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import EmbedderError, MemoryBankError, Profile, TurnState
from siliconfriend.models import api_key
from siliconfriend.opening import attach_embedder, open_bank, open_companion, open_profiles, wake
from siliconfriend.places import HOME_VARIABLE, places
from siliconfriend.settings import CareSettings, ChatSettings, ForgettingSettings, MemorySettings, Settings, load
from siliconfriend.settings_error import SettingsError
from tests.memory.toy import ToyEmbedder

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
WORDS_ALONE = Settings(chat=ChatSettings(model="builtin"), memory=MemorySettings(embedder="none"))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def emily() -> Profile:
    """Somebody who is known."""
    return open_profiles().create("Emily", Language.EN, NOW)


@pytest.fixture
def bank(emily: Profile) -> Iterator[Bank]:
    """Her memory, with one turn in it."""
    bank = open_bank(emily, WORDS_ALONE)
    turn = bank.ask(bank.begin_conversation(NOW), "my puppy", NOW)
    bank.answer(turn.id, "sweet", state=TurnState.FINISHED, now=NOW, model="toy")
    yield bank
    bank.close()


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> ToyEmbedder:
    """The embedder that any setting opens."""
    made = ToyEmbedder()
    monkeypatch.setattr(opening, "open_embedder", lambda *_: made)
    return made


def raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_settings_come_from_the_home_and_the_flags() -> None:
    places().config.mkdir()
    places().config_file.write_text("[memory]\ntop_k = 3\n")
    assert load(places().config_file).memory.top_k == 3
    assert load(places().config_file, {"memory.top_k": 4}).memory.top_k == 4
    with pytest.raises(SettingsError):
        load(places().config_file, {"memory.top_k": 400})


def test_people_are_kept_in_the_home(emily: Profile, home: Path) -> None:
    assert open_profiles().list() == [emily]
    assert (places().profiles / emily.id).is_dir()
    assert places().profiles.is_relative_to(home)


def test_memory_fades_at_the_pace_that_is_set(emily: Profile) -> None:
    settings = Settings(forgetting=ForgettingSettings(enabled=False, tau_days=2.5, floor=0.25))
    bank = open_bank(emily, settings)
    assert (bank.curve.tau_days, bank.curve.floor, bank.curve.enabled) == (2.5, 0.25, False)
    bank.close()


async def test_a_companion_answers_with_the_model_that_is_set(bank: Bank) -> None:
    companion = open_companion(bank, WORDS_ALONE)
    assert (companion.bank, companion.model.destination) == (bank, "")
    await companion.close()


def test_without_an_embedder_words_must_do(bank: Bank) -> None:
    assert attach_embedder(bank, WORDS_ALONE) is None
    assert [one.memory.query for one in bank.recall("puppy", k=3, now=NOW)] == ["my puppy"]
    assert bank.recall("dog", k=3, now=NOW) == []


def test_waking_embeds_what_was_left_undone(bank: Bank, embedder: ToyEmbedder) -> None:
    told: list[tuple[int, int]] = []
    woken = wake(bank, Settings(), NOW, progress=lambda *done: told.append(done))
    assert (woken.embedder, woken.faded.count, woken.notices) == ("toy", 0, ())
    assert told == [(1, 1)]
    assert [one.memory.query for one in bank.recall("dog", k=3, now=NOW)] == ["my puppy"]


def test_waking_can_be_told_to_stop(bank: Bank, embedder: ToyEmbedder) -> None:
    assert wake(bank, Settings(), NOW, stop=lambda: True).embedder == "toy"
    assert embedder.encoded == []


def test_waking_lets_go_and_remembers_when(bank: Bank, emily: Profile) -> None:
    robert = open_profiles().create("Robert", Language.EN, NOW + timedelta(days=1))
    assert open_profiles().latest() == robert
    later = NOW + timedelta(days=300)
    woken = wake(bank, WORDS_ALONE, later)
    assert (woken.faded.count, [one.query for one in woken.faded.examples]) == (1, ["my puppy"])
    assert open_profiles().latest() == emily
    assert wake(bank, WORDS_ALONE, later).faded.count == 0


def test_an_embedder_that_cannot_be_had_is_a_notice(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    error = EmbedderError("embedder_altered", file="model.safetensors")
    monkeypatch.setattr(opening, "open_embedder", raising(error))
    woken = wake(bank, Settings(), NOW + timedelta(days=300))
    assert (woken.faded.count, woken.embedder, woken.notices) == (1, "", (error,))


def test_an_embedder_that_fails_while_embedding_is_a_notice(bank: Bank, embedder: ToyEmbedder) -> None:
    error = EmbedderError("embedder_unreachable", host="x")
    embedder.before = raising(error)
    woken = wake(bank, Settings(), NOW)
    assert (woken.embedder, woken.notices) == ("toy", (error,))
    assert [one.memory.query for one in bank.recall("puppy", k=3, now=NOW)] == ["my puppy"]


def test_a_fading_that_fails_does_not_keep_the_embedder_away(
    bank: Bank, embedder: ToyEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = MemoryBankError("disk_full", path="x", detail="full")
    monkeypatch.setattr(bank, "fade", raising(error))
    woken = wake(bank, Settings(), NOW)
    assert (woken.embedder, woken.notices) == ("toy", (error,))


def test_a_key_is_looked_for_under_the_host_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(api_key, "find", lambda host: asked.append(host))
    for url, base in (("http://one.example/v1", ""), ("", "http://two.example/v1")):
        monkeypatch.setenv("OPENAI_BASE_URL", base)
        opening.choose_embedder(Settings(memory=MemorySettings(embedder="endpoint:small", embedder_url=url)))
    assert asked == ["one.example", "two.example"]


def test_an_embedder_without_an_address_is_a_notice(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    woken = wake(bank, Settings(memory=MemorySettings(embedder="endpoint:small")), NOW)
    assert [one.code for one in woken.notices] == ["embedder_no_address"]


def test_waking_finishes_a_deletion_that_was_cut_short_but_none_that_is_new(bank: Bank) -> None:
    (memory,) = bank.list_memories()
    bank.begin_deleting([memory.id], NOW)
    wake(bank, WORDS_ALONE, NOW + timedelta(seconds=30))
    assert bank.undo_deleting([memory.id])
    bank.begin_deleting([memory.id], NOW)
    wake(bank, WORDS_ALONE, NOW + timedelta(minutes=2))
    assert bank.list_memories() == []


@pytest.mark.parametrize(("country", "said"), [("Germany", True), ("XX", True), ("DE", False), ("", False)])
def test_a_country_of_which_nothing_is_known_is_a_notice(bank: Bank, country: str, said: bool) -> None:
    settings = replace(WORDS_ALONE, care=CareSettings(country=country))
    assert [one.code for one in wake(bank, settings, NOW).notices] == ["country_unknown"] * said
    assert wake(bank, replace(settings, care=CareSettings(enabled=False, country=country)), NOW).notices == ()


def test_line_by_line_words_go_where_the_settings_say_whatever_model_was_kept(emily: Profile) -> None:
    bank = open_profiles().open(emily)
    bank.choose(model="chatgpt")
    settings = replace(WORDS_ALONE, chat=ChatSettings(base_url="http://localhost:1"))
    assert open_companion(bank, settings).model.destination == "localhost:1"
    assert open_companion(bank, WORDS_ALONE).model.destination == ""
    bank.close()
