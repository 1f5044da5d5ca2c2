"""Every question put to its user's memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from siliconfriend.evaluation.ablations import OtherPasts, recalled_in_time
from siliconfriend.evaluation.baselines import Baselines
from siliconfriend.evaluation.encoded_once import EncodedOnce
from siliconfriend.evaluation.metrics import CUTOFFS, Ranks, ranks
from siliconfriend.evaluation.temporary_bank import day_after, memories, places, temporary_bank

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.evaluation.questions import Place, Question
    from siliconfriend.language import Language
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.records import Embedder, Memory, Recollection

OURS = "recall"
DEEPEST = max(CUTOFFS)

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what it brought back.

    `retrieved` is recall's list, at least ten long where there is so much. `ranks` holds how recall (`OURS`) and
    each baseline fared; `missing` is evidence that the bank does not have, which nothing can find.
    """

    question: Question
    language: Language
    now: datetime
    retrieved: tuple[Recollection, ...]
    ranks: Mapping[str, Ranks]
    missing: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """How questions are asked.

    `embedder` is None for recall by words alone; `top_k` memories are wanted; `now` is the moment for questions
    without one of their own (None: the noon after the user's last dialogue). `ablations`: ask as well what recall
    is without each of its parts. With `aged` every memory's clock starts on its day, and memories fade; else all
    clocks start at the moment of asking.
    """

    embedder: Embedder | None
    curve: Curve
    top_k: int = DEEPEST
    now: datetime | None = None
    ablations: bool = False
    aged: bool = False

    def run(self, datasets: Sequence[Dataset], tell: Tell = lambda _done, _total: None) -> list[Asked]:
        """Ask everything; the outcome is in the order of the questions. `tell` is told (done, total).

        Raises:
            MemoryBankError: a temporary bank could not be made, or the embedder failed.
        """
        progress = _Progress(datasets, tell)
        found: list[Asked] = []
        for dataset in datasets:
            by_user: dict[str, list[int]] = defaultdict(list)
            for position, question in enumerate(dataset.questions):
                by_user[question.user].append(position)
            outcome: dict[int, Asked] = {}
            for user, positions in by_user.items():
                questions = [dataset.questions[position] for position in positions]
                outcome.update(zip(positions, self._user(dataset, user, questions, progress), strict=True))
            found += [outcome[position] for position in range(len(dataset.questions))]
        return found

    def _user(self, dataset: Dataset, user: str, questions: Sequence[Question], progress: _Progress) -> list[Asked]:
        people = dataset.of(user)
        usual, held = self.now or day_after(people), places(people)
        embedder = EncodedOnce(self.embedder) if self.embedder else None
        with temporary_bank(people, dataset.language, usual, self.curve) as bank:
            if embedder:
                bank.attach(embedder)
                bank.embed_missing(progress=lambda done, _: progress.at(done))
                embedder.prepare([question.text for question in questions])
            progress.passed(memories(people))
            baselines = Baselines(bank, dense=embedder is not None, ablations=self.ablations)
            timed = [(question, question.now or usual) for question in questions]
            wanted = max(self.top_k, DEEPEST)
            found = []
            for question, now in timed:
                retrieved = bank.recall(question.text, k=wanted, now=now)
                fared = _fared(retrieved, baselines.ranked(question.text, DEEPEST, now), question)
                missing = tuple(place for place in question.evidence if place not in held)
                found.append(Asked(question, dataset.language, now, tuple(retrieved), fared, missing))
                progress.passed(1)
            if self.aged:
                in_time = recalled_in_time(bank, timed, wanted)
                found = [_in_time(one, recalled) for one, recalled in zip(found, in_time, strict=True)]
        if self.ablations:
            pasts = OtherPasts(people, dataset.language, usual, self.curve, embedder)
            more = pasts.ranks(timed, DEEPEST)
            found = [replace(one, ranks={**one.ranks, **other}) for one, other in zip(found, more, strict=True)]
        return found


def _fared(
    retrieved: Sequence[Recollection], others: Mapping[str, Sequence[Memory]], question: Question
) -> dict[str, Ranks]:
    rankings = {OURS: [one.memory for one in retrieved], **others}
    return {name: ranks(found, question.evidence) for name, found in rankings.items()}


def _in_time(one: Asked, recalled: Sequence[Recollection]) -> Asked:
    ours = ranks([each.memory for each in recalled], one.question.evidence)
    return replace(one, retrieved=tuple(recalled), ranks={**one.ranks, OURS: ours})


class _Progress:
    """Memories made ready and questions asked, counted together."""

    def __init__(self, datasets: Sequence[Dataset], tell: Tell) -> None:
        self._tell = tell
        self._done = 0
        self._total = sum(
            len(one.questions) + sum(memories(one.of(user)) for user in {asked.user for asked in one.questions})
            for one in datasets
        )

    def at(self, done: int) -> None:
        self._tell(self._done + done, self._total)

    def passed(self, steps: int) -> None:
        self._done += steps
        self._tell(self._done, self._total)
