"""`siliconfriend config set`."""

from __future__ import annotations

import os

import click

from siliconfriend.cli import settings_words, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.cli.settings_kept import kept
from siliconfriend.config_file import ConfigFile, UnfitValueError
from siliconfriend.keys import UnfitKeyError
from siliconfriend.language import Words
from siliconfriend.places import places
from siliconfriend.settings_trouble import trouble


def command(say: Words) -> Command:
    """The subcommand."""
    value = click.Argument(["value"], metavar=say("cli.page.value"))
    more = {"ignore_unknown_options": True}  # a value may begin with a minus
    return Command("set", say, set_, [settings_words.key_argument(say), value], "config_set", more_settings=more)


@click.pass_obj
def set_(session: Session, key: str, value: str) -> None:
    """Keep a value in the config file, if it is one that can be used."""
    say, file = session.say, places().config_file
    one = settings_words.known(say, key)
    try:
        parsed = one.parse(value)
    except UnfitValueError as error:
        raise click.UsageError(trouble(say, error)) from error
    except UnfitKeyError as error:
        raise click.UsageError(settings_words.unfit_key(say, one, error)) from error
    if why := settings_words.key_in_the_way(session, one, parsed):
        raise click.UsageError(why)
    with kept():
        ConfigFile(file).put(one.key, parsed)
    say = Session().say  # it may be the language that was set
    streams.note(say("cli.config_set.done", name=one.key, value=settings_words.written(parsed), file=file))
    if one.variable in os.environ:
        streams.note(say("cli.config_set.overruled", variable=one.variable))
