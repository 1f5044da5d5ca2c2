"""Settings that cannot be used: why, and where they stand."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from typing import TYPE_CHECKING, get_type_hints

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = "the environment"
COMMAND_LINE = "the command line"
LARGEST_NUMBER = 2**63 - 1
"""TOML promises whole numbers of 64 bits; nothing that is set is as large, or without end."""


class SettingsError(Exception):
    """Settings that cannot be used.

    `code` is the sentence that says why (`setting_words.trouble` fills it), `place` the file, or ENVIRONMENT, or
    COMMAND_LINE, or empty.
    """

    def __init__(self, code: str, place: str = "", **details: object) -> None:
        said = ", ".join(f"{name} {value}" for name, value in details.items())
        super().__init__(f"{place}: {said}")
        self.code = code
        self.place = place
        self.details = details


def unfit(schema: type, merged: Mapping[str, object], place: str) -> SettingsError:
    """What is wrong with the first of the settings in `merged` that is not as the `schema` says."""
    sections = get_type_hints(schema)
    for section, values in merged.items():
        if section not in sections:
            return SettingsError("setting_no_section", place, name=section)
        if not isinstance(values, Mapping):
            return SettingsError("setting_is_section", place, name=section)
        hints = get_type_hints(sections[section], include_extras=True)
        for name, value in values.items():
            key = f"{section}.{name}"
            if name not in hints:
                return SettingsError("setting_unknown", place, name=key)
            try:
                found = msgspec.convert(value, hints[name], strict=False)
            except msgspec.ValidationError:
                return SettingsError("setting_unfit", place, name=key, value=value)
            if no_number(found):
                return SettingsError("setting_unfit", place, name=key, value=value)
    raise AssertionError(place)


def no_number(value: object) -> bool:
    """Whether `value` is a number that nothing can be set to: endless, `nan`, or larger than TOML promises."""
    return isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER


def controls(value: object) -> bool:
    """Whether `value` is a text that would break its line, or do something to a terminal."""
    return isinstance(value, str) and any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in value)


def text_of(file: Path) -> str:
    """What stands in a settings file, without the mark that some editors put before it; in `os.devnull` nothing.

    Raises:
        FileNotFoundError: there is none.
        SettingsError: it cannot be read, or might have no end.
    """
    try:
        if str(file) != os.devnull and not stat.S_ISREG(file.stat().st_mode):
            raise SettingsError("settings_no_file", str(file))
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("settings_not_utf8", str(file)) from None
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SettingsError("file_unreadable", str(file), detail=error.strerror or error) from error


def not_toml(file: Path, text: str, error: Exception) -> SettingsError:
    """The first line of `file` that is no TOML, as the parser's `error` says."""
    line = re.search(r"line (\d+)", str(error))
    return SettingsError("settings_not_toml", str(file), line=int(line[1]) if line else len(text.splitlines()))
