"""`siliconfriend eval`: how well memories are found, and what models make of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.evaluation_data import STDOUT
from siliconfriend.cli.evaluation_wishes import Threshold, Wishes
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.moment import Moment
from siliconfriend.cli.numbers import Number, Whole
from siliconfriend.cli.pages import Group
from siliconfriend.cli.session import Session
from siliconfriend.language import Language, Words

OWN = "-"
SUBCOMMANDS = {"synthesize": "siliconfriend.cli.evaluation_synthesize"}


def command(say: Words) -> Group:
    """The subcommand, which works by itself and has one of its own."""
    return Group(
        "eval",
        say,
        evaluate,
        [*_data_options(say), *_asking_options(say), *_scoring_options(say), *_outcome_options(say)],
        "page",
        SUBCOMMANDS,
        part="evaluation",
        invoke_without_command=True,
    )


def _option(say: Words, name: str, *declared: str, **more: Any) -> click.Option:
    return click.Option([f"--{name}", *declared], help=say(f"evaluation.options.{name.replace('-', '_')}"), **more)


def _data_options(say: Words) -> list[click.Option]:
    file = say("cli.page.file")
    return [
        _option(say, "bank", metavar=file),
        _option(say, "questions", metavar=file),
        _option(say, "language", type=click.Choice(options.LANGUAGES), metavar="|".join(options.LANGUAGES)),
        _option(say, "check-data", is_flag=False, flag_value=OWN, metavar=say("evaluation.page.folder")),
    ]


def _asking_options(say: Words) -> list[click.Option]:
    return [
        _option(say, "retrieval-only", is_flag=True),
        _option(say, "model", "models", multiple=True, metavar=say("cli.page.name")),
        _option(say, "base-url", metavar="URL"),
        _option(say, "top-k", type=Whole(min=1), metavar="N"),
        _option(say, "now", type=Moment(say), metavar=say("cli.page.date")),
        _option(say, "forgetting", type=click.Choice(["on", "off"]), metavar="on|off"),
        _option(say, "ablations", is_flag=True),
        _option(say, "temperature", type=Number(0, 2), default=0.0, metavar="X"),
        _option(say, "seed", type=Whole(min=0), default=0, metavar="N"),
        _option(say, "concurrency", type=Whole(min=1), default=4, metavar="N"),
    ]


def _scoring_options(say: Words) -> list[click.Option]:
    file = say("cli.page.file")
    return [
        _option(say, "judge", metavar=say("cli.page.name")),
        _option(say, "votes", type=Whole(min=1), default=3, metavar="N"),
        _option(say, "sheet", metavar=file),
        _option(say, "scores", metavar=file),
        _option(say, "answers", metavar=file),
    ]


def _outcome_options(say: Words) -> list[click.Option]:
    file = say("cli.page.file")
    return [
        _option(say, "output", metavar=file),
        options.json_option(say),
        _option(say, "report", metavar=file),
        _option(say, "resume", is_flag=True),
        _option(say, "fail-under", multiple=True, type=Threshold(say), metavar="METRIC=X"),
    ]


@click.pass_context
def evaluate(context: click.Context, /, **given: Any) -> int:
    """Measure recall, or whole systems, or check the data they are measured on."""
    from siliconfriend.evaluation.errors import EvaluationError

    if context.invoked_subcommand is not None:
        return ExitCode.FINE
    session: Session = context.obj
    settings = session.settings()
    check_data, as_json = given.pop("check_data"), given.pop("as_json")
    if as_json:
        given["output"] = STDOUT
    wishes = Wishes(**given)
    try:
        if check_data is not None:
            from siliconfriend.cli.evaluation_check import check

            folder = None if check_data == OWN else Path(check_data)
            languages = [Language(wishes.language)] if wishes.language else list(Language)
            return check(session.say, folder, languages, as_json=as_json)
        wishes.must_agree(session.say)
        if wishes.retrieval_only:
            from siliconfriend.cli.evaluation_retrieval import measure
        else:
            from siliconfriend.cli.evaluation_answers import measure
        return measure(session.say, settings, wishes)
    except EvaluationError as error:
        streams.note(session.say(f"evaluation.error.{error.code}", **error.details))
        return ExitCode.UNREADABLE
