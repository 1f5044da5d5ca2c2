"""The options that several subcommands share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from siliconfriend.cli.names import Name, complete
from siliconfriend.language import Language, Words

QUANTIZE = ["8bit", "4bit", "none"]
LANGUAGES = [language.value for language in Language]
SETTINGS = {
    "model": "chat.model",
    "base_url": "chat.base_url",
    "base": "chat.base",
    "adapter": "chat.adapter",
    "quantize": "chat.quantize",
    "temperature": "chat.temperature",
    "top_k": "memory.top_k",
    "language": "interface.language",
    "theme": "interface.theme",
}


class Given(click.ParamType[str]):
    """A text that is not empty, as that of an unset variable is."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text."""
        if not str(value).strip():
            raise click.MissingParameter(ctx=ctx, param=param)
        return str(value)


def option(say: Words, name: str, *short: str, **more: Any) -> click.Option:
    """The option --`name`, explained by `cli.options.NAME`."""
    return click.Option([f"--{name}", *short], help=say(f"cli.options.{name.replace('-', '_')}"), **more)


def json_option(say: Words) -> click.Option:
    """--json."""
    return click.Option(["--json", "as_json"], is_flag=True, help=say("cli.options.json"))


def profile_option(say: Words, **more: Any) -> click.Option:
    """--profile."""
    return option(say, "profile", type=Name(say), metavar=say("cli.page.name"), shell_complete=complete, **more)


def file_argument(say: Words) -> click.Argument:
    """FILE."""
    return click.Argument(["file"], type=Given(), metavar=say("cli.page.file"))


def language_option(say: Words) -> click.Option:
    """--language for commands that make profiles."""
    return click.Option(
        ["--language"],
        type=click.Choice(LANGUAGES),
        metavar="|".join(LANGUAGES),
        help=say("cli.options.profile_language"),
    )


def talking_options(say: Words) -> list[click.Option]:
    """How and with which model one talks: the same for the screen and for `chat`."""
    return [
        profile_option(say),
        option(say, "model", metavar=say("cli.page.name")),
        option(say, "base-url", metavar="URL"),
        option(say, "base", metavar=say("cli.page.folder")),
        option(say, "adapter", metavar=say("cli.page.folder")),
        option(say, "quantize", type=click.Choice(QUANTIZE), metavar="|".join(QUANTIZE)),
        option(say, "language", type=click.Choice([*LANGUAGES, "auto"]), metavar="en|cn|auto"),
        option(say, "top-k", type=int, metavar="N"),
        option(say, "temperature", type=float, metavar="X"),
    ]


def as_flags(given: Mapping[str, object]) -> dict[str, object]:
    """Talking options as flags by `section.name`, those that were given."""
    return {SETTINGS[name]: value for name, value in given.items() if value is not None}
