"""Help lines by country, as data: ours, the user's own beside the settings, and the emergency numbers."""

from __future__ import annotations

import errno
import logging
import os
import stat
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from siliconfriend.language import Language
from siliconfriend.places import places

if TYPE_CHECKING:
    from pathlib import Path

OWN_LINES = "help_lines.toml"

_ALSO_WRITTEN = {"UK": "GB"}

log = logging.getLogger(__name__)


def help_lines() -> Mapping[str, list[dict[str, Any]]]:
    """The lines of each country, the user's own in the place of ours."""
    return {**_ours(), **_own()}


def code_of(country: str) -> str:
    """The two letters that `country` stands for."""
    code = country.strip().upper()
    return _ALSO_WRITTEN.get(code, code)


def countries() -> list[str]:
    """The countries of which something is known."""
    return sorted({*help_lines(), *emergency_numbers()})


def country_known(country: str) -> bool:
    """Whether there is anything for `country`, or it is empty."""
    return not country.strip() or code_of(country) in countries()


def _own() -> Mapping[str, list[dict[str, Any]]]:
    """The user's own, for whole countries; a file that cannot be used is as if it were not there."""
    file = places().config / OWN_LINES
    try:
        found = tomllib.loads(_text_of(file))
        return {country.upper(): [_whole(line) for line in lines] for country, lines in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s is not used: %s", file, type(error).__name__)
        return {}


def _text_of(file: Path) -> str:
    """What stands in a file, if it is an ordinary one.

    Raises:
        OSError: it is a pipe or the like, or cannot be read.
    """
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(file))
    return file.read_text(encoding="utf-8")


def _whole(line: Mapping[str, Any]) -> dict[str, Any]:
    """`line` as our own are; a name or hours in one language stand for both.

    Raises:
        KeyError, ValueError: there is no name, or no number.
    """
    name, hours, number = line["name"], line.get("hours", ""), str(line["number"])
    if not (name and number):
        raise ValueError(number)
    return {
        "name": name if isinstance(name, dict) else {language.value: str(name) for language in Language},
        "number": number,
        "hours": hours if isinstance(hours, dict) else {language.value: str(hours) for language in Language},
        "url": str(line.get("url", "")),
        "source": str(line.get("source", "")),
        "checked": None,  # it is not for us to say
    }


@cache
def emergency_numbers() -> Mapping[str, dict[str, str]]:
    """What to call in an emergency, by country, in both languages."""
    file = resources.files("siliconfriend") / "emergency_numbers.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _ours() -> Mapping[str, list[dict[str, Any]]]:
    file = resources.files("siliconfriend") / "help_lines.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
