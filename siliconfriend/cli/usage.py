"""Mistakes in the command line, in the interface's language."""

from __future__ import annotations

import click

from siliconfriend.cli.numbers import LARGEST
from siliconfriend.language import Words


def explain(say: Words, error: click.ClickException) -> str:
    """What is wrong, and where help is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    lines = [_problem(say, error)]
    if isinstance(error, click.UsageError) and error.ctx is not None:
        lines.append(say("cli.usage.help", command=error.ctx.command_path))
    return "\n".join(lines)


def _problem(say: Words, error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        return say("cli.usage.no_such_option", name=error.option_name) + _meant(say, error.possibilities)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return say("cli.usage.no_such_command", name=error.command_name) + _meant(say, error.possibilities)
    if isinstance(error, click.MissingParameter):
        return say("cli.usage.missing", name=_name(error))
    if isinstance(error, click.BadParameter):
        choices = error.param.type.choices if error.param and isinstance(error.param.type, click.Choice) else ()
        if choices:
            return say("cli.usage.not_a_choice", name=_name(error), choices=", ".join(choices))
        return say("cli.usage.bad_value", name=_name(error), problem=_expected(say, error))
    if isinstance(error, click.BadOptionUsage):
        return say("cli.usage.no_value", name=error.option_name)
    return error.format_message()


def _expected(say: Words, error: click.BadParameter) -> str:
    """What a value should have been; click says it in English."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.IntRange):
        return say("cli.usage.whole_number_from_to", least=kind.min, most=LARGEST if kind.max is None else kind.max)
    if isinstance(kind, click.FloatRange):
        return say(
            "cli.usage.number_from_to" if kind.max else "cli.usage.number_above", least=kind.min, most=kind.max
        )
    if kind is click.INT or kind is click.FLOAT:
        return say("cli.usage.whole_number" if kind is click.INT else "cli.usage.number")
    return error.message


def _name(error: click.BadParameter) -> str:
    param = error.param
    if param is None:
        return ""
    return param.opts[-1] if isinstance(param, click.Option) else param.make_metavar(error.ctx or _NOWHERE)


def _meant(say: Words, possibilities: list[str] | None) -> str:
    return say("cli.usage.meant", names=", ".join(possibilities)) if possibilities else ""


_NOWHERE = click.Context(click.Command(None))
