"""A model that a person chose is one of the server it was chosen at: no other server is asked for it by itself."""

from __future__ import annotations

from contextlib import closing

import pytest
from msgspec.structs import replace

from siliconfriend.memory.records import Profile
from siliconfriend.models.base import ChatModel
from siliconfriend.models.offers import Kind, Offer
from siliconfriend.settings import ChatSettings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.core import Core
from tests.tui.choosing.test_consent import answers, asked, set_to
from tests.tui.choosing.test_whose_host import HOST, TwoPeople, here
from tests.tui.choosing.test_whose_host import _no_keys as _no_keys
from tests.tui.choosing.test_whose_host import core as core
from tests.tui.scripted import answered, say, screen_text, wait_until

HERE, THERE = "http://localhost:1", f"https://{HOST}/v1"


def chosen(core: TwoPeople, emily: Profile, model: str = "llama", at: str = "localhost:1") -> None:
    """Emily chose `model` when the settings named the server `at`."""
    with closing(core.profiles().open(emily)) as bank:
        bank.choose(model=model, model_at=at)


def names(core: TwoPeople, base_url: str, model: str = "auto", **flags: object) -> FriendApp:
    """The program, begun with settings that name another server."""
    chat = ChatSettings(model=model, base_url=base_url)
    core.settings = core.first_settings = replace(core.settings, chat=chat)
    core.flags = flags
    return FriendApp(core)


def said(app: FriendApp, text: str) -> bool:
    return text in " ".join(screen_text(app).split())


@pytest.mark.parametrize(
    ("model", "who"), [("mistral", "mistral"), ("auto", HOST), ("builtin", "The built-in companion")]
)
async def test_another_server_is_not_asked_for_what_was_chosen_here(
    core: TwoPeople, emily: Profile, monkeypatch: pytest.MonkeyPatch, model: str, who: str
) -> None:
    chosen(core, emily)
    opened: list[str | None] = []

    def noted(self: Core, name: str | None = None, base_url: str = "") -> ChatModel:
        opened.append(name)
        return TwoPeople.model(core, name, base_url)

    monkeypatch.setattr(core, "model", noted.__get__(core))
    app = names(core, THERE, model)
    async with app.run_test(size=(120, 30)) as pilot:
        await here(pilot, "Emily")
        assert said(app, "llama was chosen at localhost:1, and the settings name another server now")
        assert said(app, f"{who} answers you instead; /model chooses another.")
        await say(pilot, "Hello")
        await answered(pilot)
    assert core.heard == ([] if model == "builtin" else [(HOST, "Hello")])
    assert "llama" not in opened
    assert core.profiles().list()[0].model == "llama"  # it answers again when its server is set again


async def test_the_server_that_it_was_chosen_at_is_asked_by_any_of_its_names(
    core: TwoPeople, emily: Profile
) -> None:
    chosen(core, emily)
    app = names(core, "http://127.0.0.1:1/v1")
    async with app.run_test(size=(120, 30)) as pilot:
        await answers(pilot, "llama · 127.0.0.1:1")
        assert not said(app, "was chosen at")


async def test_a_choice_of_which_that_is_not_known_was_made_where_it_is_first_seen(
    core: TwoPeople, emily: Profile
) -> None:
    chosen(core, emily, at="")
    async with names(core, HERE).run_test(size=(120, 30)) as pilot:
        await answers(pilot, "llama · localhost:1")
    assert core.profiles().list()[0].model_at == "localhost:1"
    app = names(core, THERE)
    async with app.run_test(size=(120, 30)) as pilot:
        await here(pilot, "Emily")
        assert said(app, "llama was chosen at localhost:1")


async def test_an_address_that_is_meant_for_once_is_not_where_it_was_made(core: TwoPeople, emily: Profile) -> None:
    chosen(core, emily, at="")
    app = names(core, THERE, **{"chat.base_url": THERE})
    async with app.run_test(size=(120, 30)) as pilot:
        await answers(pilot, "llama")
    assert core.profiles().list()[0].model_at == ""


async def test_who_answers_is_said_when_the_server_is_set_in_the_conversation(
    core: TwoPeople, emily: Profile
) -> None:
    chosen(core, emily)
    app = names(core, HERE, "builtin")
    async with app.run_test(size=(120, 30)) as pilot:
        await answers(pilot, "llama · localhost:1")
        await set_to(pilot, "chat.base_url", THERE)
        await wait_until(pilot, lambda: core.settings.chat.base_url == THERE)
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: said(app, "The built-in companion answers you instead"))
        await answers(pilot, "built-in companion · words stay on this machine")
        await set_to(pilot, "chat.base_url", HERE)
        await pilot.press("escape", "escape")
        await answers(pilot, "llama · localhost:1")


async def test_openai_is_asked_about_when_the_server_is_set_no_more(
    core: TwoPeople, emily: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    chosen(core, emily, "gpt-4.1")
    async with names(core, "").run_test(size=(120, 30)) as pilot:
        await asked(pilot, "would go to api.openai.com")
    assert core.heard == []


async def test_what_is_chosen_is_kept_with_its_server(core: TwoPeople, emily: Profile) -> None:
    core.offered = (Offer(Kind.SERVER, "mistral", "http://localhost:2/v1", "localhost:2"),)
    async with names(core, HERE, "builtin").run_test(size=(120, 30)) as pilot:
        await here(pilot, "Emily")
        await say(pilot, "/model llama")
        await wait_until(pilot, lambda: kept(core) == ("llama", "localhost:1"))
        await say(pilot, "/model builtin")
        await wait_until(pilot, lambda: kept(core) == ("builtin", ""))
        await set_to(pilot, "profile.model", "llama")
        await wait_until(pilot, lambda: kept(core) == ("llama", "localhost:1"))


def kept(core: TwoPeople) -> tuple[str, str]:
    (emily,) = core.profiles().list()
    return emily.model, emily.model_at
