"""Danger in a message, and where help is.

Help lines are data, `help_lines.toml`, by country, each with its source and the day it was checked. A file of
that name beside the settings, in the same shape, takes the place of ours for the countries in it. What to call in
an emergency is in `emergency_numbers.toml`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date

from siliconfriend.danger import speaks_of_danger
from siliconfriend.help_lines import code_of, emergency_numbers, help_lines
from siliconfriend.language import Language, words

_COUNTRY = re.compile(r"[A-Za-z]{2}")
_TERRITORY = re.compile(r"[a-z]{2,3}_([A-Z]{2})\b")


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
    known = help_lines()
    code = code_of(country if _COUNTRY.fullmatch(country.strip()) else _system_country())
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
    emergency = emergency_numbers().get(code, {}).get(language.value, "")
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
