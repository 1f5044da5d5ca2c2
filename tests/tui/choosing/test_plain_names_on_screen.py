"""The built-in companion and ChatGPT are chosen by the names the screen shows, whatever server is set."""

from __future__ import annotations

import pytest

from siliconfriend.config_file import with_value
from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.settings import Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.core import Core
from tests.scripted_server import ScriptedServer
from tests.tui.choosing.test_consent import answers, asked
from tests.tui.scripted import ScriptedCore, answered, ready, say


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "SILICONFRIEND_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["内置伙伴", "Built-in companion"])
async def test_the_built_in_companion_sends_nothing_to_the_server(
    app: FriendApp, core: ScriptedCore, name: str
) -> None:
    with ScriptedServer(models=("tiny",)) as server:
        core.settings = with_value(core.settings, "chat.base_url", server.url)
        async with app.run_test(size=(100, 30)) as pilot:
            await ready(pilot)
            await say(pilot, f"/model {name}")
            await answers(pilot, "built-in companion · words stay on this machine")
            await say(pilot, "Hello")
            await answered(pilot)
        assert server.requests == []
    assert core.profiles().list()[0].model == "builtin"


async def test_chatgpt_is_asked_about_and_is_not_the_servers(app: FriendApp, core: ScriptedCore) -> None:
    with ScriptedServer(models=("tiny",)) as server:
        core.settings = with_value(core.settings, "chat.base_url", server.url)
        async with app.run_test(size=(100, 30)) as pilot:
            await ready(pilot)
            await say(pilot, "/model ChatGPT")
            await asked(pilot, "would go to api.openai.com")
            await pilot.press("enter")  # the answer that changes nothing stands first
            await answers(pilot, "scripted")
            await say(pilot, "/model ChatGPT")
            await asked(pilot, "would go to api.openai.com")
            await pilot.press("down", "enter")
            await answers(pilot, "gpt-4.1-mini · words are sent to api.openai.com")
        assert core.settings.chat.base_url == server.url
        assert server.requests == []
    assert core.profiles().list()[0].model == "chatgpt"


def test_a_server_on_the_command_line_answers_whoever_chose_chatgpt(home: Places, emily: Profile) -> None:
    profiles = Core(Settings(), home).profiles()
    bank = profiles.open(emily)
    chose = bank.choose(model="chatgpt")
    bank.close()
    settings = with_value(Settings(), "chat.base_url", "http://localhost:1")
    assert Core(settings, home).model_for(chose).destination == "api.openai.com"
    flags = {"chat.base_url": "http://localhost:1"}
    assert Core(settings, home, flags).model_for(chose).destination == "localhost:1"
