"""A model is chosen from a list, by name or as an argument that completes itself."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from siliconfriend.models.offers import Kind, Offer
from siliconfriend.places import Places
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.choosing.screen import ModelsScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.first_run import FirstRunScreen
from siliconfriend.tui.settings.screen import SettingsScreen
from siliconfriend.tui.widgets.command_hints import CommandHints
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.status_line import StatusLine
from tests.tui.scripted import ScriptedCore, ready, say, screen_text, type_text, wait_until

LLAMA = Offer(Kind.SERVER, "llama3 [b]", "http://localhost:11434", "localhost:11434")
OFFERS = (
    LLAMA,
    Offer(Kind.CHATGPT, "chatgpt", about="gpt-4.1-mini · api.openai.com"),
    Offer(Kind.BUILTIN, "builtin"),
)


@pytest.fixture(autouse=True)
def _offered(core: ScriptedCore, monkeypatch: pytest.MonkeyPatch) -> None:
    core.offered = OFFERS
    for name in ("OPENAI_API_KEY", "SILICONFRIEND_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def place(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(StatusLine).query_one("#place").render())


async def answers(pilot: Pilot[None], model: str) -> None:
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen) and model in place(pilot))


async def the_list(pilot: Pilot[None], listed: int = len(OFFERS) + 2) -> None:
    await ready(pilot)
    await say(pilot, "/model")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ModelsScreen))
    await wait_until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count == listed)


async def test_a_server_found_on_this_machine_answers_from_now_on(
    app: FriendApp, core: ScriptedCore, home: Places
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await the_list(pilot)
        await type_text(pilot, "llam")
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen) and "llama3 [b]" in place(pilot))
        assert "localhost:11434 (this machine)" in place(pilot)
    found = core.profiles().find("Emily")
    assert found is not None
    assert found.model == "llama3 [b]"
    assert 'base_url = "http://localhost:11434"' in home.config_file.read_text(encoding="utf-8")


async def test_the_one_that_answers_is_marked(app: FriendApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await the_list(pilot)
        assert "● scripted" in screen_text(app)
        for chosen, shown in (
            (OFFERS[1], "ChatGPT"),
            (OFFERS[0], "llama3 [b]"),
            (OFFERS[2], "built-in companion"),
        ):
            app.screen.dismiss(chosen)
            if chosen.kind is Kind.CHATGPT:
                await wait_until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
                await pilot.press("down", "enter")
            called = "gpt-4.1-mini" if chosen.kind is Kind.CHATGPT else shown
            await answers(pilot, called)
            await the_list(pilot, listed=len(OFFERS) + 1)
            marked = [line for line in screen_text(app).splitlines() if "●" in line]
            assert len(marked) == 1
            assert f"● {shown}" in marked[0]
            found = app.screen.query_one(OptionList)
            assert found.highlighted == OFFERS.index(chosen)
        assert "words stay on this machine" in marked[0]


async def test_a_name_may_be_written(app: FriendApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await the_list(pilot)
        await type_text(pilot, "no-such")
        await wait_until(pilot, lambda: "+ “no-such”, as written" in screen_text(app))
        await pilot.press("enter")
        await wait_until(pilot, lambda: "no-such" in screen_text(app) and "scripted" in place(pilot))


async def test_escape_changes_nothing(app: FriendApp, home: Places) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await the_list(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        assert "scripted" in place(pilot)
    assert not home.config_file.exists()


async def test_arguments_complete_themselves(app: FriendApp, emily: object) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        composer, hints = app.screen.query_one(Composer), app.screen.query_one(CommandHints)
        await type_text(pilot, "/model bui")
        await wait_until(pilot, lambda: hints.argument == "built-in companion")
        await pilot.press("tab")
        await wait_until(pilot, lambda: not hints.open)
        assert composer.text == "/model built-in companion"
        composer.write("/model chat")
        await wait_until(pilot, lambda: hints.argument == "ChatGPT")
        composer.write("/people E")
        await wait_until(pilot, lambda: hints.argument == "Emily")
        composer.write("/settings forg")
        await wait_until(pilot, lambda: hints.argument == "forgetting.enabled")
        await pilot.press("down", "tab")
        assert composer.text == "/settings forgetting.tau_days"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        assert app.screen.query_one("#wanted", Input).value == "forgetting.tau_days"


async def test_the_first_run_offers_what_was_found(core: ScriptedCore, home: Places) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "llama3 [b] · localhost:11434" in screen_text(app))
        await type_text(pilot, "Emily")
        await pilot.press("enter", "enter", "down", "up", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await wait_until(pilot, lambda: "Hello, Emily." in screen_text(app))
    written = home.config_file.read_text(encoding="utf-8")
    assert 'model = "llama3 [b]"' in written
    assert 'base_url = "http://localhost:11434"' in written


async def test_one_key_skips_the_first_run(core: ScriptedCore, home: Places) -> None:
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Hello, Friend." in screen_text(app))
    assert not home.config_file.exists()


async def test_whoever_has_set_a_model_is_not_asked(core: ScriptedCore) -> None:
    from siliconfriend.config_file import with_value

    core.settings = with_value(core.settings, "chat.model", "builtin")
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await type_text(pilot, "Emily")
        await pilot.press("enter", "enter")
        await wait_until(pilot, lambda: "Hello, Emily." in screen_text(app))


async def test_who_answers_is_in_the_list_though_nobody_found_it(app: FriendApp, core: ScriptedCore) -> None:
    core.scripted.name, core.scripted.destination = "far away", "api.example.com"
    async with app.run_test(size=(100, 30)) as pilot:
        await the_list(pilot)
        assert "● far away · words are sent to api.example.com" in screen_text(app)
        await pilot.press("enter")
        await answers(pilot, "far away")
        screen = app.screen
        assert isinstance(screen, ChatScreen)
        assert screen.companion is not None
        assert screen.companion.model is core.scripted
