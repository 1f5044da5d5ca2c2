"""Words go to another host only after a yes: asked once for each host and person, while the program runs.

Weights come from one after a yes, too.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from siliconfriend.hosts import stays_here
from siliconfriend.tui.commands import command
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.slash import call

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.memory.records import Profile
    from siliconfriend.settings import Settings
    from siliconfriend.tui.core import Core


def host_for(core: Core, who: Profile | None, settings: Settings) -> str:
    """Where words of `who` would go by `settings`; empty: nowhere. Blocks: call it from a thread."""
    from siliconfriend.models.base import ModelError
    from siliconfriend.models.catalog import as_chosen, open_model

    name = core.own_model(who) if who is not None else None
    try:
        return open_model(as_chosen(settings.chat, name) if name else settings.chat).destination
    except ModelError:
        return ""


def to_be_asked(screen: FriendScreen[Any], who: Profile | None, host: str) -> bool:
    """Whether `who` is to be asked before words go to `host`. Blocks: call it from a thread.

    Not if they said yes, nor if the settings named it when the program began; whose words stay here is refused.
    """
    from siliconfriend.models.catalog import host_named

    if stays_here(host) or host == host_named(screen.friend.core.first_settings.chat):
        return False
    return who is None or not (who.local_only or host in screen.friend.agreed(who))


def question(say: Words, host: str, otherwise: str = "no") -> ConfirmScreen:
    """Whether words may go to `host`; the no is the string `otherwise`, which says what comes of it."""
    text = say("choosing.leaving.question", host=host, sent=call(say, command("sent")))
    return ConfirmScreen(text, yes=say("choosing.leaving.yes"), no=say(f"choosing.leaving.{otherwise}"))


def ask(
    screen: FriendScreen[Any],
    who: Profile | None,
    host: str,
    go_on: Callable[[bool], object],
    otherwise: str = "no",
) -> None:
    """Ask on `screen`, and `go_on` with the answer; a yes holds for `who` until the program ends, and for a model
    of their own from then on.
    """

    async def answered(yes: bool | None) -> None:
        if yes and who is not None:
            from siliconfriend.tui.agreed_hosts import keep_agreed

            screen.friend.agreed(who).add(host)
            await to_thread(keep_agreed, screen.friend.core.places.profiles / who.id, host)
        await _done(go_on(bool(yes)))

    screen.app.push_screen(question(screen.words, host, otherwise), answered)


def ask_about_memories(screen: FriendScreen[Any], host: str, go_on: Callable[[bool], object]) -> None:
    """Ask whether all that is remembered may go to `host`, to be found by its meaning: each time it is wished."""

    async def answered(yes: bool | None) -> None:
        await _done(go_on(bool(yes)))

    say = screen.words
    text, yes, no = (say(f"choosing.leaving.{one}", host=host) for one in ("memories", "read_them", "no"))
    screen.app.push_screen(ConfirmScreen(text, yes=yes, no=no), answered)


def ask_about_fetching(screen: FriendScreen[Any], model: str, go_on: Callable[[bool], object]) -> None:
    """Ask whether `model` may be fetched from the hub."""
    from siliconfriend.models.local.fetching import HUB

    async def answered(yes: bool | None) -> None:
        await _done(go_on(bool(yes)))

    say = screen.words
    text = say("choosing.fetching.question", model=model, host=HUB)
    screen.app.push_screen(
        ConfirmScreen(text, yes=say("choosing.fetching.yes"), no=say("choosing.leaving.no")), answered
    )


async def _done(step: object) -> None:
    if isawaitable(step):
        await step
