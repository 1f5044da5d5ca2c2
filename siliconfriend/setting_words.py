"""What a setting is, said in words: what it is for, what it takes, where its value comes from."""

from __future__ import annotations

import os
from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from siliconfriend.language import Language
from siliconfriend.settings_error import LARGEST_NUMBER, controls

if TYPE_CHECKING:
    from siliconfriend.config_file import Setting
    from siliconfriend.language import Words

TAKES: Final = {
    "memory.embedder": "cli.config.embedder",
    "memory.embedder_url": "cli.config.embedder_url",
    "chat.base_url": "cli.config.base_url",
    "profile.name": "cli.config.name",
}
"""Texts of which not every one is taken."""


class Origin(StrEnum):
    """Where the value in force comes from; the later overrule the earlier."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    FLAG = "flag"


def origin(one: Setting, in_file: Collection[str], flags: Collection[str]) -> Origin:
    """Where the value of `one` comes from, when the file sets `in_file` and the command line `flags`."""
    if one.key in flags:
        return Origin.FLAG
    if one.variable in os.environ:
        return Origin.ENVIRONMENT
    return Origin.FILE if one.key in in_file else Origin.DEFAULT


def purpose(say: Words, one: Setting) -> str:
    """What the setting is for."""
    section, _, name = one.key.partition(".")
    try:
        return say(f"tui.commands.{name}.help" if section == "keys" else f"cli.setting.{one.key}")
    except KeyError:
        return one.help


def takes(say: Words, one: Setting, refused: object = None) -> str:
    """Which values it takes; the largest number of all is said only where `refused` is larger."""
    from msgspec import inspect

    if one.key.startswith("keys."):
        return say("keys.takes")
    if one.key == "care.country":
        from siliconfriend.help_lines import countries

        return say("cli.config.country", countries=", ".join(countries()))
    if one.key in TAKES:
        return say(TAKES[one.key])
    kind = inspect.type_info(one.annotation)
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.LiteralType):
        names = sorted(filter(None, map(str, kind.values)))
        return say("cli.config.one_of", choices=", ".join(_choice(say, name) for name in names))
    if isinstance(kind, inspect.BoolType):
        return say("cli.config.true_or_false")
    if not isinstance(kind, inspect.IntType | inspect.FloatType):
        return say("cli.config.one_line" if controls(refused) else "cli.config.text")
    number = say("cli.config.whole_number" if isinstance(kind, inspect.IntType) else "cli.config.number")
    bounds = {
        bound: f"{value:g}" for bound in ("gt", "ge", "lt", "le") if (value := getattr(kind, bound)) is not None
    }
    if not {"lt", "le"} & bounds.keys() and _too_large(refused):
        bounds["le"] = str(LARGEST_NUMBER)
    if bounds.keys() == {"ge", "le"}:
        return say("cli.config.from_to", number=number, least=bounds["ge"], most=bounds["le"])
    said = [say(f"cli.config.{bound}", bound=value) for bound, value in bounds.items()]
    return say("cli.config.bounded", number=number, bounds=say("cli.config.and").join(said)) if said else number


def _too_large(value: object) -> bool:
    try:
        return abs(float(str(value))) > LARGEST_NUMBER
    except ValueError:
        return False


def _choice(say: Words, name: str) -> str:
    """A choice as it is typed; a language with its name."""
    return f"{name} ({say(f'settings.value.{name}')})" if name in tuple(Language) else name


def choices(one: Setting) -> tuple[Any, ...]:
    """The values to choose from, in the schema's order; none when it takes a text or a number."""
    from typing import Annotated, Literal, get_args, get_origin

    annotation = one.annotation
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if annotation is bool:
        return (True, False)
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def written(value: object) -> str:
    """A value as it is typed."""
    return str(value).lower() if isinstance(value, bool) else str(value)
