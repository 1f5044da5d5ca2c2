"""Everything a person can do, as one table: key bindings, palette, slash commands, footer and help are made
from it.

A command's words are `tui.commands.<id>.name` (a phrase), `.help` (a sentence), `.short` when it is in the footer,
and `.slash` when it has a name to be called by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from textual.binding import Binding, BindingType

SLASHES: Final = "/／、"
"""Slash commands begin with one of these: a Chinese keyboard gives the other two for the key that is `/`."""


class Scope(StrEnum):
    """Where a command works; also the order of help's groups."""

    COMPOSER = "composer"
    CHAT = "chat"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do.

    `keys` are Textual's key names. `named` commands are in the palette and have a slash command, some with an
    `argument`, which with some is `optional`. `priority` keys work whatever has the focus; `over_text` keys mean
    the command although a text area has a use for them. The `footer` shows as many as fit, `essential` ones before
    others.
    """

    id: str
    keys: tuple[str, ...]
    action: str
    scope: Scope
    footer: bool = False
    essential: bool = False
    named: bool = False
    argument: bool = False
    optional: bool = False
    priority: bool = False
    over_text: bool = False

    @property
    def key(self) -> str:
        """The first key as a person reads it: Ctrl+J, F1, Esc; empty when there is none."""
        return _shown(self.keys[0]) if self.keys else ""

    @property
    def keys_shown(self) -> str:
        """All keys as a person reads them."""
        return "  ".join(_shown(key) for key in self.keys)

    @property
    def short_key(self) -> str:
        """The first key in as few cells as possible: ^J, F1, Esc."""
        return self.key.replace("Ctrl+", "^")


_KEY_NAMES: Final = {"escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn", "up": "↑", "down": "↓"}


def _shown(key: str) -> str:
    return "+".join(_KEY_NAMES.get(part, part.title()) for part in key.split("+"))


COMMANDS: Final[tuple[Command, ...]] = (
    Command("send", ("enter",), "send", Scope.COMPOSER, footer=True, essential=True),
    Command("new_line", ("ctrl+j", "shift+enter"), "new_line", Scope.COMPOSER, footer=True),
    Command("older", ("up",), "older", Scope.COMPOSER),
    Command("newer", ("down",), "newer", Scope.COMPOSER),
    Command("complete", ("tab",), "complete", Scope.COMPOSER),
    Command("stop", ("escape",), "stop", Scope.CHAT, footer=True, essential=True),
    Command("edit", ("f2",), "edit", Scope.CHAT, footer=True, named=True),
    Command("again", ("f5",), "again", Scope.CHAT, footer=True, named=True),
    Command("copy", ("f3",), "copy", Scope.CHAT, footer=True, named=True),
    Command("copy_code", ("f4",), "copy_code", Scope.CHAT, named=True),
    Command("remove", ("f8",), "remove", Scope.CHAT, named=True),
    Command("recalled", ("ctrl+r",), "recalled", Scope.CHAT, footer=True, named=True),
    Command("memories", ("f6",), "memories", Scope.CHAT, footer=True, named=True, over_text=True),
    Command("timeline", ("f10",), "timeline", Scope.CHAT, footer=True, named=True, over_text=True),
    Command("remember", (), "remember", Scope.CHAT, named=True, argument=True),
    Command("forget", (), "forget", Scope.CHAT, named=True, argument=True),
    Command("retract", (), "retract", Scope.CHAT, named=True, argument=True),
    Command("summarize", (), "summarize", Scope.CHAT, named=True),
    Command("new_conversation", ("ctrl+n",), "new_conversation", Scope.CHAT, footer=True, named=True),
    Command("off_record", (), "off_record", Scope.CHAT, named=True),
    Command("sent", (), "sent", Scope.CHAT, named=True),
    Command("local_only", (), "local_only", Scope.CHAT, named=True),
    Command("scroll_up", ("pageup",), "scroll_up", Scope.CHAT, over_text=True),
    Command("scroll_down", ("pagedown",), "scroll_down", Scope.CHAT, over_text=True),
    Command("earlier", ("ctrl+up",), "earlier", Scope.CHAT, named=True),
    Command("latest", ("ctrl+down", "ctrl+end"), "latest", Scope.CHAT, named=True),
    Command(
        "find",
        ("ctrl+f", "f7"),
        "find",
        Scope.CHAT,
        footer=True,
        named=True,
        over_text=True,
        argument=True,
        optional=True,
    ),
    Command("export", (), "export", Scope.CHAT, named=True, argument=True, optional=True),
    Command("editor", ("ctrl+g",), "editor", Scope.CHAT, named=True),
    Command("model", (), "model", Scope.CHAT, named=True, argument=True, optional=True),
    Command("profiles", ("ctrl+o",), "profiles", Scope.APP, footer=True, named=True, argument=True, optional=True),
    Command("palette", ("ctrl+p",), "command_palette", Scope.APP, footer=True, essential=True, priority=True),
    Command("settings", ("f9",), "settings", Scope.APP, footer=True, named=True, argument=True, optional=True),
    Command("theme", ("ctrl+t",), "other_theme", Scope.APP, named=True),
    Command("help", ("f1",), "help", Scope.APP, footer=True, essential=True, named=True),
    Command("quit", ("ctrl+q",), "quit", Scope.APP, footer=True, essential=True, named=True, priority=True),
)


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
    """Textual's bindings for the commands of `scope`."""
    return [
        Binding(",".join(one.keys), one.action, one.id, show=False, priority=one.priority)
        for one in commands(scope)
        if one.keys
    ]


def bindings_over_text() -> list[BindingType]:
    """Bindings by which a text area leaves the keys to the screen that it is on."""
    return [
        Binding(",".join(one.keys), f"screen.{one.action}", one.id, show=False) for one in COMMANDS if one.over_text
    ]
