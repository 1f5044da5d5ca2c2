"""`siliconfriend models list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.model_words import kind, size
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.cli.tables import Column, show
from siliconfriend.language import Words

if TYPE_CHECKING:
    from siliconfriend.models.local.installed import Installed
    from siliconfriend.settings import Settings


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("list", say, list_, [options.json_option(say)], "list", part="local")


@click.pass_obj
def list_(session: Session, as_json: bool) -> int:
    """Print what is in the hub's cache, then the folders that the settings and the people name."""
    from siliconfriend.cli.model_words import require_packages
    from siliconfriend.models.local.installed import installed

    settings = session.settings()
    require_packages()
    found = installed(_folders(settings))
    if as_json:
        streams.result(shapes.line({"models": [msgspec.to_builtins(one) for one in found]}))
    elif found:
        _print_table(found, session.say)
    else:
        streams.note(session.say("local.list.none"))
    return 0


def _folders(settings: Settings) -> list[str]:
    from siliconfriend.opening import open_profiles

    chosen = [person.model for person in open_profiles().list()]
    return [settings.chat.base, settings.chat.model, settings.chat.adapter, *chosen]


def _print_table(found: list[Installed], say: Words) -> None:
    columns = [
        Column(say("local.list.name"), "text"),
        Column(say("local.list.kind")),
        Column(say("local.list.size"), "number"),
        Column(say("local.list.dtype")),
    ]
    show(
        columns,
        (
            (
                one.name,
                kind(say, one),
                size(one.facts.bytes if one.facts else one.adapter.bytes if one.adapter else 0),
                one.facts.dtype if one.facts else "",
            )
            for one in found
        ),
    )
