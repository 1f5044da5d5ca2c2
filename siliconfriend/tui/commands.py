"""Everything a person can do, as one table: key bindings, palette, slash commands, footer and help are made
from it. The keys that each begins with are in siliconfriend/keys.py; those in force, in keyboard.py.

A command's words are `tui.commands.<id>.name` (a phrase), `.help` (a sentence), `.short` when it is in the footer,
and when it has a name to be called by, `.slash` and `.also`, other words by which the palette finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from siliconfriend.keys import DEFAULT_KEYS

if TYPE_CHECKING:
    from textual.binding import Binding, BindingType

SLASHES: Final = "/／、"
"""Slash commands begin with one of these: a Chinese keyboard gives the other two for the key that is `/`."""

SLASH: Final = SLASHES[0]

NO_KEY: Final = "no_key"
"""Stands in Textual's bindings for the key of a command that has none: a binding must have one."""


class Scope(StrEnum):
    """Where a command works; also the order of help's groups."""

    COMPOSER = "composer"
    CHAT = "chat"
    APP = "app"


class Command(Struct, frozen=True):
    """Something a person can do.

    `named` commands are in the palette and have a slash command, some with an `argument`, which with some is
    `optional`. `priority` ones work whatever has the focus. The `footer` shows as many as fit: `essential` ones,
    which must have a key, then by that number, from 1 on; `about_a_turn` ones only where there is a turn.
    """

    id: str
    action: str
    scope: Scope
    footer: int = 0
    essential: bool = False
    about_a_turn: bool = False
    named: bool = False
    argument: bool = False
    optional: bool = False
    priority: bool = False


COMMANDS: Final[tuple[Command, ...]] = (
    Command("send", "send", Scope.COMPOSER, footer=1, essential=True),
    Command("new_line", "new_line", Scope.COMPOSER, footer=1),
    Command("older", "older", Scope.COMPOSER),
    Command("newer", "newer", Scope.COMPOSER),
    Command("complete", "complete", Scope.COMPOSER),
    Command("stop", "stop", Scope.CHAT, footer=1, essential=True),
    Command("edit", "edit", Scope.CHAT, footer=4, about_a_turn=True, named=True),
    Command("again", "again", Scope.CHAT, footer=5, about_a_turn=True, named=True),
    Command("copy", "copy", Scope.CHAT, footer=7, about_a_turn=True, named=True),
    Command("copy_code", "copy_code", Scope.CHAT, named=True),
    Command("remove", "remove", Scope.CHAT, named=True),
    Command("recalled", "recalled", Scope.CHAT, footer=3, about_a_turn=True, named=True),
    Command("memories", "memories", Scope.CHAT, footer=2, named=True),
    Command("timeline", "timeline", Scope.CHAT, footer=6, named=True),
    Command("remember", "remember", Scope.CHAT, named=True, argument=True),
    Command("forget", "forget", Scope.CHAT, named=True, argument=True),
    Command("retract", "retract", Scope.CHAT, named=True, argument=True),
    Command("summarize", "summarize", Scope.CHAT, named=True),
    Command("new_conversation", "new_conversation", Scope.CHAT, footer=9, named=True),
    Command("off_record", "off_record", Scope.CHAT, footer=10, named=True),
    Command("sent", "sent", Scope.CHAT, footer=11, about_a_turn=True, named=True),
    Command("local_only", "local_only", Scope.CHAT, footer=12, named=True),
    Command("scroll_up", "scroll_up", Scope.CHAT),
    Command("scroll_down", "scroll_down", Scope.CHAT),
    Command("earlier", "earlier", Scope.CHAT, named=True),
    Command("latest", "latest", Scope.CHAT, named=True),
    Command("find", "find", Scope.CHAT, footer=8, named=True, argument=True, optional=True),
    Command("export", "export", Scope.CHAT, named=True, argument=True, optional=True),
    Command("editor", "editor", Scope.CHAT, named=True),
    Command("model", "model", Scope.CHAT, named=True, argument=True, optional=True),
    Command("profiles", "profiles", Scope.APP, footer=13, named=True, argument=True, optional=True),
    Command("palette", "command_palette", Scope.APP, footer=1, essential=True, priority=True),
    Command("settings", "settings", Scope.APP, footer=14, named=True, argument=True, optional=True),
    Command("theme", "other_theme", Scope.APP, named=True),
    Command("help", "help", Scope.APP, footer=1, essential=True, named=True),
    Command("quit", "quit", Scope.APP, footer=1, essential=True, named=True, priority=True),
)


OWNERS = {Scope.CHAT: "screen", Scope.APP: "app"}
"""Who carries out the commands that are not the composer's own, as Textual's actions name them."""


def command(id_: str) -> Command:
    """The command called `id_`.

    Raises:
        KeyError: there is none.
    """
    for one in COMMANDS:
        if one.id == id_:
            return one
    raise KeyError(id_)


def commands(scope: Scope) -> Iterator[Command]:
    """The commands that work in `scope`."""
    return (one for one in COMMANDS if one.scope is scope)


def bindings(scope: Scope) -> list[BindingType]:
    """Textual's bindings for the commands of `scope`: the keys they begin with, until a keymap says otherwise."""
    return [also(one.id, one.action, priority=one.priority) for one in commands(scope)]


def bindings_over_text() -> list[BindingType]:
    """Bindings by which a text area, which has a use for many keys, leaves them to the screen that it is on."""
    return [also(one.id, f"{OWNERS[one.scope]}.{one.action}") for one in COMMANDS if one.scope in OWNERS]


def also(id_: str, action: str, *, priority: bool = False) -> Binding:
    """The keys of the command `id_`, where they mean `action`: what opens a screen closes it."""
    from textual.binding import Binding

    return Binding(",".join(DEFAULT_KEYS[id_]) or NO_KEY, action, id=id_, show=False, priority=priority)
