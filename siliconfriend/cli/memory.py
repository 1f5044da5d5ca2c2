"""`siliconfriend memory`: what is remembered of a person, in that person's hands."""

from __future__ import annotations

import click

from siliconfriend.cli.pages import Group
from siliconfriend.language import Words

SUBCOMMANDS = {
    "list": "siliconfriend.cli.memory_list",
    "show": "siliconfriend.cli.memory_show",
    "search": "siliconfriend.cli.memory_search",
    "add": "siliconfriend.cli.memory_add",
    "pin": "siliconfriend.cli.memory_states:pin",
    "unpin": "siliconfriend.cli.memory_states:unpin",
    "fade": "siliconfriend.cli.memory_states:fade",
    "restore": "siliconfriend.cli.memory_states:restore",
    "forget": "siliconfriend.cli.memory_forget",
    "retract": "siliconfriend.cli.memory_retract",
    "delete": "siliconfriend.cli.memory_delete",
}


def command(say: Words) -> click.Command:
    """The subcommand with its own subcommands."""
    return Group("memory", say, None, [], "memory", SUBCOMMANDS)
