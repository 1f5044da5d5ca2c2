"""`siliconfriend config get`."""

from __future__ import annotations

import click

from siliconfriend.cli import options, settings_words, shapes, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.config_file import value_of
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    params = [settings_words.key_argument(say), options.json_option(say)]
    return Command("get", say, get, params, "config_get")


@click.pass_obj
def get(session: Session, key: str, as_json: bool) -> None:
    """Print the value in force, bare for scripts."""
    one = settings_words.known(session.say, key)
    settings = session.settings()
    if as_json:
        streams.result(shapes.line(settings_words.shape(session, settings, settings_words.in_file(), one)))
    else:
        streams.result(settings_words.written(value_of(settings, one.key)) + "\n")
