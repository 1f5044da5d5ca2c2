"""A host set while the program is open is for whoever said yes: others are asked before their words go there."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Profile
from siliconfriend.models.base import ChatModel, Prompt, Sampling
from siliconfriend.models.offers import Kind, Offer
from siliconfriend.opening import Woken
from siliconfriend.places import Places
from siliconfriend.settings import ChatSettings, Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from tests.tui.choosing.test_consent import answers, asked, set_to
from tests.tui.scripted import (
    Clock,
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

HOST = "models.example.org"
QUESTION = f"would go to {HOST}"
VECTORS = "vectors.example.org"
EMBEDDING = f"would go to {VECTORS}"


class Overheard(ScriptedModel):
    """In the place of a model elsewhere: notes what it is asked, and sends nothing."""

    heard: list[tuple[str, str]]

    async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
        self.heard.append((self.destination, prompt.message))
        yield "I hear you."


class TwoPeople(ScriptedCore):
    """Models are those that the settings and the people name; what is said to them, and embedded, is noted."""

    def __init__(self, settings: Settings, places: Places, clock: Clock, model: ScriptedModel) -> None:
        super().__init__(settings, places, clock, model)
        self.heard: list[tuple[str, str]] = []
        self.embedded: list[tuple[str, str]] = []
        self.offered = (Offer(Kind.SERVER, "llama", f"https://{HOST}/v1", HOST), Offer(Kind.BUILTIN, "builtin"))

    def model(self, name: str | None = None, base_url: str = "") -> ChatModel:
        real = super(ScriptedCore, self).model(name, base_url)
        if not real.destination:
            return real
        overheard = Overheard(name=real.name, destination=real.destination)
        overheard.heard = self.heard
        return overheard

    def wake(
        self,
        bank: Bank,
        stop: Callable[[], bool],
        progress: Callable[[int, int], None] | None = None,
        by_words: bool = False,
    ) -> Woken:
        if not by_words:
            self._note_embedding(bank)
        return super().wake(bank, stop, progress, by_words=True)

    def change_embedder(
        self, bank: Bank, stop: Callable[[], bool], progress: Callable[[int, int], None] | None = None
    ) -> None:
        self._note_embedding(bank)

    def _note_embedding(self, bank: Bank) -> None:
        if self.settings.memory.embedder.startswith("endpoint:"):
            self.embedded.append((bank.profile.name, self.settings.memory.embedder_url))


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "SILICONFRIEND_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def core(home: Places, settings: Settings, clock: Clock, model: ScriptedModel) -> TwoPeople:
    """The program, in which models elsewhere are overheard."""
    return TwoPeople(settings, home, clock, model)


@pytest.fixture
def joe(core: TwoPeople, clock: Clock) -> Profile:
    """Somebody else, who was here before Emily."""
    joe = core.profiles().create("Joe", Language.EN, clock())
    clock.pass_days(1)
    return joe


async def here(pilot: Pilot[None], name: str) -> None:
    """Until `name` is talked with."""
    await answers(pilot, f"{name} · ")
    await ready(pilot)


async def emily_sets_the_host(pilot: Pilot[None]) -> None:
    await here(pilot, "Emily")
    await set_to(pilot, "chat.base_url", f"https://{HOST}/v1")
    await asked(pilot, QUESTION)
    await pilot.press("down", "enter")
    await wait_until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmScreen))
    await pilot.press("escape", "escape")
    await answers(pilot, HOST)


async def test_whoever_comes_in_is_asked_about_the_host_that_another_set(
    joe: Profile, app: FriendApp, core: TwoPeople, emily: Profile
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await emily_sets_the_host(pilot)
        app.chat_with(joe)
        await asked(pilot, QUESTION)
        assert "No, the built-in companion answers" in screen_text(app)
        await pilot.press("enter")  # the answer that sends nothing stands first
        await here(pilot, "Joe")
        await answers(pilot, "Joe · built-in companion")
        await say(pilot, "What is my tax secret?")
        await answered(pilot)
        assert core.heard == []
        assert not core.profiles().find("Joe").model  # type: ignore[union-attr]
        app.chat_with(emily)
        await here(pilot, "Emily")  # is not asked again
        await answers(pilot, HOST)
        app.chat_with(joe)
        await here(pilot, "Joe")  # nor is he
        await answers(pilot, "Joe · built-in companion")
        assert core.heard == []


async def test_a_yes_of_theirs_holds_until_the_program_ends(
    joe: Profile, app: FriendApp, core: TwoPeople, emily: Profile
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await emily_sets_the_host(pilot)
        app.chat_with(joe)
        await asked(pilot, QUESTION)
        await pilot.press("down", "enter")
        await answers(pilot, HOST)
        await ready(pilot)
        await say(pilot, "Hello")
        await answered(pilot)
        assert core.heard == [(HOST, "Hello")]
        app.chat_with(emily)
        await here(pilot, "Emily")
        app.chat_with(joe)
        await here(pilot, "Joe")
        await answers(pilot, HOST)


async def test_what_was_said_before_the_question_waits_for_the_answer(
    joe: Profile, app: FriendApp, core: TwoPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(who: Profile, settings: Settings | None = None) -> str | None:
        may_be_joined.wait()
        return own_model(who, settings)

    may_be_joined, own_model = threading.Event(), core.own_model
    async with app.run_test(size=(100, 30)) as pilot:
        await emily_sets_the_host(pilot)
        monkeypatch.setattr(core, "own_model", late)
        app.chat_with(joe)
        await wait_until(pilot, lambda: app.conversation is not None and app.conversation.companion is None)
        await say(pilot, "What is my tax secret?")
        await type_text(pilot, "Not seen ")
        may_be_joined.set()
        await asked(pilot, QUESTION)
        await say(pilot, "yet")
        await asked(pilot, QUESTION)  # the Enter behind the words was no answer
        assert core.heard == []
        await pilot.press("up", "enter")  # an arrow that was meant for something else leads to no yes
        await answers(pilot, "Joe · built-in companion")
        await answered(pilot)
        assert core.heard == []
        assert composer(pilot).text == "Not seen yet"


async def test_whoever_said_no_stays_with_the_builtin_companion_until_they_choose(
    joe: Profile, app: FriendApp, core: TwoPeople
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await emily_sets_the_host(pilot)
        app.chat_with(joe)
        await asked(pilot, QUESTION)
        await pilot.press("escape")
        await here(pilot, "Joe")
        await set_to(pilot, "chat.timeout", "50")  # the model's own
        await wait_until(pilot, lambda: core.settings.chat.timeout == 50)
        await pilot.press("escape", "escape")
        await answers(pilot, "Joe · built-in companion")
        await app.workers.wait_for_complete()
        await answers(pilot, "Joe · built-in companion")
        await say(pilot, "/model llama")
        await asked(pilot, QUESTION)
        await pilot.press("down", "enter")
        await answers(pilot, HOST)


async def test_whoever_leaves_instead_of_answering_sends_nothing(
    joe: Profile, app: FriendApp, core: TwoPeople, emily: Profile
) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await emily_sets_the_host(pilot)
        app.chat_with(joe)
        await asked(pilot, QUESTION)
        app.chat_with(emily)
        await here(pilot, "Emily")
        app.chat_with(joe)
        await asked(pilot, QUESTION)
        assert core.heard == []


async def test_what_the_settings_named_at_the_start_is_nobodys_question(
    home: Places, settings: Settings, clock: Clock, model: ScriptedModel, joe: Profile, emily: Profile
) -> None:
    named = replace(settings, chat=ChatSettings(base_url=f"https://{HOST}/v1"))
    app = FriendApp(core := TwoPeople(named, home, clock, model))
    async with app.run_test(size=(100, 30)) as pilot:
        await here(pilot, "Emily")
        await set_to(pilot, "chat.timeout", "50")
        await wait_until(pilot, lambda: core.settings.chat.timeout == 50)
        app.chat_with(joe)
        await here(pilot, "Joe")
        await answers(pilot, HOST)


async def test_one_who_chose_a_model_of_the_server_is_asked_when_the_server_is_another(
    joe: Profile, app: FriendApp, core: TwoPeople
) -> None:
    bank = core.profiles().open(joe)
    bank.choose(model="gpt-4.1")
    bank.close()
    async with app.run_test(size=(100, 30)) as pilot:
        await here(pilot, "Emily")
        app.chat_with(joe)
        await asked(pilot, "would go to api.openai.com")
        await pilot.press("down", "enter")
        await answers(pilot, "api.openai.com")
        await ready(pilot)
        emily = core.profiles().find("Emily")
        assert emily is not None
        app.chat_with(emily)
        await emily_sets_the_host(pilot)
        app.chat_with(joe)
        await asked(pilot, QUESTION)


async def emily_sets_the_embedder(pilot: Pilot[None]) -> None:
    await here(pilot, "Emily")
    await set_to(pilot, "memory.embedder_url", f"https://{VECTORS}/v1")
    await set_to(pilot, "memory.embedder", "endpoint:small")
    await asked(pilot, EMBEDDING)
    await pilot.press("down", "enter")
    await wait_until(pilot, lambda: not isinstance(pilot.app.screen, ConfirmScreen))
    await pilot.press("escape", "escape")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, ChatScreen))


async def test_whoever_comes_in_is_asked_before_their_memories_are_read_elsewhere(
    joe: Profile, app: FriendApp, core: TwoPeople, emily: Profile
) -> None:
    url = f"https://{VECTORS}/v1"
    async with app.run_test(size=(100, 30)) as pilot:
        await emily_sets_the_embedder(pilot)
        await wait_until(pilot, lambda: core.embedded == [("Emily", url)])
        app.chat_with(joe)
        await asked(pilot, EMBEDDING)
        assert "No, find by words alone" in screen_text(app)
        await pilot.press("escape")
        await here(pilot, "Joe")
        assert core.embedded == [("Emily", url)]
        app.chat_with(emily)
        await here(pilot, "Emily")  # she agreed
        assert core.embedded == [("Emily", url)] * 2
        app.chat_with(joe)
        await here(pilot, "Joe")  # he said no
        assert core.embedded == [("Emily", url)] * 2
        await set_to(pilot, "memory.embedder", "endpoint:large")  # the same host
        await asked(pilot, EMBEDDING)
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: core.embedded[2:] == [("Joe", url)])


async def test_both_are_asked_about_one_after_the_other(joe: Profile, app: FriendApp, core: TwoPeople) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await emily_sets_the_host(pilot)
        await emily_sets_the_embedder(pilot)
        app.chat_with(joe)
        await asked(pilot, QUESTION)
        await say(pilot, "no words of mine")  # is no answer
        await pilot.press("down", "down", "enter")
        await asked(pilot, EMBEDDING)
        await pilot.press("down", "down", "enter")
        await answers(pilot, f"words are sent to {HOST}")  # the embedder is noted, and none is in use
        await ready(pilot)
        assert composer(pilot).text == "no words of mine"
        assert [who for who, _ in core.embedded] == ["Emily", "Joe"]
