"""`siliconfriend profile`: the people the companion knows."""

from __future__ import annotations

import click

from siliconfriend.cli.pages import Group
from siliconfriend.language import Words

SUBCOMMANDS = {name: f"siliconfriend.cli.profile_{name}" for name in ("list", "create", "rename", "delete")}


def command(say: Words) -> click.Command:
    """The subcommand with its own subcommands."""
    return Group("profile", say, None, [], "profile", SUBCOMMANDS)
