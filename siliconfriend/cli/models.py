"""`siliconfriend models`: the models on this machine."""

from __future__ import annotations

import click

from siliconfriend.cli.pages import Group
from siliconfriend.language import Words

SUBCOMMANDS = {name: f"siliconfriend.cli.models_{name}" for name in ("list", "show", "check", "get")}


def command(say: Words) -> click.Command:
    """The subcommand with its own subcommands."""
    return Group("models", say, None, [], "models", SUBCOMMANDS, part="local")
