"""`siliconfriend eval`: how well memories are found, measured on our own data or on anybody's."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.endings import ended_properly
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.moment import Moment
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Language, Words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.evaluation.trial import Asked, Trial

TOP_K = 10
OWN = "-"


def command(say: Words) -> Command:
    """The subcommand."""
    file = say("cli.page.file")
    return Command(
        "eval",
        say,
        evaluate,
        [
            _option(say, "bank", metavar=file),
            _option(say, "questions", metavar=file),
            _option(say, "language", type=click.Choice(options.LANGUAGES), metavar="|".join(options.LANGUAGES)),
            _option(say, "retrieval-only", is_flag=True, expose_value=False),
            _option(say, "top-k", type=click.IntRange(min=1), default=TOP_K, metavar="N"),
            _option(say, "now", type=Moment(say), metavar=say("cli.page.date")),
            _option(say, "ablations", is_flag=True),
            _option(say, "output", metavar=file),
            options.json_option(say),
            _option(say, "check-data", is_flag=False, flag_value=OWN, metavar=say("evaluation.page.folder")),
        ],
        "page",
        part="evaluation",
    )


def _option(say: Words, name: str, **more: Any) -> click.Option:
    return click.Option([f"--{name}"], help=say(f"evaluation.options.{name.replace('-', '_')}"), **more)


@click.pass_obj
def evaluate(
    session: Session,
    bank: str | None,
    questions: str | None,
    language: str | None,
    top_k: int,
    now: datetime | None,
    ablations: bool,
    output: str | None,
    as_json: bool,
    check_data: str | None,
) -> int:
    """Measure recall, or check the data it is measured on."""
    from siliconfriend.evaluation.errors import EvaluationError

    settings = session.settings()
    languages = [Language(language)] if language else list(Language)
    try:
        if check_data is not None:
            return _check(session.say, None if check_data == OWN else Path(check_data), languages, as_json)
        if (bank is None) != (questions is None):
            raise click.UsageError(session.say("evaluation.note.both_files"))
        if bank is not None and questions is not None:
            data = [_dataset(bank, questions, language)]
        else:
            data = _own(languages)
        if output is not None and output != "-":
            _must_be_writable(Path(output))
        trial = replace(_trial(session.say, settings, top_k, now), ablations=ablations)
        return _measure(session.say, trial, data, "-" if as_json else output)
    except EvaluationError as error:
        streams.note(session.say(f"evaluation.error.{error.code}", **error.details))
        return ExitCode.UNREADABLE


def _dataset(bank: str, questions: str, language: str | None) -> Dataset:
    from siliconfriend.evaluation.datasets import read_dataset

    return read_dataset(Path(bank), Path(questions), Language(language) if language else None)


def _own(languages: Sequence[Language]) -> list[Dataset]:
    from siliconfriend.evaluation.datasets import own_dataset

    return [own_dataset(language) for language in languages]


def _must_be_writable(file: Path) -> None:
    """Say so before minutes of work rather than after.

    Raises:
        MemoryBankError: nothing can be written there.
    """
    import errno
    import os

    from siliconfriend.memory.records import MemoryBankError

    folder = file.resolve().parent
    if not folder.is_dir():
        raise MemoryBankError("file_unwritable", file=str(file), detail=os.strerror(errno.ENOENT))
    if file.is_dir():
        raise MemoryBankError("file_unwritable", file=str(file), detail=os.strerror(errno.EISDIR))
    if not os.access(folder, os.W_OK) and not file.exists():
        raise MemoryBankError("file_unwritable", file=str(file), detail=os.strerror(errno.EACCES))


def _trial(say: Words, settings: Any, top_k: int, now: datetime | None) -> Trial:
    from siliconfriend.evaluation.trial import Trial
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.opening import choose_embedder

    forgetting = settings.forgetting
    embedder = choose_embedder(settings)
    if embedder is None:
        streams.note(say("evaluation.note.by_words"))
    return Trial(embedder, Curve(forgetting.tau_days, forgetting.floor, forgetting.enabled), top_k, now)


def _measure(say: Words, trial: Trial, data: Sequence[Dataset], output: str | None) -> int:
    from siliconfriend.cli.evaluation_tables import print_metrics
    from siliconfriend.cli.exporting import write
    from siliconfriend.cli.progress import bar
    from siliconfriend.evaluation.report import report

    with ended_properly(), bar(say("evaluation.progress.asking")) as tell:
        asked = trial.run(data, tell)
    _note_missing(say, asked)
    found = report(trial, asked)
    if output is None:
        print_metrics(say, found["metrics"])
        return ExitCode.FINE
    write(output, json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n")
    if output != "-":
        streams.note(say("evaluation.note.written", count=len(asked), file=output))
    return ExitCode.FINE


def _note_missing(say: Words, asked: Sequence[Asked]) -> None:
    without = [one for one in asked if one.missing]
    if without:
        line = without[0].question.line
        streams.note(say("evaluation.note.missing", count=sum(len(one.missing) for one in without), line=line))
    if not any(one.question.evidence for one in asked):
        streams.note(say("evaluation.note.no_evidence"))


def _check(say: Words, folder: Path | None, languages: Sequence[Language], as_json: bool) -> int:
    from siliconfriend.cli.evaluation_tables import checked_as_json, print_checked
    from siliconfriend.cli.progress import bar
    from siliconfriend.evaluation.checking import check_data
    from siliconfriend.evaluation.datasets import own_folder

    found = []
    for language in languages:
        with ended_properly(), bar(say("evaluation.progress.checking")) as tell:
            found.append(check_data(folder or own_folder(), language, tell))
    if as_json:
        streams.result(json.dumps(checked_as_json(say, found), ensure_ascii=False) + "\n")
    else:
        print_checked(say, found)
    return ExitCode.FAILED if any(one.problems for one in found) else ExitCode.FINE
