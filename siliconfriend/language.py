"""The two languages of the interface, and every string a person or a model reads.

Strings live in `locale/<language>/<part>.toml`; `words("chat.send")` is key `send` of part `chat`.
A part is read when its first string is asked for.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


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
        return found.format(**values) if values else found

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


@cache
def words(language: Language) -> Words:
    """The strings of `language`."""
    return Words(language)


def parts() -> Iterable[str]:
    """The names of all parts, for tests and tools."""
    folder = resources.files("siliconfriend") / "locale" / Language.EN.value
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
