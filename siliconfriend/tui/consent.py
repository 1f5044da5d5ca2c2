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
    from pathlib import Path

    from siliconfriend.language import Words
    from siliconfriend.memory.records import Profile
    from siliconfriend.settings import Settings
    from siliconfriend.tui.core import Core
    from siliconfriend.tui.screens.unasked import UnaskedScreen
    from siliconfriend.tui.screens.writes_on import WrittenOn


def host_for(core: Core, who: Profile | None, settings: Settings) -> str:
    """Where words of `who` would go by `settings`; empty: nowhere. Blocks: call it from a thread."""
    from siliconfriend.models.base import ModelError
    from siliconfriend.models.catalog import as_chosen, open_model

    name = core.own_model(who, settings) if who is not None else None
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
    return who is None or not (who.local_only or host in screen.friend.answering_hosts(who).agreed)


def unasked_host(screen: FriendScreen[Any], who: Profile) -> str:
    """Where words of `who` would go as soon as they come in, though they have not said yes; empty: nowhere.

    It was set since the program began, or is that of a model of their own, or of whoever answers in its place.
    Blocks: call it from a thread.
    """
    from siliconfriend.tui.agreed_hosts import never_agreed_to

    core = screen.friend.core
    own = core.own_model(who) or core.left_behind(who)
    if not own and core.settings is core.first_settings:
        return ""
    host, first = host_for(core, who, core.settings), core.first_settings
    if not to_be_asked(screen, who, host):
        return ""
    new = never_agreed_to(_folder(screen, who), host, first.chat) if own else host != host_for(core, who, first)
    return host if new else ""


def unasked_embedding_host(screen: FriendScreen[Any], who: Profile) -> str:
    """Where all that is remembered of `who` would be read, because of what was set since the program began, though
    they have not said yes; empty: nowhere.
    """
    from siliconfriend.embedders.catalog import embedding_host

    core = screen.friend.core
    if who.local_only or core.settings is core.first_settings:
        return ""
    host = embedding_host(core.settings.memory)
    since = not stays_here(host) and host != embedding_host(core.first_settings.memory)
    return host if since and host not in screen.friend.embedding_hosts(who).agreed else ""


def question(say: Words, host: str, otherwise: str = "no", written_on: WrittenOn | None = None) -> UnaskedScreen:
    """Whether words may go to `host`; the no is the string `otherwise`, which says what comes of it. Whoever writes
    meanwhile goes on in the conversation, or `written_on`.
    """
    from siliconfriend.tui.screens.unasked import UnaskedScreen

    text, yes = say("choosing.leaving.question", host=host, sent=call(say, command("sent"))), "choosing.leaving.yes"
    return UnaskedScreen(text, yes=say(yes), no=say(f"choosing.leaving.{otherwise}"), written_on=written_on)


def ask(screen: FriendScreen[Any], who: Profile | None, host: str, go_on: Callable[[bool], object]) -> None:
    """Ask on `screen`, and `go_on` with the answer; a yes holds for `who` until the program ends, and for a model
    of their own from then on.
    """

    async def answered(yes: bool | None) -> None:
        if who is not None:
            await _keep_answer(screen, who, host, bool(yes))
        await _done(go_on(bool(yes)))

    screen.app.push_screen(question(screen.words, host), answered)


def ask_on_arrival(
    screen: FriendScreen[Any], who: Profile, host: str, *, embeds: bool, go_on: Callable[[], object]
) -> None:
    """Ask `who` comes in, before anything of theirs goes to `host`; either answer holds until the program ends."""
    from siliconfriend.tui.screens.unasked import UnaskedScreen

    async def answered(yes: bool | None) -> None:
        if embeds:
            screen.friend.embedding_hosts(who).answered(host, bool(yes))
        else:
            await _keep_answer(screen, who, host, bool(yes))
        go_on()

    say = screen.words
    if embeds:
        text, yes, no = (say(f"choosing.leaving.{one}", host=host) for one in ("memories", "read_them", "by_words"))
        asking = UnaskedScreen(text, yes=yes, no=no)
    else:
        asking = question(say, host, "no_builtin")
    screen.app.push_screen(asking, answered)


def ask_about_memories(
    screen: FriendScreen[Any], who: Profile | None, host: str, go_on: Callable[[bool], object]
) -> None:
    """Ask whether all that is remembered may go to `host`, to be found by its meaning: each time it is wished."""

    async def answered(yes: bool | None) -> None:
        if who is not None:
            screen.friend.embedding_hosts(who).answered(host, bool(yes))
        await _done(go_on(bool(yes)))

    say = screen.words
    text, yes, no = (say(f"choosing.leaving.{one}", host=host) for one in ("memories", "read_them", "no"))
    screen.app.push_screen(ConfirmScreen(text, yes=yes, no=no), answered)


def ask_about_fetching(screen: FriendScreen[Any], model: str, go_on: Callable[[bool], object]) -> None:
    """Ask whether `model` may be fetched from the hub."""
    from siliconfriend.models.local.fetching import HUB
    from siliconfriend.tui.screens.unasked import UnaskedScreen

    async def answered(yes: bool | None) -> None:
        await _done(go_on(bool(yes)))

    say = screen.words
    text = say("choosing.fetching.question", model=model, host=HUB)
    screen.app.push_screen(
        UnaskedScreen(text, yes=say("choosing.fetching.yes"), no=say("choosing.leaving.no")), answered
    )


async def _keep_answer(screen: FriendScreen[Any], who: Profile, host: str, yes: bool) -> None:
    from siliconfriend.tui.agreed_hosts import keep_agreed

    screen.friend.answering_hosts(who).answered(host, yes)
    if yes:
        await to_thread(keep_agreed, _folder(screen, who), host)


def _folder(screen: FriendScreen[Any], who: Profile) -> Path:
    return screen.friend.core.places.profiles / who.id


async def _done(step: object) -> None:
    if isawaitable(step):
        await step
