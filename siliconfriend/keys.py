"""Keys of one's own: the keys that commands begin with, and what a key is called.

A key is written as Textual writes it, modifiers first and in the alphabet's order: `ctrl+f`, `alt+ctrl+x`, `f12`.
What each command does is the screen's business (tui/commands.py).
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

Keys = Annotated[str, Meta(description="a key, such as ctrl+l or f12, or several; empty: none")]


class KeySettings(Struct, frozen=True):
    """The keys of each command. A name that is no command's is told on the screen, and refuses nothing."""

    send: Keys = "enter"
    new_line: Keys = "ctrl+j shift+enter"
    older: Keys = "up"
    newer: Keys = "down"
    complete: Keys = "tab"
    stop: Keys = "escape"
    edit: Keys = "f2"
    again: Keys = "f5"
    copy: Keys = "f3"
    copy_code: Keys = "f4"
    remove: Keys = "f8"
    recalled: Keys = "ctrl+r"
    memories: Keys = "f6"
    timeline: Keys = "f10"
    remember: Keys = ""
    forget: Keys = ""
    retract: Keys = ""
    summarize: Keys = ""
    new_conversation: Keys = "ctrl+n"
    off_record: Keys = ""
    sent: Keys = ""
    local_only: Keys = ""
    scroll_up: Keys = "pageup"
    scroll_down: Keys = "pagedown"
    earlier: Keys = "ctrl+up"
    latest: Keys = "ctrl+down ctrl+end"
    find: Keys = "ctrl+f f7"
    export: Keys = ""
    editor: Keys = "ctrl+g"
    model: Keys = ""
    profiles: Keys = "ctrl+o"
    palette: Keys = "ctrl+p"
    settings: Keys = "f9"
    theme: Keys = "ctrl+t"
    help: Keys = "f1"
    quit: Keys = "ctrl+q"


class UnfitKeyError(ValueError):
    """`key` cannot be used, for the `reason` that the strings call `keys.unfit.<reason>`; `other` is in the way."""

    def __init__(self, reason: str, key: str, other: str = "") -> None:
        super().__init__(f"{key}: {reason}")
        self.reason = reason
        self.key = key
        self.other = other


_MODIFIERS: Final = {
    "ctrl": "ctrl",
    "control": "ctrl",
    "c": "ctrl",
    "alt": "alt",
    "option": "alt",
    "shift": "shift",
    "super": "super",
    "cmd": "super",
    "meta": "meta",
    "hyper": "hyper",
}
_NAMED: Final = {
    **{name: name for name in ("enter", "tab", "escape", "space", "backspace", "delete", "insert")},
    **{name: name for name in ("home", "end", "pageup", "pagedown", "up", "down", "left", "right")},
    **{f"f{number}": f"f{number}" for number in range(1, 25)},
    "return": "enter",
    "esc": "escape",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
}
_SIGNS: Final = {
    "\\": "backslash",
    "]": "right_square_bracket",
    "[": "left_square_bracket",
    "_": "underscore",
    "^": "circumflex_accent",
    "@": "at",
    "/": "slash",
    ".": "full_stop",
    ",": "comma",
    ";": "semicolon",
    "-": "minus",
    "=": "equals_sign",
    "`": "grave_accent",
    "'": "apostrophe",
    "?": "question_mark",
    "+": "plus",
}
_SIGN_OF: Final = {name: sign for sign, name in _SIGNS.items()}
_SHOWN: Final = {"escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn", "up": "↑", "down": "↓", "left": "←"} | {
    "right": "→",
    "delete": "Del",
    "insert": "Ins",
}
_THE_SAME: Final = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
"""What a terminal sends for the one it sends for the other."""
_SENT_WITH_CTRL: Final = {*string.ascii_lowercase, "at", "space", "backslash", "right_square_bracket"} | {
    "circumflex_accent",
    "underscore",
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "delete", "insert"),
    *(f"f{number}" for number in range(1, 13)),
}


def key_name(written: str) -> str:
    """The key that a person means by `written`: `Ctrl+L`, `^l`, `control-l`, `esc`.

    Raises:
        UnfitKeyError: there is no such key, or a terminal sends the same for another one.
    """
    text = written.strip().lower()
    if len(text) == 2 and text[0] == "^":
        text = f"ctrl+{text[1]}"
    *before, last = [text] if len(text) == 1 else text.replace("-", "+").split("+")
    modifiers = sorted({_MODIFIERS.get(one, "") for one in before})
    base = _NAMED.get(last) or _SIGNS.get(last) or (last if last in _SIGN_OF else "")
    if len(last) == 1 and last.isascii() and last.isalnum():
        base = last
    if not base or "" in modifiers:
        raise UnfitKeyError("unknown", written)
    name = "+".join((*modifiers, base))
    if name in _THE_SAME:
        raise UnfitKeyError("same", name, _THE_SAME[name])
    return name


def key_names(wished: str) -> tuple[str, ...]:
    """The keys that stand in a setting, with blanks or commas between them.

    Raises:
        UnfitKeyError: one of them is none.
    """
    return tuple(dict.fromkeys(map(key_name, wished.replace(",", " ").split())))


def types_text(key: str) -> bool:
    """Whether `key` writes a character."""
    *modifiers, base = key.split("+")
    return set(modifiers) <= {"shift"} and (len(base) == 1 or base == "space" or base in _SIGN_OF)


def not_sent_by_all(key: str) -> bool:
    """Whether many terminals cannot send `key`."""
    *modifiers, base = key.split("+")
    if not modifiers:
        return base.startswith("f") and base[1:].isdecimal() and int(base[1:]) > 12
    if {"super", "meta", "hyper"} & set(modifiers) or base in {"enter", "tab", "backspace", "escape"}:
        return key not in {"shift+tab", "alt+enter", "alt+backspace"}
    if "ctrl" in modifiers:
        return base not in _SENT_WITH_CTRL or (len(base) == 1 and len(modifiers) > 1)
    return False


def shown(key: str) -> str:
    """A key as a person reads it: Ctrl+J, F1, Esc."""
    return "+".join(_SHOWN.get(part) or _SIGN_OF.get(part) or part.title() for part in key.split("+"))


def usable(table: object) -> Mapping[str, str]:
    """What stands in a file's `[keys]` for commands that there are: a key, a list of keys, or what is neither."""
    found = table if isinstance(table, Mapping) else {}
    return {
        name: " ".join(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in found.items()
        if name in KeySettings.__struct_fields__
    }


DEFAULT_KEYS: Final = {name: key_names(value) for name, value in msgspec.structs.asdict(KeySettings()).items()}
"""Each command's keys, as long as nobody wishes for others."""
