"""The settings as the command line names and prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from siliconfriend.config_file import ConfigFile, Setting, UnknownSettingError, all_settings, setting, value_of
from siliconfriend.places import places
from siliconfriend.setting_words import origin, purpose, takes, written

__all__ = ["in_file", "key_argument", "known", "shape", "takes", "written"]

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


def shape(session: Session, settings: Settings, in_file: set[str], one: Setting) -> dict[str, Any]:
    """A setting as JSON."""
    return {
        "name": one.key,
        "value": value_of(settings, one.key),
        "default": one.default,
        "from": origin(one, in_file, session.flags).value,
        "takes": takes(session.say, one),
        "help": purpose(session.say, one),
    }


def in_file() -> set[str]:
    """The names of the settings that the config file sets."""
    return ConfigFile(places().config_file).keys()


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str | CompletionItem]:
    return [key for key in all_settings() if key.startswith(incomplete)]
