"""What a setting is, said in words: what it is for, what it takes, where its value comes from."""

from __future__ import annotations

import os
from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siliconfriend.config_file import Setting
    from siliconfriend.language import Words


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
    try:
        return say(f"cli.setting.{one.key}")
    except KeyError:
        return one.help


def takes(say: Words, one: Setting) -> str:
    """Which values it takes."""
    from msgspec import inspect

    kind = inspect.type_info(one.annotation)
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.LiteralType):
        return say("cli.config.one_of", choices=", ".join(sorted(filter(None, map(str, kind.values)))))
    if isinstance(kind, inspect.BoolType):
        return say("cli.config.true_or_false")
    if not isinstance(kind, inspect.IntType | inspect.FloatType):
        return say("cli.config.text")
    bounds = [
        say(f"cli.config.{name}", bound=f"{bound:g}")
        for name in ("gt", "ge", "lt", "le")
        if (bound := getattr(kind, name)) is not None
    ]
    name = "whole_number" if isinstance(kind, inspect.IntType) else "number"
    return say(f"cli.config.{name}") + "".join(bounds)


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
