"""A server of one's own answers by its address: written behind /model, or into the list of models."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from siliconfriend.memory.records import Profile
from siliconfriend.models.address import Address
from siliconfriend.models.offers import Kind, Offer
from siliconfriend.places import Places
from siliconfriend.settings import ChatSettings
from siliconfriend.tui import consent
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.choosing.address import AddressScreen
from siliconfriend.tui.choosing.screen import ModelsScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.unasked import UnaskedScreen
from siliconfriend.tui.widgets.composer import Composer
from tests.scripted_server import Reply, ScriptedServer
from tests.tui.choosing.test_consent import answers, asked
from tests.tui.scripted import ScriptedCore, answered, ready, say, screen_text, type_text, wait_until

THERE = "https://models.example.org/v1"


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "SILICONFRIEND_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def asked_for_models(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The servers elsewhere that were asked; each has one model."""
    addresses: list[str] = []

    def offers_at(address: Address, stop: Callable[[], bool]) -> list[Offer]:
        addresses.append(address.url)
        return [Offer(Kind.SERVER, "llama", address.url, address.host)]

    monkeypatch.setattr(core, "offers_at", offers_at)
    return addresses


async def in_front(pilot: Pilot[None], screen: type) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, screen))


async def test_its_only_model_answers_from_now_on(app: FriendApp, core: ScriptedCore, home: Places) -> None:
    with ScriptedServer(models=("tiny", "an-embedder")) as server:
        async with app.run_test(size=(100, 30)) as pilot:
            await ready(pilot)
            await say(pilot, f"/model {server.url}")
            await answers(pilot, f"tiny · {server.host} (this machine)")
            await say(pilot, "Hello")
            await answered(pilot)
        assert server.requests[0].body["model"] == "tiny"
    assert core.profiles().list()[0].model == "tiny"
    assert f'base_url = "{server.url}"' in home.config_file.read_text(encoding="utf-8")


async def test_of_several_one_is_chosen(app: FriendApp, core: ScriptedCore, home: Places) -> None:
    with ScriptedServer(models=("tiny", "large")) as server:
        async with app.run_test(size=(100, 30)) as pilot:
            await ready(pilot)
            await say(pilot, f"/model {server.host}")  # as people write it
            await in_front(pilot, ModelsScreen)
            await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
            await pilot.press("escape")
            await answers(pilot, "scripted")
            assert not home.config_file.exists()
            await say(pilot, f"/model {server.url}")
            await in_front(pilot, ModelsScreen)
            await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
            await pilot.press("down", "enter")
            await answers(pilot, "large")
    assert core.profiles().list()[0].model == "large"


async def test_one_that_does_not_answer_changes_nothing(app: FriendApp, core: ScriptedCore, home: Places) -> None:
    with ScriptedServer() as server:
        gone = server.url
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, f"/model {gone}")
        await in_front(pilot, AddressScreen)
        await wait_until(pilot, lambda: "See whether the server is running" in screen_text(app))
        assert app.screen.query_one(Input).value == gone
        await pilot.press("escape")
        await answers(pilot, "scripted")
    assert core.profiles().list()[0].model == ""
    assert not home.config_file.exists()


async def test_where_nothing_chats_the_address_is_there_to_be_corrected(
    app: FriendApp, core: ScriptedCore, home: Places
) -> None:
    with ScriptedServer(models=("tiny",)) as server:
        server.listing = Reply(status=404, body="no such page")
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            await ready(pilot)
            await say(pilot, f"/model {server.host}")
            await in_front(pilot, AddressScreen)
            await wait_until(pilot, lambda: "but it is not a chat model" in screen_text(app))
            assert "Server address" not in screen_text(app)
            assert app.screen.query_one(Input).value == server.url
            server.listing = None
            await pilot.press("enter")
            await answers(pilot, f"tiny · {server.host} (this machine)")


async def test_one_elsewhere_is_asked_nothing_before_a_yes(
    app: FriendApp, core: ScriptedCore, home: Places, asked_for_models: list[str]
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, f"/model {THERE}")
        await asked(pilot, "would go to models.example.org")
        await pilot.press("enter")  # the answer that changes nothing stands first
        await answers(pilot, "scripted")
        await app.workers.wait_for_complete()
        assert asked_for_models == []
        assert not home.config_file.exists()
        await say(pilot, f"/model {THERE}")
        await asked(pilot, "would go to models.example.org")
        await pilot.press("down", "enter")
        await answers(pilot, "llama · words are sent to models.example.org")
    assert asked_for_models == [THERE]
    assert core.profiles().list()[0].model == "llama"
    assert f'base_url = "{THERE}"' in home.config_file.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [f"/model {THERE}", "/model gpt-4.1"])
async def test_words_behind_the_command_are_no_answer_to_what_it_asks(
    app: FriendApp, core: ScriptedCore, asked_for_models: list[str], monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-somebody")
    looked, look = Event(), consent.to_be_asked

    def look_slowly(*of: Any) -> bool:
        looked.wait(30)
        return look(*of)

    monkeypatch.setattr(consent, "to_be_asked", look_slowly)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        room = app.screen
        await say(pilot, words)
        await type_text(pilot, "how ")
        looked.set()
        await wait_until(pilot, lambda: isinstance(app.screen, UnaskedScreen))
        await say(pilot, "are you")
        await pilot.press("enter")
        assert isinstance(app.screen, UnaskedScreen)
        assert room.query_one(Composer).text == "how are you"
        await pilot.press("escape")
        await answers(pilot, "scripted")
        assert room.query_one(Composer).text == "how are you"
    assert asked_for_models == []


async def test_whose_words_stay_here_is_refused_without_a_question(
    app: FriendApp, core: ScriptedCore, emily: Profile, home: Places, asked_for_models: list[str]
) -> None:
    bank = core.profiles().open(emily)
    bank.keep_here(True)
    bank.close()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, f"/model {THERE}")
        await wait_until(pilot, lambda: "words stay on this machine, and" in screen_text(app))
        await answers(pilot, "scripted")
    assert asked_for_models == []
    assert not home.config_file.exists()


async def test_its_address_is_asked_for_from_the_list(
    app: FriendApp, core: ScriptedCore, asked_for_models: list[str]
) -> None:
    core.offered = (Offer(Kind.BUILTIN, "builtin"),)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model")
        await in_front(pilot, ModelsScreen)
        await wait_until(pilot, lambda: "a server of my own…" in screen_text(app))
        await pilot.press("down", "down", "enter")
        await in_front(pilot, AddressScreen)
        await pilot.press("escape")
        await in_front(pilot, ModelsScreen)
        await pilot.press("enter")
        await in_front(pilot, AddressScreen)
        assert "Write its address, like http://localhost:8080" in screen_text(app)
        await type_text(pilot, "http://no where")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "That is not the address of a server." in screen_text(app))
        app.screen.query_one(Input).value = "localhost:8080"
        await pilot.press("enter")
        await answers(pilot, "llama · localhost:8080 (this machine)")
        assert isinstance(app.screen, ChatScreen)
    assert asked_for_models == ["http://localhost:8080/v1"]
    assert core.profiles().list()[0].model == "llama"


async def test_an_address_in_the_field_of_the_list_is_that_server_and_no_other(
    app: FriendApp, core: ScriptedCore, asked_for_models: list[str]
) -> None:
    core.offered = (Offer(Kind.SERVER, "other", "http://localhost:18080/v1", "localhost:18080"),)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model")
        await in_front(pilot, ModelsScreen)
        await wait_until(pilot, lambda: "a server of my own…" in screen_text(app))
        await type_text(pilot, "localhost:8080")
        await wait_until(pilot, lambda: "+ “localhost:8080”" in screen_text(app))
        await pilot.press("enter")
        await answers(pilot, "llama · localhost:8080 (this machine)")
    assert asked_for_models == ["http://localhost:8080/v1"]


@pytest.fixture
def two_models(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every server has these, and maybe others that it does not tell of."""

    def offers_at(address: Address, stop: Callable[[], bool]) -> list[Offer]:
        return [Offer(Kind.SERVER, name, address.url, address.host) for name in ("small", "large")]

    monkeypatch.setattr(core, "offers_at", offers_at)


@pytest.mark.parametrize(
    ("set_before", "asked_now", "where"),
    [
        (THERE, "http://localhost:8080/v1", "localhost:8080 (this machine)"),
        ("http://localhost:8080/v1", THERE, "words are sent to models.example.org"),
    ],
)
async def test_a_name_typed_in_its_list_is_a_model_of_that_server(
    core: ScriptedCore, emily: Profile, home: Places, two_models: None, set_before: str, asked_now: str, where: str
) -> None:
    core.settings = core.first_settings = replace(core.settings, chat=ChatSettings(base_url=set_before))
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, f"/model {asked_now}")
        if asked_now == THERE:
            await asked(pilot, "would go to models.example.org")
            await pilot.press("down", "enter")
        await in_front(pilot, ModelsScreen)
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        await type_text(pilot, "mylocal")
        await wait_until(pilot, lambda: "+ “mylocal”" in screen_text(app))
        await pilot.press("enter")
        await answers(pilot, f"mylocal · {where}")
    assert core.profiles().list()[0].model == "mylocal"
    assert core.settings.chat.base_url == asked_now
    assert f'base_url = "{asked_now}"' in home.config_file.read_text(encoding="utf-8")


async def test_names_that_mean_the_same_everywhere_are_no_models_of_that_server(
    app: FriendApp, core: ScriptedCore, home: Places, two_models: None
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model localhost:8080")
        await in_front(pilot, ModelsScreen)
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        await type_text(pilot, "ChatGPT")
        await wait_until(pilot, lambda: "+ “ChatGPT”" in screen_text(app))
        await pilot.press("enter")
        await asked(pilot, "would go to api.openai.com")
    assert not home.config_file.exists()


@pytest.fixture
def silent() -> Iterator[tuple[str, Event, Event]]:
    """A server whose list never ends: its address, what is set when it was asked, and when it was hung up on."""
    asked_then, hung_up = Event(), Event()

    def answer(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
            asked_then.set()
            connection.recv(1)
        hung_up.set()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=answer, args=(listening,), daemon=True).start()
        yield f"localhost:{listening.getsockname()[1]}", asked_then, hung_up


@pytest.mark.parametrize("left_by", ["escape", "ctrl+q"])
async def test_whoever_stops_or_leaves_waits_for_no_answer(
    app: FriendApp, core: ScriptedCore, silent: tuple[str, Event, Event], left_by: str
) -> None:
    address, asked_then, hung_up = silent
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, f"/model {address}")
        await asyncio.to_thread(asked_then.wait, 20)
        await pilot.press(left_by)
        assert await asyncio.to_thread(hung_up.wait, 20)
        if left_by == "escape":
            await wait_until(pilot, lambda: "not asked any longer" in screen_text(app))
            await answers(pilot, "scripted")
            await say(pilot, "Hello")
            await answered(pilot)


async def test_words_behind_an_address_on_its_line_are_not_lost(app: FriendApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        written = "/model http://127.0.0.1:1/v1 and tell me a story"
        await say(pilot, written)
        await wait_until(pilot, lambda: [*app._notifications])
        await wait_until(pilot, lambda: app.screen.query_one(Composer).text == written)
