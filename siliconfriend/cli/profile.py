"""`siliconfriend profile`: the people the companion knows."""

from __future__ import annotations

import click

from siliconfriend.cli.pages import Group
from siliconfriend.language import Words

NAMES = ("list", "create", "rename", "local-only", "delete")
SUBCOMMANDS = {name: f"siliconfriend.cli.profile_{name.replace('-', '_')}" for name in NAMES}


def command(say: Words) -> click.Command:
    """The subcommand with its own subcommands."""
    return Group("profile", say, None, [], "profile", SUBCOMMANDS)
