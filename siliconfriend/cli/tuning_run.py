"""A run of fine-tuning, for whoever sits at a terminal or reads a log."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siliconfriend.cli import streams
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.progress import until_interrupted
from siliconfriend.signals import ENDINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from siliconfriend.language import Words
    from siliconfriend.tuning.dialogues import Read
    from siliconfriend.tuning.plan import Plan
    from siliconfriend.tuning.running import Outcome
    from siliconfriend.tuning.watching import At

SHOWN = 10
LINES = 20
"""How often a log without a terminal hears of the loss in one run."""


def learn(say: Words, plan: Plan, folder: Path, output: Path, *, resume: bool) -> int:
    """Carry the plan out; its exit code.

    Raises:
        TuningError, ModelError, MemoryBankError: it could not be done.
    """
    from siliconfriend.tuning.reading import read

    first = os.environ.get("RANK", "0") == "0"
    found = read([Path(file).expanduser() for file in plan.data], plan.own_turns)
    if first:
        _tell_found(say, found, skipped=plan.skip_bad)
    if found.broken and not plan.skip_bad:
        return ExitCode.UNREADABLE
    if not found.dialogues:
        if first:
            streams.note(say("tuning.note.no_dialogues"))
        return ExitCode.UNREADABLE
    output.mkdir(parents=True, exist_ok=True)
    if first:
        streams.note(say("tuning.note.loading", folder=folder))
    from siliconfriend.tuning.running import run

    with _until_told() as told, _shown(say, told, first=first) as watcher:
        outcome = run(plan, folder, output, found.dialogues, watcher, resume=resume)
    if first:
        _tell_outcome(say, outcome, plan, folder)
    if not outcome.interrupted:
        return ExitCode.FINE
    ending = told()
    return 128 + ending if ending and ending != signal.SIGINT else ExitCode.INTERRUPTED


def _tell_found(say: Words, found: Read, *, skipped: bool) -> None:
    for one in found.broken[:SHOWN]:
        what = say(f"tuning.broken.{one.code}", detail=one.detail)
        streams.note(say("tuning.note.broken_line", file=one.file, line=one.line, what=what))
    if len(found.broken) > SHOWN:
        streams.note(say("tuning.note.broken_more", count=len(found.broken) - SHOWN))
    if found.broken:
        key = "broken_skipped" if skipped else "broken"
        streams.note(say(f"tuning.note.{key}", count=len(found.broken), good=len(found.dialogues)))
    if found.left_out:
        streams.note(say("tuning.note.turns_left_out", count=found.left_out))


def _tell_outcome(say: Words, outcome: Outcome, plan: Plan, folder: Path) -> None:
    from siliconfriend.tuning.loss import perplexity
    from siliconfriend.tuning.plotting import HELD, LEARNED, curves, drawing, keep_picture

    names = {LEARNED: say("tuning.plot.learned"), HELD: say("tuning.plot.held")}
    drawn = drawing(curves(outcome.adapter), names)
    if drawn:
        keep_picture(drawn, say("tuning.plot.title"), outcome.adapter)
        if sys.stderr.isatty():
            sys.stderr.write(drawn + "\n\n")
    if outcome.before is not None and outcome.after is not None:
        for key, loss in (("before", outcome.before), ("after", outcome.after)):
            words = say(f"tuning.done.{key}", loss=f"{loss:.3f}", perplexity=f"{perplexity(loss):.4g}")
            streams.told(words)
    if outcome.interrupted:
        streams.note(say("tuning.done.interrupted", step=outcome.steps, output=outcome.adapter))
        return
    streams.told(say("tuning.done.adapter", folder=outcome.adapter, steps=outcome.steps))
    name = plan.preset if plan.preset in ("chatglm", "belle") else None
    told = f"--model {name} --base {folder}" if name else f"--model {folder}"
    streams.told(say("tuning.done.talk", command=f"siliconfriend {told} --adapter {outcome.adapter}"))


@contextmanager
def _until_told() -> Iterator[Callable[[], int]]:
    """The number of the signal that asked to end, or 0; Ctrl+C pressed a second time ends at once."""
    told: list[int] = []
    usual = {number: signal.getsignal(number) for number in ENDINGS}
    for number, handler in usual.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, lambda got, _: told.append(got))
    try:
        with until_interrupted() as pressed:
            yield lambda: told[0] if told else signal.SIGINT if pressed() else 0
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)


@contextmanager
def _shown(say: Words, told: Callable[[], int], *, first: bool) -> Iterator[Watching]:
    """The watcher: a bar at a terminal, now and then a line in a log, nothing from all but the first process."""
    if not first:
        yield Watching(say, told, None, quiet=True)
        return
    if not sys.stderr.isatty():
        yield Watching(say, told, None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[more]}", markup=False),
        console=Console(file=sys.stderr),
        transient=True,
    )
    with progress:
        yield Watching(say, told, progress)


class Watching:
    """Somebody who sees the run go on, and may ask it to stop."""

    def __init__(self, say: Words, told: Callable[[], int], progress: Any, *, quiet: bool = False) -> None:
        self._say, self._told, self._progress, self._quiet = say, told, progress, quiet
        self._task: Any = None
        self._said_stopping = False

    def note(self, key: str, /, **values: object) -> None:
        """A line on stderr."""
        if self._quiet:
            return
        text = self._say(f"tuning.note.{key}", **values)
        if self._progress is None:
            streams.note(text)
        else:
            self._progress.console.print(text, markup=False, highlight=False)

    def at(self, at: At) -> None:
        """The bar moves; a log hears of every twentieth part."""
        if self._quiet:
            return
        rate = self._say("tuning.progress.rate", rate=f"{at.rate:,.0f}") if at.rate else ""
        left = self._say("tuning.progress.left", time=_clock(at.left)) if at.left is not None else ""
        loss = self._say("tuning.progress.loss", loss=f"{at.loss:.3f}")
        more = "  ".join(filter(None, (loss, rate, left)))
        if self._progress is not None:
            if self._task is None:
                self._task = self._progress.add_task(self._say("tuning.progress.tuning"), total=at.steps, more="")
            self._progress.update(self._task, completed=at.step, more=more)
        elif at.step % max(at.steps // LINES, 1) == 0 or at.step == at.steps:
            streams.note(f"{at.step}/{at.steps}  {more}")

    def measured(self, step: int, loss: float, perplexity: float) -> None:
        """A line for every measuring."""
        found = {"loss": f"{loss:.3f}", "perplexity": f"{perplexity:.4g}"}
        if step:
            self.note("measured", step=step, **found)
        else:
            self.note("measured_before", **found)

    def stopped(self) -> bool:
        """Whether somebody asked; said once."""
        asked = bool(self._told())
        if asked and not self._said_stopping:
            self._said_stopping = True
            self.note("stopping")
        return asked


def _clock(seconds: float | None) -> str:
    minutes, rest = divmod(round(seconds or 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
