"""All questions put to all systems, a model after the other, many questions at a time where a server answers."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from siliconfriend.evaluation.aging import age
from siliconfriend.evaluation.answering.asking import Asking, past
from siliconfriend.evaluation.answering.grouped import first
from siliconfriend.evaluation.answering.hopeless import HOPELESS
from siliconfriend.evaluation.answering.journal import Journal
from siliconfriend.evaluation.answering.pacing import Pace, Sleep
from siliconfriend.evaluation.answering.systems import System, Variant
from siliconfriend.evaluation.items import Answer, Failure
from siliconfriend.evaluation.temporary_bank import day_after
from siliconfriend.memory.records import MemoryBankError

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.evaluation.questions import Question
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.records import Embedder
    from siliconfriend.models.base import ChatModel
    from siliconfriend.settings import Settings

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """How systems are asked.

    `now` is the moment for questions without one of their own (None: the noon after the user's last dialogue).
    With `aged` every memory's clock starts on its day, and memories fade, in every variant.
    """

    systems: Sequence[System]
    settings: Settings
    curve: Curve
    embedder: Embedder | None = None
    now: datetime | None = None
    aged: bool = False
    seed: int = 0
    at_once: int = 1
    sleep: Sleep = asyncio.sleep

    async def answers(
        self, datasets: Sequence[Dataset], journal: Journal, tell: Tell = lambda _done, _total: None
    ) -> list[dict[str, Answer]]:
        """For each question, in the order of the data, the answers by the systems' labels.

        Raises:
            MemoryBankError: a temporary bank could not be made, or the journal not be written.
        """
        asked = _Asked(journal, tell, total=len(self.systems) * sum(len(one.questions) for one in datasets))
        for _, systems in groupby(self.systems, key=lambda one: one.model.given):
            await self._model(list(systems), datasets, asked)
        return [
            {system.label: asked.found[system.label][position] for system in self.systems}
            for position in range(sum(len(one.questions) for one in datasets))
        ]

    async def _model(self, systems: Sequence[System], datasets: Sequence[Dataset], asked: _Asked) -> None:
        model = systems[0].model.open()
        at_once = self.at_once if model.destination else 1
        pace = Pace(at_once, self.sleep, self.seed)
        open_banks = asyncio.Semaphore(at_once)

        async def one(system: System, user: _User) -> None:
            async with open_banks:
                await self._user(system, model, user, pace, asked)

        try:
            async with asyncio.TaskGroup() as group:
                for system in systems:
                    for user in _by_user(datasets):
                        if not asked.known(system, [position for position, _ in user.numbered]):
                            group.create_task(one(system, user))
        except* MemoryBankError as errors:
            raise first(errors) from None
        finally:
            await model.close()

    async def _user(self, system: System, model: ChatModel, user: _User, pace: Pace, asked: _Asked) -> None:
        dataset, people = user.dataset, user.dataset.of(user.name)
        usual = self.now or day_after(people)
        fading = self.aged or system.variant is Variant.WITH_FORGETTING
        curve = replace(self.curve, enabled=True) if fading else self.curve
        todo = [(number, question, question.now or usual) for number, question in user.numbered]
        todo = [one for one in todo if not asked.known(system, [one[0]])]
        if fading:
            todo.sort(key=lambda one: (one[2], one[0]))
        made = past(people, dataset.language, usual, system.variant, curve, self.embedder)
        bank = await asyncio.to_thread(made.__enter__)
        try:
            if fading:
                await asyncio.to_thread(age, bank)
            asking = Asking(bank, model, self.settings, system.variant, pace, self.seed, fading=fading)

            async def one(number: int, question: Question, now: datetime) -> None:
                async with pace.slots:
                    answer = asked.hopeless(system) or await asking.ask(question, now)
                    asked.keep(system, number, answer)

            if fading:
                for each in todo:
                    await one(*each)
            else:
                async with asyncio.TaskGroup() as group:
                    for each in todo:
                        group.create_task(one(*each))
        finally:
            await asyncio.to_thread(made.__exit__, None, None, None)


@dataclass(frozen=True, slots=True)
class _User:
    dataset: Dataset
    name: str
    numbered: Sequence[tuple[int, Question]]


class _Asked:
    """The answers so far, by system and position; what went wrong for good with a model goes for its rest."""

    def __init__(self, journal: Journal, tell: Tell, total: int) -> None:
        self.found: dict[str, dict[int, Answer]] = defaultdict(dict)
        self._journal = journal
        self._tell = tell
        self._total = total
        self._failed: dict[str, Failure] = {}

    def known(self, system: System, positions: Sequence[int]) -> bool:
        """Take up from the journal what it holds of these; whether that is all of them. Failures are not held."""
        found = self.found[system.label]
        for position in positions:
            if position not in found:
                kept = self._journal.get(("answer", system.label, str(position)))
                if kept is not None and kept["error"] is None:
                    found[position] = msgspec.convert(kept, Answer)
        self._progress()
        return all(position in found for position in positions)

    def hopeless(self, system: System) -> Answer | None:
        """The failure that every further question to this system's model would be."""
        failed = self._failed.get(system.model.given)
        return Answer("", error=failed) if failed else None

    def keep(self, system: System, position: int, answer: Answer) -> None:
        """Keep a reply, or a failure."""
        self.found[system.label][position] = answer
        if answer.error and answer.error.code in HOPELESS:
            self._failed[system.model.given] = answer.error
        self._journal.keep(("answer", system.label, str(position)), msgspec.to_builtins(answer))
        self._progress()

    def _progress(self) -> None:
        self._tell(sum(map(len, self.found.values())), self._total)


def _by_user(datasets: Sequence[Dataset]) -> list[_User]:
    """Questions with their positions in all the data, together by user."""
    found: list[_User] = []
    first = 0
    for dataset in datasets:
        users: Mapping[str, list[tuple[int, Question]]] = defaultdict(list)
        for position, question in enumerate(dataset.questions, start=first):
            users[question.user].append((position, question))
        found += [_User(dataset, user, numbered) for user, numbered in users.items()]
        first += len(dataset.questions)
    return found
