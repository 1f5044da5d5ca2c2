"""`siliconfriend models get`."""

from __future__ import annotations

import click

from siliconfriend.cli import streams
from siliconfriend.cli.model_words import require_packages
from siliconfriend.cli.options import Given
from siliconfriend.cli.pages import Command
from siliconfriend.cli.progress import bar
from siliconfriend.cli.session import Session
from siliconfriend.language import Words


def command(say: Words) -> Command:
    """The subcommand."""
    name = click.Argument(["name"], type=Given(), metavar=say("cli.page.name"))
    return Command("get", say, get, [name], "get", part="local")


@click.pass_obj
def get(session: Session, name: str) -> int:
    """Fetch a model or an adapter from the hub; what has arrived of an earlier try is not fetched again."""
    from siliconfriend.models.catalog import CHATGLM, CHATGLM_AT_HUB
    from siliconfriend.models.local.fetching import folder_of

    session.settings()
    require_packages()
    with bar(session.say("local.get.bar", model=name)) as tell:
        folder = folder_of(
            CHATGLM_AT_HUB if name.lower() == CHATGLM else name, lambda one: tell(one.percent or 0, 100)
        )
    streams.told(session.say("local.get.done", folder=folder))
    return 0
