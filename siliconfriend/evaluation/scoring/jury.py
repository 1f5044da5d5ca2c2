"""A chat model as a judge: several votes on each question, the replies in another order each time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from siliconfriend.evaluation.answering.grouped import first
from siliconfriend.evaluation.answering.hopeless import HOPELESS
from siliconfriend.evaluation.answering.pacing import Pace, Sleep
from siliconfriend.evaluation.answering.patience import failure, whole_reply
from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.evaluation.items import Failure, Item, Vote
from siliconfriend.evaluation.scoring.verdicts import LETTERS, marks_in, together
from siliconfriend.language import Language, words
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.models.base import Message, ModelError, Prompt, Role, Sampling

if TYPE_CHECKING:
    from siliconfriend.evaluation.answering.journal import Journal
    from siliconfriend.evaluation.answering.running import Tell
    from siliconfriend.evaluation.answering.systems import Model
    from siliconfriend.evaluation.scoring.checking import Turns
    from siliconfriend.models.base import ChatModel

WITH_VARIETY = 0.7
"""The temperature of several votes; a single one is drawn at 0."""


@dataclass(frozen=True, slots=True)
class Jury:
    """The `model` that judges, and how often it is asked about a question."""

    model: Model
    votes: int = 3
    seed: int = 0
    at_once: int = 1
    sleep: Sleep = asyncio.sleep

    async def judge(self, items: Sequence[Item], turns: Turns, journal: Journal, tell: Tell) -> None:
        """Give the replies of every question the marks that the votes come to; the words are kept as votes.

        Raises:
            ModelError: there is no such model.
            EvaluationError: the model cannot judge, or there are too many systems.
            MemoryBankError: the journal could not be written.
        """
        model = self.model.open()
        if model.context_tokens == 0:
            raise EvaluationError("no_judge", model=self.model.given)
        if max((len(item.answers) for item in items), default=0) > len(LETTERS):
            raise EvaluationError("too_many", most=len(LETTERS))
        sitting = _Sitting(self, model, turns, journal, tell, len(items) * self.votes)
        try:
            async with asyncio.TaskGroup() as group:
                for position, item in enumerate(items):
                    group.create_task(sitting.item(position, item))
        except* MemoryBankError as errors:
            raise first(errors) from None
        finally:
            await model.close()


class _Sitting:
    def __init__(
        self, jury: Jury, model: ChatModel, turns: Turns, journal: Journal, tell: Tell, total: int
    ) -> None:
        self._jury = jury
        self._model = model
        self._turns = turns
        self._journal = journal
        self._pace = Pace(jury.at_once if model.destination else 1, jury.sleep, jury.seed)
        self._tell = tell
        self._done, self._total = 0, total
        self._failed: Failure | None = None

    async def item(self, position: int, item: Item) -> None:
        item.votes = [await self._vote(position, number, item) for number in range(self._jury.votes)]
        for label, answer in item.answers.items():
            answer.judge = together(item.votes, label)

    async def _vote(self, position: int, number: int, item: Item) -> Vote:
        key = ("vote", str(position), str(number))
        kept = self._journal.get(key)
        if kept is None or kept["error"] is not None:
            order = [label for label, answer in item.answers.items() if answer.error is None]
            random.Random(f"{self._jury.seed}/{position}/{number}").shuffle(order)  # noqa: S311 - nothing secret
            async with self._pace.slots:
                vote = await self._ask(item, order, number)
            self._journal.keep(key, msgspec.to_builtins(vote))
        else:
            vote = msgspec.convert(kept, Vote)
        self._done += 1
        self._tell(self._done, self._total)
        return vote

    async def _ask(self, item: Item, order: list[str], number: int) -> Vote:
        if self._failed or not order:
            return Vote(order, "", error=self._failed)
        sampling = Sampling(
            temperature=WITH_VARIETY if self._jury.votes > 1 else 0.0,
            frequency_penalty=0,
            presence_penalty=0,
            seed=self._jury.seed + number,
        )
        try:
            said = await whole_reply(self._model, brief(item, order, self._turns), sampling, self._pace)
        except ModelError as error:
            found = failure(error)
            if found.code in HOPELESS:
                self._failed = found
            return Vote(order, "", error=found)
        return Vote(order, said, marks_in(said, order))


def brief(item: Item, order: Sequence[str], turns: Turns) -> Prompt:
    """What a judge is told of a question and of the replies of the systems in `order`, not which they are of."""
    language, now = Language(item.language), datetime.fromisoformat(item.now)
    say = words(language)
    parts = [
        say("judging.question", user=item.user, date=now.date().isoformat(), question=item.question),
        _reference(item, language),
    ]
    shown = [
        say("judging.turn", date=day, user=item.user, said=turn[0], replied=turn[1])
        for day, place in sorted(item.evidence)
        if (turn := turns.get((item.user, day, place)))
    ]
    if shown:
        parts.append(say("judging.evidence", turns="\n".join(shown)))
    parts += [
        say("judging.reply", letter=letter, reply=item.answers[label].reply)
        for letter, label in zip(LETTERS, order, strict=False)
    ]
    message = "\n\n".join(parts)
    rubric = say("judging.rubric", letters=", ".join(LETTERS[: len(order)]))
    messages = (Message(Role.SYSTEM, rubric.strip()), Message(Role.USER, message))
    return Prompt(messages, message, item.user, language, now)


def _reference(item: Item, language: Language) -> str:
    say = words(language)
    if item.unanswerable:
        return say("judging.unanswerable", answer=item.answer or "")
    return say("judging.reference", answer=item.answer) if item.answer else say("judging.no_reference")
