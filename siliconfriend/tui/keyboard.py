"""Which key means which command: the keys that a person wished for, as far as they can be had, and the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from siliconfriend.keys import (
    DEFAULT_KEYS,
    KeySettings,
    UnfitKeyError,
    key_name,
    key_names,
    shown,
    types_text,
)
from siliconfriend.tui.commands import COMMANDS, NO_KEY, Command, Scope, command

if TYPE_CHECKING:
    from siliconfriend.language import Words

_ARROWS: Final = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "backspace", "delete")
_FOR_LINES: Final = {"enter", "tab", "up", "down", "shift+enter"}
_FOR_WRITING: Final = {
    *_FOR_LINES,
    "shift+tab",
    *_ARROWS,
    *(f"{modifier}+{one}" for modifier in ("shift", "ctrl", "alt", "super", "ctrl+shift") for one in _ARROWS),
    *(f"ctrl+{letter}" for letter in "acdekuvwxyz"),
    *(f"ctrl+shift+{letter}" for letter in "ackvz"),
    *(f"alt+{letter}" for letter in "bdf"),
    *(f"super+{letter}" for letter in "acvxyz"),
}
"""What moves, marks, deletes, copies and pastes."""
_NOT_WHILE_WRITING: Final = _FOR_WRITING.difference(*DEFAULT_KEYS.values())
"""Any key that some command begins with may be another's."""
_NOT_ANYWHERE: Final = _NOT_WHILE_WRITING | _FOR_LINES
_OTHER_SCREENS: Final = {"ctrl+s", "ctrl+r"}
"""What saves and takes back on other screens: a command that works over all of them must not be in its place."""


class Unused(Struct, frozen=True):
    """A wish that cannot be had: why, and what is in its way."""

    command: str
    reason: str
    key: str
    other: str = ""

    def sentence(self, say: Words) -> str:
        """In words."""
        other = shown(self.other)
        if self.reason == "taken":
            other = say(f"tui.commands.{self.other}.name")
        name = say(f"tui.commands.{self.command}.name")
        return say(f"keys.unfit.{self.reason}", key=shown(self.key), other=other, command=name)

    def kept(self, say: Words, keyboard: Keyboard) -> str:
        """In words, with the keys that the command has instead."""
        name = say(f"tui.commands.{self.command}.name")
        keys = keyboard.listed(self.command)
        string = "keys.kept" if keys else "keys.kept_none"
        return say(string, name=self.command, why=self.sentence(say), command=name, keys=keys)


class Keyboard:
    """The keys in force. A wish that cannot be had leaves the command the keys it begins with."""

    def __init__(self, wished: KeySettings | None = None) -> None:
        self._keys: dict[str, tuple[str, ...]] = dict(DEFAULT_KEYS)
        self._wishes = msgspec.structs.asdict(wished or KeySettings())
        unused: list[Unused] = []
        for one in COMMANDS:
            try:
                self._keys[one.id] = self._fitting(one, self._wishes[one.id])
            except UnfitKeyError as error:
                unused.append(Unused(one.id, error.reason, error.key, error.other))
        while (clash := self._clash()) is not None:
            unused.append(clash)
            self._keys[clash.command] = DEFAULT_KEYS[clash.command]
        self.unused = tuple(unused)
        self._commands = {key: one for one in COMMANDS for key in self._keys[one.id]}

    def of(self, id_: str) -> tuple[str, ...]:
        """The keys of the command `id_`, as Textual calls them."""
        return self._keys[id_]

    def command(self, key: str) -> Command | None:
        """What `key` means."""
        return self._commands.get(key)

    def key(self, id_: str) -> str:
        """The first key of `id_` as a person reads it: Ctrl+J, F1, Esc; empty when there is none."""
        return shown(self._keys[id_][0]) if self._keys[id_] else ""

    def shown(self, id_: str) -> str:
        """All keys of `id_` as a person reads them."""
        return "  ".join(map(shown, self._keys[id_]))

    def listed(self, id_: str) -> str:
        """The same in a sentence."""
        return ", ".join(map(shown, self._keys[id_]))

    def short(self, id_: str) -> str:
        """The first key in as few cells as possible: ^J, F1, Esc."""
        return self.key(id_).replace("Ctrl+", "^")

    def way(self, id_: str, say: Words) -> str:
        """How a person gets at the command `id_`: by its key, by its slash command, or it is only named."""
        if key := self.key(id_):
            return key
        if command(id_).named:
            from siliconfriend.tui.slash import call

            return call(say, command(id_))
        return say(f"tui.commands.{id_}.name")

    def keymap(self) -> Mapping[str, str]:
        """What Textual is to bind otherwise than it does by itself."""
        return {
            id_: ",".join(keys) if keys else NO_KEY for id_, keys in self._keys.items() if keys != DEFAULT_KEYS[id_]
        }

    def judge(self, id_: str, key: str) -> Unused | None:
        """Why `key`, as it is written, cannot be that of the command `id_`; None if it can."""
        try:
            name = self._fitting(command(id_), key)[0]
        except UnfitKeyError as error:
            return Unused(id_, error.reason, error.key, error.other)
        other = self._commands.get(name)
        return Unused(id_, "taken", name, other.id) if other is not None and other.id != id_ else None

    def _fitting(self, one: Command, wished: str) -> tuple[str, ...]:
        """The keys that are wished for `one`.

        Raises:
            UnfitKeyError: one of them cannot be had, whatever the others are.
        """
        keys = key_names(wished)
        if not keys and one.essential:
            raise UnfitKeyError("needed", "")
        for key in keys:
            if key in DEFAULT_KEYS[one.id]:
                continue
            if types_text(key):
                raise UnfitKeyError("letter", key)
            if key == key_name("escape"):
                raise UnfitKeyError("back", key)
            if key in (_NOT_WHILE_WRITING if one.scope is Scope.COMPOSER else _NOT_ANYWHERE):
                raise UnfitKeyError("writing", key)
            if key in _OTHER_SCREENS and one.priority:
                raise UnfitKeyError("elsewhere", key)
        return keys

    def _clash(self) -> Unused | None:
        """The last wish for a key that another command has."""
        holders: dict[str, list[str]] = {}
        for id_, keys in self._keys.items():
            for key in keys:
                holders.setdefault(key, []).append(id_)
        for key, ids in holders.items():
            wished = [id_ for id_ in ids if self._keys[id_] != DEFAULT_KEYS[id_]]
            if len(ids) > 1:
                loser = wished[-1]
                return Unused(loser, "taken", key, next(id_ for id_ in ids if id_ != loser))
        return None


def without(keyboard: Keyboard, id_: str, key: str) -> str:
    """The keys of `id_` but for `key`, as they are kept."""
    return " ".join(one for one in keyboard.of(id_) if one != key)
