"""Danger in a message, and where help is.

Help lines are data, `help_lines.toml`, by country, each with its source and the day it was checked. A file of
that name beside the settings, in the same shape, takes the place of ours for the countries in it. What to call in
an emergency is in `emergency_numbers.toml`.
"""

from __future__ import annotations

import logging
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from siliconfriend.danger import speaks_of_danger
from siliconfriend.language import Language, words
from siliconfriend.places import places

OWN_LINES = "help_lines.toml"

_ALSO_WRITTEN = {"UK": "GB"}
_TERRITORY = re.compile(r"[a-z]{2,3}_([A-Z]{2})\b")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somebody to call: `name` and `hours` in the reader's language, `number` as dialled in the country.

    `checked` is when the number was compared with its `source`; None for the user's own lines.
    """

    name: str
    number: str
    hours: str
    url: str
    source: str
    checked: date | None


@dataclass(frozen=True, slots=True)
class Help:
    """What is shown beside the reply. `text` is all of it, several lines of at most 80 columns.

    `country` is the two letters of the country the `lines` are for; empty, without lines, when unknown.
    """

    country: str
    lines: tuple[HelpLine, ...]
    text: str


def notice(message: str, language: Language, country: str = "") -> Help | None:
    """Where help is, in `language`, when `message` speaks of suicide or self-harm; else None.

    Args:
        message: checked in both languages, whatever the profile's.
        language: the reader's.
        country: two letters; empty: the territory of the system's locale.
    """
    return help_for(language, country) if speaks_of_danger(message) else None


def help_for(language: Language, country: str = "") -> Help:
    """The help of `country` (default: as the system's locale says), and what holds everywhere."""
    code = (country.strip() or _system_country()).upper()
    code = _ALSO_WRITTEN.get(code, code)
    known = {**_help_lines(), **_own_help_lines()}
    lines = tuple(
        HelpLine(
            name=entry["name"][language.value],
            number=entry["number"],
            hours=entry["hours"][language.value],
            url=entry["url"],
            source=entry["source"],
            checked=entry["checked"],
        )
        for entry in known.get(code, ())
    )
    emergency = _emergency_numbers().get(code, {}).get(language.value, "")
    text = _text(lines, emergency, language, unset=not (lines or country.strip()))
    return Help(country=code if lines else "", lines=lines, text=text)


def _text(lines: tuple[HelpLine, ...], emergency: str, language: Language, *, unset: bool) -> str:
    say = words(language)
    parts = [say("care.gentle")]
    if lines:
        parts.append(say("care.listening"))
        for line in lines:
            parts.append(say("care.line", name=line.name, number=line.number))
            if line.hours or line.url:
                parts.append(say("care.details", hours=line.hours, url=line.url).rstrip())
    parts.append(say("care.emergency", number=emergency) if emergency else say("care.emergency_anywhere"))
    parts.append(say("care.everywhere"))
    if unset:
        parts.append(say("care.unset"))
    checked = [line.checked for line in lines if line.checked is not None]
    if checked:
        parts.append(say("care.checked", date=min(checked).isoformat()))
    return "\n".join(parts)


def _system_country() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            territory = _TERRITORY.match(value)
            return territory[1] if territory else ""
    return ""


def _own_help_lines() -> Mapping[str, list[dict[str, Any]]]:
    """The user's own, for whole countries; a file that cannot be used is as if it were not there."""
    file = places().config / OWN_LINES
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        return {country.upper(): [_whole(line) for line in lines] for country, lines in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s is not used: %s", file, type(error).__name__)
        return {}


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
def _emergency_numbers() -> Mapping[str, dict[str, str]]:
    file = resources.files("siliconfriend") / "emergency_numbers.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _help_lines() -> Mapping[str, list[dict[str, Any]]]:
    file = resources.files("siliconfriend") / "help_lines.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
