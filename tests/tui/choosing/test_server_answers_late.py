"""What is typed before a server has told its models is no choice among them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from siliconfriend.models.address import Address
from siliconfriend.models.base import ChatModel
from siliconfriend.models.offers import Kind, NoChatThereError, Offer
from siliconfriend.tui import consent
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.choosing.screen import ModelsScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.profiles import ProfilesScreen
from siliconfriend.tui.screens.unasked import UnaskedScreen
from tests.tui.choosing.test_consent import answers, asked
from tests.tui.scripted import (
    ScriptedCore,
    ScriptedModel,
    answered,
    composer,
    ready,
    say,
    screen_text,
    type_text,
    wait_until,
)

THERE = "https://models.example.org/v1"


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "SILICONFRIEND_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def told(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Until this is set, the server has not told its models."""
    event = Event()

    def offers_at(address: Address, stop: Callable[[], bool]) -> list[Offer]:
        assert event.wait(20)
        return [Offer(Kind.SERVER, name, address.url, address.host) for name in ("small", "large")]

    monkeypatch.setattr(core, "offers_at", offers_at)
    yield event
    event.set()


async def yes_and(pilot: Pilot[None], *keys: str) -> None:
    """Name the server, say yes to it, and press `keys` in the same breath."""
    await ready(pilot)
    await say(pilot, f"/model {THERE}")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, UnaskedScreen))
    for key in ("down", "enter", *keys):
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await wait_until(pilot, lambda: "Asking models.example.org" in screen_text(pilot.app))


async def listed(pilot: Pilot[None]) -> None:
    await wait_until(
        pilot,
        lambda: (
            isinstance(pilot.app.screen, ModelsScreen) and pilot.app.screen.query_one(OptionList).option_count > 1
        ),
    )


async def test_whoever_writes_when_the_list_comes_goes_on_writing(
    app: FriendApp, core: ScriptedCore, told: Event
) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await yes_and(pilot, *"hel")
        await wait_until(pilot, lambda: composer(pilot).text == "hel")
        told.set()
        await listed(pilot)
        await say(pilot, "lo")
        await app.workers.wait_for_complete()
        assert isinstance(app.screen, ModelsScreen)  # the Enter behind the words chose nothing
        assert app.screen.query_one(Input).value == ""
        await pilot.press("down")
        await type_text(pilot, "lar")
        await wait_until(pilot, lambda: app.screen.query_one(Input).value == "lar")
        await pilot.press("enter")
        await answers(pilot, "large · words are sent to models.example.org")
        assert composer(pilot).text == "hello"
    assert core.profiles().list()[0].model == "large"


async def test_whoever_writes_when_no_answer_comes_is_told_and_goes_on_writing(
    app: FriendApp, core: ScriptedCore, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = Event()

    def offers_at(address: Address, stop: Callable[[], bool]) -> list[Offer]:
        assert given_up.wait(20)
        raise NoChatThereError(host=address.host)

    monkeypatch.setattr(core, "offers_at", offers_at)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await yes_and(pilot, *"hel")
        await wait_until(pilot, lambda: composer(pilot).text == "hel")
        given_up.set()
        await wait_until(pilot, lambda: "so nothing was" in screen_text(app))
        assert isinstance(app.screen, ChatScreen)
        await type_text(pilot, "lo")
        assert composer(pilot).text == "hello"


async def test_whoever_goes_to_the_field_looks_for_a_model(app: FriendApp, told: Event) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await yes_and(pilot, *"hel")
        told.set()
        await listed(pilot)
        await pilot.click(Input)
        await type_text(pilot, "lar")
        await wait_until(pilot, lambda: app.screen.query_one(Input).value == "lar")
        await pilot.press("enter")
        await answers(pilot, "large")
        assert composer(pilot).text == "hel"


async def test_who_has_written_nothing_since_has_one_chosen_at_once(
    app: FriendApp, core: ScriptedCore, told: Event
) -> None:
    told.set()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, f"/model {THERE}")
        await asked(pilot, "would go to models.example.org")
        await pilot.press("down", "enter")
        await listed(pilot)
        await type_text(pilot, "lar")
        await pilot.press("enter")
        await answers(pilot, "large")


async def test_what_was_opened_meanwhile_stays_in_front(app: FriendApp, told: Event) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await yes_and(pilot, "ctrl+o")
        await wait_until(pilot, lambda: isinstance(app.screen, ProfilesScreen))  # none of them is lost
        told.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, ProfilesScreen)
        await pilot.press("escape")
        await listed(pilot)
        await pilot.press("down", "enter")
        await answers(pilot, "large")


async def test_what_was_asked_for_meanwhile_is_answered_first(
    app: FriendApp, model: ScriptedModel, told: Event
) -> None:
    end = asyncio.Event()
    model.replies = [("Yes.",), ("So.", end)]
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        await yes_and(pilot)
        await pilot.press("f5")
        await wait_until(pilot, lambda: "So." in screen_text(app))
        told.set()
        await wait_until(pilot, lambda: not any(one.group == "choosing" for one in app.workers))
        await pilot.pause()
        assert isinstance(app.screen, ChatScreen)
        end.set()
        await listed(pilot)
        await pilot.press("escape")
        await answered(pilot)
        await answers(pilot, "scripted")
        assert [prompt.message for prompt in model.prompts] == ["hello", "hello"]


@pytest.fixture
def there(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> ScriptedModel:
    """What answers at the server."""
    model = ScriptedModel(name="large", destination="models.example.org")
    here = core.model

    def opened(name: str | None = None, base_url: str = "") -> ChatModel:
        return model if name == "large" else here(name, base_url)

    monkeypatch.setattr(core, "model", opened)
    return model


async def test_what_is_said_behind_the_address_is_said_to_the_model_that_is_chosen_there(
    app: FriendApp, model: ScriptedModel, there: ScriptedModel, told: Event
) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await yes_and(pilot, *"hello", "enter")
        await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
        await type_text(pilot, "more")
        told.set()
        await listed(pilot)
        await pilot.press("enter")  # nothing is chosen by it
        assert isinstance(app.screen, ModelsScreen)
        await pilot.press("down", "down", "enter")
        await answers(pilot, "large · words are sent to models.example.org")
        await answered(pilot)
        assert [prompt.message for prompt in there.prompts] == ["hello"]
        assert not model.prompts
        assert composer(pilot).text == "more"
        await say(pilot, "")
        await answered(pilot, 2)
        assert [prompt.message for prompt in there.prompts] == ["hello", "more"]


@pytest.mark.parametrize("left_by", ["no", "stop", "list"])
async def test_what_is_said_behind_the_address_comes_back_when_nothing_is_chosen(
    app: FriendApp,
    model: ScriptedModel,
    there: ScriptedModel,
    told: Event,
    left_by: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written, look = Event(), consent.to_be_asked

    def look_slowly(*of: Any) -> bool:
        return written.wait(20) and look(*of)

    monkeypatch.setattr(consent, "to_be_asked", look_slowly)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        for key in (*f"/model {THERE}", "enter", *"hello", "enter", *"mo"):
            app.post_message(events.Key("space" if key == " " else key, key if len(key) == 1 else None))
        await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
        await wait_until(pilot, lambda: composer(pilot).text == "mo")
        written.set()
        await asked(pilot, "would go to models.example.org")
        if left_by == "no":
            await pilot.press("escape")
        else:
            await pilot.press("up", "down", "enter")
            await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
            if left_by == "list":
                told.set()
                await listed(pilot)
            await pilot.press("escape")
        await wait_until(pilot, lambda: "waiting to be sent" not in screen_text(app))
        assert composer(pilot).text == "hello\nmo"
        if left_by == "stop":  # it was the nearer wish
            await pilot.press("escape")
            await wait_until(pilot, lambda: "not asked any longer" in screen_text(app))
        await say(pilot, "")
        await answered(pilot)
        assert [prompt.message for prompt in model.prompts] == ["hello\nmo"]
        assert not there.prompts


async def test_what_is_said_behind_the_address_comes_back_when_no_answer_comes(
    app: FriendApp, core: ScriptedCore, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = Event()

    def offers_at(address: Address, stop: Callable[[], bool]) -> list[Offer]:
        assert given_up.wait(20)
        raise NoChatThereError(host=address.host)

    monkeypatch.setattr(core, "offers_at", offers_at)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await yes_and(pilot, *"hello", "enter")
        await wait_until(pilot, lambda: "waiting to be sent" in screen_text(app))
        given_up.set()
        await wait_until(pilot, lambda: composer(pilot).text == "hello")
        assert isinstance(app.screen, ChatScreen)
        assert not model.prompts
        await say(pilot, "")
        await answered(pilot)
        assert [prompt.message for prompt in model.prompts] == ["hello"]


async def test_what_waits_for_the_other_model_off_the_record_is_not_said_on_it(
    app: FriendApp, model: ScriptedModel, there: ScriptedModel, told: Event
) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: "off the record · scripted" in screen_text(app))
        await yes_and(pilot, *"secret", "enter")
        room = app.screen
        assert isinstance(room, ChatScreen)
        await wait_until(pilot, lambda: room.waiting == "secret")
        await say(pilot, "/off-record")
        await wait_until(pilot, lambda: not room.off_record)
        assert composer(pilot).text == "secret"
        assert not room.left_unsent()
        told.set()
        await listed(pilot)
        await pilot.press("down", "down", "enter")
        await answers(pilot, "large")
        assert not [*model.prompts, *there.prompts]


async def test_a_message_written_anew_stays_until_it_is_known_who_answers(
    app: FriendApp, model: ScriptedModel, there: ScriptedModel, told: Event
) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "hello")
        await answered(pilot)
        await yes_and(pilot)
        await pilot.press("f2", "s")
        await wait_until(pilot, lambda: composer(pilot).text == "hellos")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "another model is being chosen" in screen_text(app))
        assert composer(pilot).text == "hellos"
        told.set()
        await listed(pilot)
        await pilot.press("down", "down", "enter")
        await answers(pilot, "large")
        await pilot.press("enter")
        await wait_until(pilot, lambda: [prompt.message for prompt in there.prompts] == ["hellos"])
