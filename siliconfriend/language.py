"""The two languages of the interface, and every string a person or a model reads.

Strings live in `locale/<language>/<part>.toml`; `words("chat.send")` is key `send` of part `chat`. A word that
goes with a count is written in both its forms: `{turns} {turns:turn|turns}`.
A part is read when its first string is asked for.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

NAMES = ("name", "companion", "model", "other")
"""What the places for what somebody, or a model, is called are called."""


class Language(StrEnum):
    """A language the companion speaks; the values are MemoryBank's."""

    EN = "en"
    CN = "cn"


def system_language() -> Language:
    """The language that the environment's locale asks for; English when it is neither."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return Language.CN if value.lower().startswith("zh") else Language.EN
    return Language.EN


def language_of(text: str, otherwise: Language) -> Language:
    """The language `text` is written in, by its letters; `otherwise` when it has none."""
    han = sum("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" for char in text)
    latin = sum(char.isascii() and char.isalpha() for char in text)
    if not han and not latin:
        return otherwise
    return Language.CN if han * 2 >= latin else Language.EN


@cache
def _part(language: Language, part: str) -> Mapping[str, Any]:
    file = resources.files("siliconfriend") / "locale" / language.value / f"{part}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


class Words:
    """The strings of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: object) -> str:
        """The string `key` with `values` filled into its `{places}`.

        Raises:
            KeyError: there is no such string.
        """
        found = self._find(key)
        if not isinstance(found, str):
            raise KeyError(key)
        if not values:
            return found
        return _close_up(found, values) if self.language is Language.CN else _COUNTING.vformat(found, (), values)

    def all(self, key: str, /) -> tuple[str, ...]:
        """The list of strings `key`, as written.

        Raises:
            KeyError: there is no such list.
        """
        found = self._find(key)
        if not isinstance(found, list):
            raise KeyError(key)
        return tuple(found)

    def _find(self, key: str) -> object:
        part, *path = key.split(".")
        try:
            found: Any = _part(self.language, part)
            for name in path:
                found = found[name]
        except (FileNotFoundError, KeyError, TypeError):
            raise KeyError(key) from None
        return found


class _Counting(Formatter):
    """Fills `{turns:turn|turns}` with the word that goes with so many: the first with 1, else the second."""

    def format_field(self, value: object, spec: str) -> str:
        one, _, more = spec.partition("|")
        if not more:
            return str(super().format_field(value, spec))
        return one if str(value) == "1" else more


_COUNTING = _Counting()


def _close_up(template: str, values: Mapping[str, object]) -> str:
    """`template` filled: the blanks beside a name are for Latin ones, a Chinese name needs none."""
    formatter, text, after_wide = Formatter(), "", False
    for literal, field, spec, conversion in formatter.parse(template):
        text += literal[1:] if after_wide and literal[:1] == " " and _wide(literal[1:2]) else literal
        after_wide = False
        if field is not None:
            found, _ = formatter.get_field(field, (), values)
            value = formatter.format_field(formatter.convert_field(found, conversion), spec or "")
            if field in NAMES and literal[-1:] == " " and _wide(literal[-2:-1]) and _wide(value[:1]):
                text = text[:-1]
            text += value
            after_wide = field in NAMES and _wide(value[-1:])
    return text


def _wide(char: str) -> bool:
    return bool(char) and ("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf")


def how_many(count: int) -> str:
    """Which form of a string that has three tells of `count`."""
    return "none" if count == 0 else "one" if count == 1 else "some"


@cache
def words(language: Language) -> Words:
    """The strings of `language`."""
    return Words(language)


def parts() -> Iterable[str]:
    """The names of all parts, for tests and tools."""
    folder = resources.files("siliconfriend") / "locale" / Language.EN.value
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
