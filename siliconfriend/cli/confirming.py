"""Asking before what cannot be undone."""

from __future__ import annotations

import click

from siliconfriend.cli import streams
from siliconfriend.language import Words


def yes_option(say: Words) -> click.Option:
    """--yes."""
    return click.Option(["--yes"], is_flag=True, help=say("cli.options.yes"))


def agreed(say: Words, question: str, sure: str) -> bool:
    """Whether the person says yes to `question`, which ends in `sure`.

    Raises:
        click.UsageError: nobody is there to be asked.
    """
    _somebody_there(say)
    streams.note(question)
    return click.confirm(sure, err=True)


def typed(say: Words, question: str, prompt: str) -> str:
    """What the person types after `question`.

    Raises:
        click.UsageError: nobody is there to be asked.
    """
    _somebody_there(say)
    streams.note(question)
    answer: str = click.prompt(prompt, err=True, default="", show_default=False)
    return answer.strip()


def _somebody_there(say: Words) -> None:
    if not streams.at_terminal():
        raise click.UsageError(say("cli.confirm.cannot_ask"))
