"""`siliconfriend config`: the settings."""

from __future__ import annotations

import click

from siliconfriend.cli.pages import Group
from siliconfriend.language import Words

SUBCOMMANDS = {name: f"siliconfriend.cli.config_{name}" for name in ("list", "get", "set", "unset", "path")}


def command(say: Words) -> click.Command:
    """The subcommand with its own subcommands."""
    return Group("config", say, None, [], "config", SUBCOMMANDS)
