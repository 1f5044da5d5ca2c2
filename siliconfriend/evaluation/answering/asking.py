"""One system's replies to one user's questions, by the companion's own path: recall, prompt, stream.

A question is kept in the temporary bank only while its prompt is made, so that no question sees another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from siliconfriend.evaluation.answering.companions import AskedCompanion, past_of
from siliconfriend.evaluation.answering.patience import failure, whole_reply
from siliconfriend.evaluation.items import Answer, Told
from siliconfriend.evaluation.temporary_bank import temporary_bank
from siliconfriend.models.base import ContextTooLongError, ModelError
from siliconfriend.reply import SMALLEST_BUDGET

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from siliconfriend.evaluation.answering.pacing import Pace
    from siliconfriend.evaluation.answering.systems import Variant
    from siliconfriend.evaluation.questions import Place, Question
    from siliconfriend.language import Language
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.exchange import Person
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.records import Embedder, Recollection
    from siliconfriend.models.base import ChatModel, Prompt
    from siliconfriend.settings import Settings


@contextmanager
def past(
    people: Sequence[Person],
    language: Language,
    now: datetime,
    variant: Variant,
    curve: Curve,
    embedder: Embedder | None,
) -> Iterator[Bank]:
    """The user's past as the variant knows it, in a bank that is gone at the end."""
    with temporary_bank(past_of(people, variant), language, now, curve) as bank:
        if embedder is not None:
            bank.attach(embedder)
            bank.embed_missing()
        yield bank


class Asking:
    """A model over one bank; questions may be asked many at a time.

    With `fading`, memories fade as time goes on: then questions must come one by one, in the order of their time.
    """

    def __init__(
        self,
        bank: Bank,
        model: ChatModel,
        settings: Settings,
        variant: Variant,
        pace: Pace,
        seed: int,
        *,
        fading: bool,
    ) -> None:
        self._bank = bank
        self._model = model
        self._settings = settings
        self._variant = variant
        self._pace = pace
        self._seed = seed
        self._fading = fading
        self._one_prompt = asyncio.Lock()

    async def ask(self, question: Question, now: datetime) -> Answer:
        """The reply to `question`, or why there is none."""
        companion = AskedCompanion(self._bank, self._model, self._settings, now, self._variant)
        sampling = replace(companion.sampling, seed=self._seed)
        budget = companion.budget
        while True:
            async with self._one_prompt:
                prompt, told = await asyncio.to_thread(self._prompt, companion, question.text, now, budget)
            answer = Answer("", [_told(one) for one in told], accuracy=accuracy(told, question.evidence))
            try:
                answer.reply = await whole_reply(self._model, prompt, sampling, self._pace)
            except ContextTooLongError as error:
                if budget <= SMALLEST_BUDGET:
                    answer.error = failure(error)
                    return answer
                budget //= 2
            except ModelError as error:
                answer.error = failure(error)
                return answer
            else:
                return answer

    def _prompt(
        self, companion: AskedCompanion, text: str, now: datetime, budget: int
    ) -> tuple[Prompt, list[Recollection]]:
        bank = self._bank
        if self._fading:
            bank.fade(now)
        turn = bank.ask(bank.begin_conversation(now), text, now)
        try:
            return companion.question(turn, budget)
        finally:
            bank.remove_turn(turn.id)


def accuracy(told: Sequence[Recollection], evidence: Sequence[Place]) -> float | None:
    """The paper's retrieval accuracy: 1 if an evidence turn was among what was told; None without evidence."""
    if not evidence:
        return None
    places = {(one.memory.day, one.memory.index) for one in told}
    return float(any((place.day, place.turn) in places for place in evidence))


def _told(one: Recollection) -> Told:
    memory = one.memory
    return Told(memory.kind.value, memory.day.isoformat(), memory.index)
