"""`siliconfriend config path`."""

from __future__ import annotations

from siliconfriend.cli import streams
from siliconfriend.cli.pages import Command
from siliconfriend.language import Words
from siliconfriend.places import places


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("path", say, path, [], "config_path")


def path() -> None:
    """Print where the settings are kept, whether or not there is such a file yet."""
    streams.result(f"{places().config_file}\n")
