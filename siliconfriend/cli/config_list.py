"""`siliconfriend config list`."""

from __future__ import annotations

import click

from siliconfriend.cli import options, settings_words, shapes, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.config_file import all_settings
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("list", say, list_, [options.json_option(say)], "config_list")


@click.pass_obj
def list_(session: Session, as_json: bool) -> None:
    """Print every setting in force, and where it comes from."""
    settings, in_file = session.settings(), settings_words.in_file()
    found = [settings_words.shape(session, settings, in_file, one) for one in all_settings().values()]
    if as_json:
        streams.result(shapes.line({"settings": found}))
        return
    say, section = session.say, ""
    for one in found:
        before, section = section, one["name"].partition(".")[0]
        if before and section != before:
            streams.result("\n")
        origin = say(f"cli.config.from_{one['from']}")
        value = settings_words.written(one["value"])
        streams.told(say("cli.config_list.setting", name=one["name"], value=value, origin=origin).rstrip())
        streams.told(say("cli.config_list.meaning", **one).rstrip())
