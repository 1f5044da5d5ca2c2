"""Before words go to a host that nobody agreed to, whoever says them is asked: once, wherever it is chosen."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from threading import Event

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input

from siliconfriend.language import Language
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Profile
from siliconfriend.models.base import Prompt
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.models.offers import Kind, Offer
from siliconfriend.places import Places
from siliconfriend.settings import ChatSettings, Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.choosing.screen import ModelsScreen
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.first_run import FirstRunScreen
from siliconfriend.tui.settings.screen import SettingsScreen
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, ready, say, screen_text, type_text, wait_until

OPENAI = "would go to api.openai.com"
CHATGPT = Offer(Kind.CHATGPT, "chatgpt", about="gpt-4.1-mini · api.openai.com")
BUILTIN = Offer(Kind.BUILTIN, "builtin")


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "SILICONFRIEND_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


async def asked(pilot: Pilot[None], question: str = OPENAI) -> None:
    def wrapped() -> str:
        return " ".join(screen_text(pilot.app).replace("│", " ").split())

    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ConfirmScreen) and question in wrapped())


async def answers(pilot: Pilot[None], model: str) -> None:
    """Until the chat is in front, and `model` answers there."""

    def there() -> bool:
        places = pilot.app.screen.query("#place") if isinstance(pilot.app.screen, ChatScreen) else ()
        return any(model in str(one.render()) for one in places)

    await wait_until(pilot, there)


async def set_to(pilot: Pilot[None], key: str, value: str) -> None:
    """Write `value` for the setting called `key` on the settings screen."""
    if not isinstance(pilot.app.screen, SettingsScreen):
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
    pilot.app.screen.query_one("#wanted", Input).value = key
    await wait_until(pilot, lambda: f"  {key}" in screen_text(pilot.app))
    await pilot.press("enter")
    await wait_until(pilot, lambda: pilot.app.screen.has_class("-editing"))
    pilot.app.screen.query_one("#value", Input).value = value
    await pilot.press("enter")


async def test_a_no_changes_nothing_and_a_yes_holds_until_the_end(
    app: FriendApp, core: ScriptedCore, home: Places
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model gpt-4.1")
        await asked(pilot)
        assert core.profiles().list()[0].model == ""
        await pilot.press("escape")
        await answers(pilot, "scripted")
        await app.workers.wait_for_complete()
        assert core.profiles().list()[0].model == ""
        await say(pilot, "/model gpt-4.1")
        await asked(pilot)
        await pilot.press("down", "enter")
        await answers(pilot, "gpt-4.1 · words are sent to api.openai.com")
        await say(pilot, "/model builtin")
        await answers(pilot, "built-in companion")
        await say(pilot, "/model gpt-4.1-nano")
        await answers(pilot, "gpt-4.1-nano")
    assert core.profiles().list()[0].model == "gpt-4.1-nano"


async def test_somebody_else_is_asked_as_well(app: FriendApp, core: ScriptedCore, clock: Clock) -> None:
    ada = core.profiles().create("Ada", Language.EN, clock())
    emily = core.profiles().find("Emily")
    assert emily is not None
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        app.chat_with(emily)
        await answers(pilot, "Emily")
        await ready(pilot)
        await say(pilot, "/model gpt-4.1")
        await asked(pilot)
        await pilot.press("down", "enter")
        await answers(pilot, "gpt-4.1")
        app.chat_with(ada)
        await answers(pilot, "Ada")
        await ready(pilot)
        await say(pilot, "/model gpt-4.1")
        await asked(pilot)


async def test_one_that_is_in_use_or_that_the_settings_name_needs_no_question(
    home: Places, settings: Settings, clock: Clock, emily: Profile, model: ScriptedModel
) -> None:
    model.destination = "api.openai.com"
    named = replace(settings, chat=ChatSettings(base_url="https://models.example.org"))
    core = ScriptedCore(named, home, clock, model)
    app = FriendApp(core)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model llama")
        await answers(pilot, "llama · words are sent to models.example.org")
        await set_to(pilot, "chat.base_url", "")
        await wait_until(pilot, lambda: core.settings.chat.base_url == "")
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: isinstance(app.screen, ChatScreen))
        await say(pilot, "/model gpt-4.1")
        await answers(pilot, "gpt-4.1 · words are sent to api.openai.com")


async def test_whose_words_stay_here_is_refused_without_a_question(
    app: FriendApp, core: ScriptedCore, emily: Profile
) -> None:
    bank = core.profiles().open(emily)
    bank.keep_here(True)
    bank.close()
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await ready(pilot)
        await say(pilot, "/model gpt-4.1")
        await wait_until(pilot, lambda: "words stay on this machine, and" in screen_text(app))
        await answers(pilot, "scripted")
    assert core.profiles().list()[0].model == ""


async def test_one_taken_from_the_list_is_asked_about(app: FriendApp, core: ScriptedCore) -> None:
    core.offered = (CHATGPT, BUILTIN)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await say(pilot, "/model")
        await wait_until(pilot, lambda: isinstance(app.screen, ModelsScreen) and "ChatGPT" in screen_text(app))
        await pilot.press("down", "enter")
        await asked(pilot)
        await pilot.press("down", "enter")
        await answers(pilot, "gpt-4.1-mini")


async def test_the_settings_ask_before_they_are_kept(app: FriendApp, core: ScriptedCore, home: Places) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await set_to(pilot, "chat.base_url", "https://models.example.org")
        await asked(pilot, "would go to models.example.org")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await app.workers.wait_for_complete()
        assert core.settings.chat.base_url == ""
        assert not home.config_file.exists()
        await set_to(pilot, "chat.base_url", "https://models.example.org")
        await asked(pilot, "would go to models.example.org")
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: home.config_file.exists())
        await set_to(pilot, "profile.model", "llama")  # the same host
        await wait_until(pilot, lambda: core.profiles().list()[0].model == "llama")
        await set_to(pilot, "profile.model", "builtin")
        await wait_until(pilot, lambda: core.profiles().list()[0].model == "builtin")
        await set_to(pilot, "chat.base_url", "https://elsewhere.example.org")
        await asked(pilot, "would go to elsewhere.example.org")  # if not of who is here, of others
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: core.settings.chat.base_url == "https://elsewhere.example.org")
        await set_to(pilot, "profile.model", "")
        await wait_until(pilot, lambda: not core.profiles().list()[0].model)


async def test_whose_words_stay_here_is_asked_for_the_others(
    app: FriendApp, core: ScriptedCore, emily: Profile
) -> None:
    bank = core.profiles().open(emily)
    bank.keep_here(True)
    bank.close()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await set_to(pilot, "chat.base_url", "https://models.example.org")
        await asked(pilot, "would go to models.example.org")
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await app.workers.wait_for_complete()
        assert core.settings.chat.base_url == ""


async def test_an_embedder_elsewhere_is_asked_about_too(app: FriendApp, core: ScriptedCore, home: Places) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await set_to(pilot, "memory.embedder_url", "https://vectors.example.org/v1")  # not in use yet
        await wait_until(pilot, lambda: core.settings.memory.embedder_url == "https://vectors.example.org/v1")
        before, kept = core.settings.memory.embedder, home.config_file.read_bytes()
        await set_to(pilot, "memory.embedder", "endpoint:small")
        await asked(pilot, "would go to vectors.example.org")
        await pilot.press("enter")  # the answer that changes nothing stands first
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        await app.workers.wait_for_complete()
        assert core.settings.memory.embedder == before
        assert home.config_file.read_bytes() == kept
        await set_to(pilot, "memory.embedder", "endpoint:small")
        await asked(pilot, "would go to vectors.example.org")
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: core.settings.memory.embedder == "endpoint:small")


async def test_a_default_that_is_elsewhere_is_asked_about(
    home: Places, settings: Settings, clock: Clock, emily: Profile, model: ScriptedModel
) -> None:
    home.config_file.parent.mkdir(parents=True)
    home.config_file.write_text('[chat]\nmodel = "chatgpt"\nbase_url = "http://localhost:1"\n', encoding="utf-8")
    chat = ChatSettings(model="chatgpt", base_url="http://localhost:1")
    core = ScriptedCore(replace(settings, chat=chat), home, clock, model)
    app = FriendApp(core)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("f9")
        await wait_until(pilot, lambda: isinstance(app.screen, SettingsScreen))
        app.screen.query_one("#wanted", Input).value = "chat.base_url"
        await wait_until(pilot, lambda: "(from the" in screen_text(app))
        await pilot.press("ctrl+r")
        await asked(pilot)
        await pilot.press("escape")
        await app.workers.wait_for_complete()
    assert core.settings.chat.base_url == "http://localhost:1"
    assert "localhost:1" in home.config_file.read_text(encoding="utf-8")


async def choose_chatgpt(pilot: Pilot[None]) -> None:
    """Go through the first run to the question, as Emily."""
    await wait_until(pilot, lambda: "ChatGPT" in screen_text(pilot.app))
    await type_text(pilot, "Emily")
    await pilot.press("enter", "enter", "enter")
    await asked(pilot)


async def test_the_first_run_asks_once(core: ScriptedCore, home: Places) -> None:
    core.offered = (CHATGPT, BUILTIN)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await choose_chatgpt(pilot)
        assert "No, let me choose another" in screen_text(app)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await wait_until(pilot, lambda: "● built-in companion" in screen_text(app))
        assert "Enter begins" in screen_text(app)
        assert not core.someone_known()
        await pilot.press("up", "enter")
        await asked(pilot)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: "Hello, Emily." in screen_text(app))
        await ready(pilot)
        await say(pilot, "/model gpt-4.1")
        await answers(pilot, "gpt-4.1")
    assert 'model = "chatgpt"' in home.config_file.read_text(encoding="utf-8")


async def test_the_first_run_says_what_comes_of_each_key(core: ScriptedCore) -> None:
    core.offered = (CHATGPT, BUILTIN)
    app = FriendApp(core)

    async def sees(*said: str) -> None:
        await wait_until(pilot, lambda: all(one in screen_text(app) for one in said))

    async with app.run_test(size=(80, 24)) as pilot:
        await sees(
            "a key for ChatGPT", "● ChatGPT", "sent to api.openai.com", "Esc begins at once, and nothing leaves"
        )
        await pilot.press("enter")
        await sees("A name, please.")
        await type_text(pilot, "Emily")
        await sees("Enter goes on")
        await pilot.press("enter")
        await sees("← → choose the language")
        await pilot.press("enter")
        await sees("Enter asks once more")
        await pilot.press("down")
        await sees("○ ChatGPT", "● built-in companion", "Enter begins")
        app.meet_another("")
        await sees("Esc goes back")


async def test_words_written_into_the_question_are_no_yes(core: ScriptedCore, home: Places) -> None:
    core.offered = (CHATGPT, BUILTIN)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await choose_chatgpt(pilot)
        await type_text(pilot, "yes hello")
        await asked(pilot)
        await pilot.press("enter")
        await asked(pilot)
        await pilot.press("escape")
        await wait_until(pilot, lambda: "“yes hello” is for the conversation" in screen_text(app))
        await app.workers.wait_for_complete()
    assert not core.someone_known()
    assert not home.config_file.exists()


@pytest.mark.parametrize(
    ("keys", "own"), [(["down", "enter"], ""), (["enter"], "builtin"), (["escape"], "builtin")]
)
async def test_whoever_chooses_no_model_is_asked_where_a_key_is_set(
    core: ScriptedCore, home: Places, monkeypatch: pytest.MonkeyPatch, keys: list[str], own: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-program")
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: isinstance(app.screen, FirstRunScreen))
        await type_text(pilot, "Emily")
        await pilot.press("enter", "enter")
        await asked(pilot, "What you say, and what I remember of you, would go to api.openai.com.")
        assert "No, the built-in companion answers" in screen_text(app)
        await pilot.press(*keys)
        await wait_until(pilot, lambda: "Hello, Emily." in screen_text(app))
    assert [one.model for one in Profiles(home.profiles).list()] == [own]


async def test_whoever_skips_the_first_run_is_not_asked_and_sends_nothing(
    core: ScriptedCore, home: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-program")
    core.offered = (CHATGPT, BUILTIN)
    app = FriendApp(core)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: "ChatGPT" in screen_text(app))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "Hello, Friend." in screen_text(app))
        await answers(pilot, "built-in companion · words stay on this machine")
        assert "/model chooses another." in screen_text(app)
    assert [one.model for one in Profiles(home.profiles).list()] == ["builtin"]
    assert not home.config_file.exists()


def begins_by(core: ScriptedCore, emily: Profile, name: str) -> FriendApp:
    """The program, where Emily's profile has a model that nobody was ever asked about."""
    bank = core.profiles().open(emily)
    bank.choose(model=name)
    bank.close()
    return FriendApp(core)


@pytest.mark.parametrize("yes", [True, False])
async def test_a_model_kept_before_is_asked_about_before_a_word_goes(
    core: ScriptedCore, emily: Profile, monkeypatch: pytest.MonkeyPatch, *, yes: bool
) -> None:
    core.settings = core.first_settings = replace(core.settings, chat=ChatSettings(base_url="http://localhost:1"))
    sent: list[str] = []

    async def stream(self: ChatGPT, prompt: Prompt, _: object) -> AsyncGenerator[str]:
        sent.append(prompt.message)
        yield f"From {self.destination}."

    gate, own_model = Event(), core.own_model

    def found_late(who: Profile, settings: Settings | None = None) -> str | None:
        assert gate.wait(20)
        return own_model(who, settings)

    monkeypatch.setattr(ChatGPT, "stream", stream)
    monkeypatch.setattr(core, "own_model", found_late)
    app = begins_by(core, emily, "chatgpt")
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: app.conversation is not None)
        await say(pilot, "My secret")
        await wait_until(pilot, lambda: app.conversation is not None and app.conversation.waiting == "My secret")
        gate.set()
        await asked(pilot)
        assert "No, the built-in companion answers" in screen_text(app)
        assert sent == []
        await pilot.press(*(("down",) if yes else ()), "enter")
        model = "gpt-4.1-mini · words are sent to api.openai.com" if yes else "words stay on this machine"
        await answers(pilot, model)
        await wait_until(pilot, lambda: "My secret" in screen_text(app) and ready_again(app))
        assert sent == (["My secret"] if yes else [])
        if not yes:
            await set_to(pilot, "chat.timeout", "77")
            await wait_until(pilot, lambda: core.settings.chat.timeout == 77)
            await app.workers.wait_for_complete()
            await pilot.press("escape", "escape")
            await answers(pilot, "words stay on this machine")
    again = FriendApp(core)
    async with again.run_test(size=(100, 30)) as pilot:
        if yes:
            await answers(pilot, "gpt-4.1-mini · words are sent to api.openai.com")
        else:
            await asked(pilot)
    assert core.profiles().list()[0].model == "chatgpt"


def ready_again(app: FriendApp) -> bool:
    """Whether somebody is there and no reply is on its way."""
    room = app.conversation
    return room is not None and room.companion is not None and not room.answering and not room.waiting
