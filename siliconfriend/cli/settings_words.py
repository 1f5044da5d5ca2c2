"""The settings as the command line names and prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from siliconfriend.config_file import (
    ConfigFile,
    Setting,
    UnknownSettingError,
    all_settings,
    setting,
    value_of,
    with_value,
)
from siliconfriend.places import places
from siliconfriend.setting_words import origin, purpose, takes, written
from siliconfriend.settings_trouble import trouble

__all__ = ["in_file", "key_argument", "key_in_the_way", "known", "shape", "takes", "unfit_key", "written"]

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from siliconfriend.cli.session import Session
    from siliconfriend.keys import UnfitKeyError
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
        raise click.UsageError(trouble(say, error)) from error


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


def unfit_key(say: Words, one: Setting, error: UnfitKeyError) -> str:
    """Why there can be no such key."""
    from siliconfriend.tui.keyboard import Unused

    return Unused(one.key.partition(".")[2], error.reason, error.key, error.other).sentence(say)


def key_in_the_way(session: Session, one: Setting, wished: Any) -> str:
    """Why the command of `one` cannot have the keys that are `wished` for; empty when it can, or is none."""
    section, _, name = one.key.partition(".")
    if section != "keys":
        return ""
    from siliconfriend.tui.keyboard import Keyboard

    unused = Keyboard(with_value(session.settings(), one.key, wished).keys).unused
    return next(
        (trouble.sentence(session.say) for trouble in unused if name in (trouble.command, trouble.other)), ""
    )


def in_file() -> set[str]:
    """The names of the settings that the config file sets."""
    return ConfigFile(places().config_file).keys()


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str | CompletionItem]:
    return [key for key in all_settings() if key.startswith(incomplete)]
