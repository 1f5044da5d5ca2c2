"""What was asked for with `siliconfriend eval`, and what of it does not go together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from siliconfriend.cli import streams
from siliconfriend.cli.evaluation_data import STDOUT, is_stream, must_be_readable, must_be_writable
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.language import Language, Words

if TYPE_CHECKING:
    from datetime import datetime

RETRIEVAL = (*(f"{name}@{k}" for name in ("recall", "hit") for k in (1, 3, 5, 10)), "mrr")
REPORTS = (".html", ".htm", ".md")
ANSWERS = ("retrieval_accuracy", "correctness", "coherence", "ranking")


class Least(NamedTuple):
    """A metric, in one language or over everything, and what it must reach."""

    metric: str
    language: str | None
    value: float


class Threshold(click.ParamType[Least]):
    """`recall@5=0.9` or, in one language, `cn.recall@5=0.9`."""

    name = "threshold"

    def __init__(self, say: Words) -> None:
        self._say = say

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Least:
        """The threshold that `value` names."""
        if isinstance(value, Least):
            return value
        name, _, number = str(value).partition("=")
        head, dot, tail = name.strip().lower().partition(".")
        language, metric = (head, tail) if dot else (None, head)
        known = metric in (*RETRIEVAL, *ANSWERS) and (language is None or language in list(Language))
        try:
            least = float(number)
        except ValueError:
            known, least = False, 0.0
        if not (known and math.isfinite(least)):
            self.fail(self._say("evaluation.note.threshold", names=", ".join((*RETRIEVAL, *ANSWERS))), param, ctx)
        return Least(metric, language, least)


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options, by their names."""

    bank: str | None
    questions: str | None
    language: str | None
    retrieval_only: bool
    models: Sequence[str]
    base_url: str | None
    top_k: int | None
    now: datetime | None
    forgetting: str | None
    ablations: bool
    temperature: float
    seed: int
    concurrency: int
    judge: str | None
    votes: int
    sheet: str | None
    scores: str | None
    answers: str | None
    output: str | None
    report: str | None
    resume: bool
    fail_under: Sequence[Least]

    def must_agree(self, say: Words) -> None:
        """See whether everything goes together and can be written, before minutes of work.

        Raises:
            click.UsageError: it does not.
            MemoryBankError: a file cannot be written.
        """
        if (self.bank is None) != (self.questions is None):
            raise click.UsageError(say("evaluation.note.both_files"))
        if self.resume and self.file is None:
            raise click.UsageError(say("evaluation.note.resume_what"))
        if self.retrieval_only and (self.models or self.judge or self.sheet or self.scores or self.answers):
            raise click.UsageError(say("evaluation.note.retrieval_only"))
        if self.answers and self.models:
            raise click.UsageError(say("evaluation.note.answers_given"))
        if self.report and Path(self.report).suffix.lower() not in REPORTS:
            raise click.UsageError(say("evaluation.note.report_what"))
        if self.scores is not None:
            must_be_readable(self.scores)
        for file in (self.output, self.sheet, self.report):
            if file is not None and file != STDOUT:
                must_be_writable(Path(file))

    @property
    def file(self) -> Path | None:
        """The file that everything is written to, if any."""
        if self.output is None or self.output == STDOUT or is_stream(Path(self.output)):
            return None
        return Path(self.output)


def verdict(say: Words, wanted: Sequence[Least], metrics: Mapping[str, Any], systems: Sequence[str]) -> int:
    """Whether every metric is high enough, of `systems` the lowest; what is not is told on stderr."""
    failed = False
    for least in wanted:
        value = _value(least, metrics, systems)
        if value is None or value < least.value:
            failed = True
            name = f"{least.language}.{least.metric}" if least.language else least.metric
            shown = "–" if value is None else f"{value:.4f}"
            streams.note(say("evaluation.note.below", metric=name, value=shown, least=least.value))
    return ExitCode.FAILED if failed else ExitCode.FINE


def _value(least: Least, metrics: Mapping[str, Any], systems: Sequence[str]) -> float | None:
    where = [metrics] if least.metric in RETRIEVAL else [metrics.get("answers", {}).get(one, {}) for one in systems]
    lowest: float | None = None
    for one in where:
        scores = one.get("by_language", {}).get(least.language) if least.language else one.get("overall")
        value = (scores or {}).get(least.metric)
        if value is None:
            return None
        lowest = value if lowest is None else min(lowest, value)
    return lowest
