"""`siliconfriend config unset`."""

from __future__ import annotations

import click

from siliconfriend.cli import settings_words, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.cli.settings_kept import kept
from siliconfriend.config_file import ConfigFile
from siliconfriend.language import Words
from siliconfriend.places import places


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("unset", say, unset, [settings_words.key_argument(say)], "config_unset")


@click.pass_obj
def unset(session: Session, key: str) -> None:
    """Take a setting out of the config file."""
    one = settings_words.known(session.say, key)
    with kept():
        gone = ConfigFile(places().config_file).remove(one.key)
    default = settings_words.written(one.default)
    streams.note(Session().say(f"cli.config_unset.{'done' if gone else 'not_set'}", name=one.key, default=default))
