"""`siliconfriend eval`, the part about whole systems: what models make of what is recalled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from siliconfriend.cli import streams
from siliconfriend.cli.endings import ended_properly
from siliconfriend.cli.evaluation_data import datasets, note_missing, write_json
from siliconfriend.cli.evaluation_retrieval import trial_of, with_forgetting
from siliconfriend.cli.evaluation_wishes import verdict
from siliconfriend.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from siliconfriend.cli.evaluation_wishes import Wishes
    from siliconfriend.evaluation.answering.journal import Journal
    from siliconfriend.evaluation.answering.running import Run
    from siliconfriend.evaluation.answering.systems import Model
    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.evaluation.items import Item
    from siliconfriend.evaluation.scoring.jury import Jury
    from siliconfriend.language import Words
    from siliconfriend.settings import ChatSettings, Settings


def measure(say: Words, settings: Settings, wishes: Wishes) -> int:
    """Ask recall, then the models, and score what they answer.

    Raises:
        MemoryBankError: something cannot be read or written.
        ModelError: there is no such model.
        EvaluationError: something given cannot be worked with.
    """
    from siliconfriend.evaluation.answering.outcome import fingerprint, turns_of, with_answers

    settings = _asked_with(with_forgetting(settings, wishes), wishes)
    data = datasets(wishes.bank, wishes.questions, wishes.language)
    jury, setup = _jury(settings.chat, wishes), _setup(settings, wishes)
    with closing(_journal(wishes, fingerprint(data, setup))) as journal, _interruptible(say, journal):
        if wishes.answers is None:
            found, items = _ask(say, settings, wishes, data, journal)
        else:
            from siliconfriend.evaluation.answering.earlier import earlier_run

            found, items = earlier_run(Path(wishes.answers))
            setup = {**setup, **{name: found["setup"][name] for name in ("models", "temperature", "seed")}}
        turns = turns_of(data)
        if jury is not None:
            _judge(say, jury, items, turns, journal)
        _people(say, wishes, items, turns)
        found = with_answers(found, items, setup)
        _hand_out(say, wishes, found)
        failed = _note_failures(say, items, journal)
        if not failed:
            journal.finished()
    if failed and not any(answer.error is None for item in items for answer in item.answers.values()):
        return ExitCode.NO_ANSWER
    return verdict(say, wishes.fail_under, found["metrics"], setup["models"])


def _asked_with(settings: Settings, wishes: Wishes) -> Settings:
    """The settings under the options."""
    chat = msgspec.structs.replace(
        settings.chat,
        temperature=wishes.temperature,
        base_url=settings.chat.base_url if wishes.base_url is None else wishes.base_url,
    )
    top_k = settings.memory.top_k if wishes.top_k is None else wishes.top_k
    return msgspec.structs.replace(
        settings, chat=chat, memory=msgspec.structs.replace(settings.memory, top_k=top_k)
    )


def _models(chat: ChatSettings, wishes: Wishes) -> list[Model]:
    """The models to be compared; without any named, the one that is set."""
    from siliconfriend.evaluation.answering.systems import Model, named

    if wishes.models:
        return [named(name, chat) for name in wishes.models]
    set_up = Model("", chat)
    return [Model(set_up.open().name, chat)]


def _jury(chat: ChatSettings, wishes: Wishes) -> Jury | None:
    from siliconfriend.evaluation.answering.systems import named
    from siliconfriend.evaluation.scoring.jury import Jury

    if wishes.judge is None:
        return None
    return Jury(named(wishes.judge, chat), wishes.votes, wishes.seed, wishes.concurrency)


def _setup(settings: Settings, wishes: Wishes) -> dict[str, Any]:
    """How systems are asked and judged, as it stands in the output and tells runs apart."""
    return {
        "models": [] if wishes.answers else [model.given for model in _models(settings.chat, wishes)],
        "told_top_k": settings.memory.top_k,
        "temperature": wishes.temperature,
        "seed": wishes.seed,
        "judge": wishes.judge,
        "votes": wishes.votes if wishes.judge else None,
    }


def _journal(wishes: Wishes, run: str) -> Journal:
    from siliconfriend.evaluation.answering.journal import Journal, journal_of

    return Journal(journal_of(wishes.file) if wishes.file else None, run, resume=wishes.resume)


@contextmanager
def _interruptible(say: Words, journal: Journal) -> Iterator[None]:
    """Say how a run that was ended goes on, if anything of it is kept."""
    try:
        with ended_properly():
            yield
    except (KeyboardInterrupt, SystemExit):
        if journal.file is not None and journal.held:
            streams.note("\n" + say("answers.note.resume"))
        raise


def _ask(
    say: Words, settings: Settings, wishes: Wishes, data: Sequence[Dataset], journal: Journal
) -> tuple[dict[str, Any], list[Item]]:
    """What recall found and what the systems answered, checked."""
    from siliconfriend.cli.progress import bar
    from siliconfriend.evaluation.answering.outcome import items_of, turns_of
    from siliconfriend.evaluation.report import report
    from siliconfriend.evaluation.scoring.checking import check_replies

    trial = trial_of(say, settings, wishes)
    run = _run(settings, wishes, trial.embedder, trial.curve)
    _say_where_words_go(say, run)
    with bar(say("evaluation.progress.asking")) as tell:
        asked = trial.run(data, tell)
    note_missing(say, asked)
    with bar(say("answers.progress.answering")) as tell:
        answers = asyncio.run(run.answers(data, journal, tell))
    found = report(trial, asked)
    items = items_of(found, answers)
    check_replies(items, turns_of(data))
    return found, items


def _run(settings: Settings, wishes: Wishes, embedder: Any, curve: Any) -> Run:
    from siliconfriend.evaluation.answering.running import Run
    from siliconfriend.evaluation.answering.systems import Variant, systems

    variants = list(Variant) if wishes.ablations else [Variant.WHOLE]
    if embedder is None and Variant.DENSE_ONLY in variants:
        variants.remove(Variant.DENSE_ONLY)
    return Run(
        systems(_models(settings.chat, wishes), variants),
        settings,
        curve,
        embedder,
        wishes.now,
        aged=wishes.forgetting == "on",
        seed=wishes.seed,
        at_once=wishes.concurrency,
    )


def _say_where_words_go(say: Words, run: Run) -> None:
    hosts = dict.fromkeys(system.model.open().destination for system in run.systems)
    for host in filter(None, hosts):
        streams.note(say("answers.note.sent_to", host=host))


def _judge(say: Words, jury: Jury, items: Sequence[Item], turns: Any, journal: Journal) -> None:
    from siliconfriend.cli.progress import bar

    with bar(say("answers.progress.judging")) as tell:
        asyncio.run(jury.judge(items, turns, journal, tell))
    votes = [vote for item in items for vote in item.votes]
    useless = sum(vote.marks is None for vote in votes)
    if useless:
        streams.note(say("answers.note.useless_votes", count=useless, votes=len(votes)))


def _people(say: Words, wishes: Wishes, items: Sequence[Item], turns: Any) -> None:
    """Read what people scored, and write what they are to score."""
    from siliconfriend.cli.exporting import write
    from siliconfriend.evaluation.scoring.sheet import blank_sheet, read_sheet
    from siliconfriend.memory.records import MemoryBankError

    if wishes.scores is not None:
        try:
            content = Path(wishes.scores).read_bytes()
        except OSError as error:
            raise MemoryBankError("file_unreadable", file=wishes.scores, detail=error.strerror) from error
        strangers = read_sheet(content, wishes.scores, items)
        if strangers:
            streams.note(say("answers.note.strangers", count=strangers, file=wishes.scores))
    if wishes.sheet is not None:
        write(wishes.sheet, blank_sheet(items, turns, wishes.seed, say))
        streams.note(say("answers.note.sheet", file=wishes.sheet))


def _hand_out(say: Words, wishes: Wishes, found: dict[str, Any]) -> None:
    from siliconfriend.cli.evaluation_scores import print_answers
    from siliconfriend.cli.evaluation_tables import print_metrics

    if wishes.report is not None:
        from siliconfriend.cli.evaluation_report import write_report

        write_report(say, wishes.report, found)
    if wishes.output is None:
        print_answers(say, found["metrics"])
        print_metrics(say, found["metrics"])
    else:
        write_json(say, wishes.output, found)


def _note_failures(say: Words, items: Sequence[Item], journal: Journal) -> int:
    """How many replies and votes could not be had; the first reason is told."""
    failures = [answer.error for item in items for answer in item.answers.values() if answer.error]
    failures += [vote.error for item in items for vote in item.votes if vote.error]
    if failures:
        reason = say(f"errors.{failures[0].code}", **failures[0].details)
        streams.note(say("answers.note.failed", count=len(failures), reason=reason))
        if journal.file is not None:
            streams.note(say("answers.note.resume"))
    return len(failures)
