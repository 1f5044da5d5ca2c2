"""What a setting is, said in words: what it is for, what it takes, where its value comes from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.config_file import ConfigFile, Setting, UnknownSettingError, all_settings, setting, value_of
from siliconfriend.places import places

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from siliconfriend.cli.session import Session
    from siliconfriend.language import Words
    from siliconfriend.settings import Settings


def key_argument(say: Words) -> click.Argument:
    """The name of a setting, such as memory.top_k."""
    return click.Argument(["key"], metavar=say("cli.page.setting"), shell_complete=_complete)


def known(say: Words, key: str) -> Setting:
    """The setting called `key`.

    Raises:
        click.UsageError: there is none.
    """
    try:
        return setting(key)
    except UnknownSettingError as error:
        told = say("cli.config.no_such_setting", name=key)
        meant = say("cli.usage.meant", names=", ".join(error.near)) if error.near else ""
        raise click.UsageError(told + meant) from error


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
        return say("cli.config.one_of", choices=", ".join(sorted(map(str, kind.values))))
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


def shape(session: Session, settings: Settings, in_file: set[str], one: Setting) -> dict[str, Any]:
    """A setting as JSON."""
    return {
        "name": one.key,
        "value": value_of(settings, one.key),
        "default": one.default,
        "from": _origin(session, in_file, one),
        "takes": takes(session.say, one),
        "help": purpose(session.say, one),
    }


def in_file() -> set[str]:
    """The names of the settings that the config file sets."""
    return ConfigFile(places().config_file).keys()


def written(value: object) -> str:
    """A value as it is typed on the command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _origin(session: Session, in_file: set[str], one: Setting) -> str:
    if one.key in session.flags:
        return "flag"
    if one.variable in os.environ:
        return "environment"
    return "file" if one.key in in_file else "default"


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str | CompletionItem]:
    return [key for key in all_settings() if key.startswith(incomplete)]
