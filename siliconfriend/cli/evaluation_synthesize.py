"""`siliconfriend eval synthesize`: data made by a model that plays people."""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from siliconfriend.cli import options, streams
from siliconfriend.cli.elsewhere import elsewhere
from siliconfriend.cli.endings import ended_properly
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.moment import Moment
from siliconfriend.cli.numbers import Number, Whole
from siliconfriend.cli.pages import Command
from siliconfriend.language import Language, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siliconfriend.cli.session import Session
    from siliconfriend.evaluation.answering.journal import Journal
    from siliconfriend.evaluation.synthesis.living import Stage
    from siliconfriend.evaluation.synthesis.making import Life
    from siliconfriend.settings import Settings

START = datetime(2024, 1, 8)


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "synthesize",
        say,
        synthesize,
        [
            _own(say, "output", required=True, metavar=say("synthesis.page.folder")),
            _own(say, "model", metavar=say("cli.page.name")),
            _shared(say, "base-url", metavar="URL"),
            _own(say, "language", type=click.Choice(options.LANGUAGES), default="en", metavar="en|cn"),
            _own(say, "people", type=Whole(min=1), default=None, metavar="N"),
            _own(say, "days", type=Whole(min=1), default=10, metavar="N"),
            _own(say, "turns", type=Whole(min=1), default=4, metavar="N"),
            _own(say, "questions", type=Whole(min=0), default=9, metavar="N"),
            _own(say, "personalities", metavar=say("cli.page.file")),
            _own(say, "start", type=Moment(say), default=START, metavar=say("cli.page.date")),
            _own(say, "temperature", type=Number(0, 2), default=1.0, metavar="X"),
            _shared(say, "seed", type=Whole(min=0), default=0, metavar="N"),
            _shared(say, "concurrency", type=Whole(min=1), default=4, metavar="N"),
            _shared(say, "resume", is_flag=True),
        ],
        "page",
        part="synthesis",
    )


def _own(say: Words, name: str, **more: Any) -> click.Option:
    return click.Option([f"--{name}"], help=say(f"synthesis.options.{name}"), **more)


def _shared(say: Words, name: str, **more: Any) -> click.Option:
    return click.Option([f"--{name}"], help=say(f"evaluation.options.{name.replace('-', '_')}"), **more)


@click.pass_obj
def synthesize(session: Session, /, output: str, language: str, **given: Any) -> int:
    """Play, keep what comes, and write it as data when all is there."""
    from siliconfriend.evaluation.answering.journal import Journal, journal_of
    from siliconfriend.evaluation.datasets import own_files
    from siliconfriend.evaluation.errors import EvaluationError
    from siliconfriend.evaluation.synthesis.cast import cast
    from siliconfriend.evaluation.synthesis.making import Play

    settings, spoken = session.settings(), Language(language)
    say = session.say
    wanted = Play(given["days"], given["turns"], given["questions"], given["start"].date())
    bank, questions = own_files(Path(output), spoken)
    elsewhere(bank)
    elsewhere(questions)
    try:
        file = given["personalities"]
        people = cast(spoken, given["people"] or (0 if file else 15), Path(file) if file else None)
        settings, stage = _stage(settings, spoken, given)
        setup = {"model": given["model"] or stage.model.name, "seed": given["seed"]}
        bank.parent.mkdir(parents=True, exist_ok=True)
        run = _fingerprint(spoken, people, wanted, {**setup, "temperature": given["temperature"]})
        with closing(Journal(journal_of(bank), run, resume=given["resume"])) as journal:
            lives = _play(say, stage, people, wanted, journal)
            if any(life.error for life in lives):
                return _unfinished(say, lives)
            _write(say, lives, {**setup, "start": wanted.start.isoformat()}, bank, questions)
            journal.finished()
            return ExitCode.FINE
    except EvaluationError as error:
        streams.note(say(f"evaluation.error.{error.code}", **error.details))
        return ExitCode.UNREADABLE


def _stage(settings: Settings, language: Language, given: dict[str, Any]) -> tuple[Settings, Stage]:
    from siliconfriend.evaluation.answering.pacing import Pace
    from siliconfriend.evaluation.answering.systems import named
    from siliconfriend.evaluation.encoded_once import EncodedOnce
    from siliconfriend.evaluation.synthesis.living import Stage
    from siliconfriend.opening import choose_embedder

    chat = msgspec.structs.replace(
        settings.chat,
        temperature=given["temperature"],
        base_url=settings.chat.base_url if given["base_url"] is None else given["base_url"],
    )
    settings = msgspec.structs.replace(settings, chat=chat)
    model = named(given["model"] or chat.model, chat).open()
    embedder = choose_embedder(settings)
    pace = Pace(given["concurrency"] if model.destination else 1, seed=given["seed"])
    once = EncodedOnce(embedder) if embedder else None
    return settings, Stage(model, settings, once, language, pace, given["seed"])


def _play(say: Words, stage: Stage, people: Any, wanted: Any, journal: Journal) -> list[Life]:
    from siliconfriend.cli.progress import bar
    from siliconfriend.evaluation.synthesis.making import play

    if stage.model.destination:
        streams.note(say("answers.note.sent_to", host=stage.model.destination))

    async def playing() -> list[Life]:
        try:
            return await play(stage, people, wanted, journal, tell)
        finally:
            await stage.model.close()

    try:
        with ended_properly(), bar(say("synthesis.progress.playing")) as tell:
            return asyncio.run(playing())
    except (KeyboardInterrupt, SystemExit):
        streams.note("\n" + say("answers.note.resume"))
        raise


def _unfinished(say: Words, lives: Sequence[Life]) -> int:
    broken = [(life.who.name, life.error) for life in lives if life.error]
    error = broken[0][1]
    reason = say(f"errors.{error.code}", **error.details)
    streams.note(say("synthesis.note.unfinished", names=", ".join(name for name, _ in broken), reason=reason))
    streams.note(say("answers.note.resume"))
    return ExitCode.NO_ANSWER


def _write(say: Words, lives: Sequence[Life], setup: dict[str, Any], bank: Path, questions: Path) -> None:
    from siliconfriend.cli.exporting import write
    from siliconfriend.evaluation.synthesis.making import as_bank, as_questions

    write(str(bank), as_bank(lives, setup))
    write(str(questions), as_questions(lives))
    skipped = sum(life.skipped for life in lives)
    if skipped:
        streams.note(say("synthesis.note.skipped", count=skipped))
    turns = sum(map(len, (dialogue for life in lives for dialogue in life.days.values())))
    asked = sum(len(life.asked) for life in lives)
    streams.note(say("synthesis.note.written", people=len(lives), turns=turns, questions=asked, folder=bank.parent))


def _fingerprint(language: Language, people: Any, wanted: Any, setup: dict[str, Any]) -> str:
    told = json.dumps([language.value, repr(people), repr(wanted), setup], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()
