"""A reply on its way: streamed, kept while it grows, and recorded however it ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from siliconfriend import care
from siliconfriend.local_only import allow
from siliconfriend.memory.records import MemoryBankError, Recollection, Turn, TurnState
from siliconfriend.models.base import ChatModel, ContextTooLongError, ModelError, Prompt, Sampling
from siliconfriend.sent import Sent

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.off_record import OffRecord
    from siliconfriend.sent import Sending

KEEP_AFTER_SECONDS = 1.0
SMALLEST_BUDGET = 256

log = logging.getLogger(__name__)


class Speaker(Protocol):
    """Whose reply it is."""

    bank: Bank
    sent: Sending
    model: ChatModel
    clock: Callable[[], datetime]

    @property
    def dialogue(self) -> Bank | OffRecord:
        """Where the conversation is taken down."""

    @property
    def budget(self) -> int:
        """Tokens that a prompt may take."""

    @property
    def sampling(self) -> Sampling:
        """How replies are drawn."""

    def question(self, turn: Turn, budget: int) -> tuple[Prompt, list[Recollection]]:
        """What the model is asked for `turn` within `budget` tokens, and the memories that it is told of."""


class Reply:
    """A reply on its way. Iterating gives its pieces and ends, without raising, however the reply ends.

    From then on `turn` is as stored: its state says whether the reply finished, was stopped or failed, and
    `error` why it failed. The model runs in a task of its own: a slow or vanished reader loses nothing.
    `before` is the turn as it was, when this reply is to take the place of an earlier one.
    """

    def __init__(self, companion: Speaker, turn: Turn, help_: care.Help | None, before: Turn | None = None) -> None:
        self._companion = companion
        self._dialogue = companion.dialogue
        self._before = before
        self._pieces: asyncio.Queue[str | None] = asyncio.Queue()
        self.turn = turn
        self.help = help_
        self.text = ""
        self.recalled: list[Recollection] = []
        self.error: ModelError | MemoryBankError | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._refused: MemoryBankError | None = None
        self._begun = asyncio.Event()
        self._task = asyncio.create_task(self._run())

    async def __aiter__(self) -> AsyncIterator[str]:
        while (piece := await self._pieces.get()) is not None:
            yield piece

    async def stop(self) -> None:
        """End the reply now, keep what has arrived, and return when it is stored."""
        await self._begun.wait()  # a task cancelled before its first step stores nothing
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _run(self) -> None:
        state = TurnState.STOPPED
        self._begun.set()
        try:
            await self._stream()
            state = TurnState.FINISHED
        except (ModelError, MemoryBankError) as error:
            self.error, state = error, TurnState.FAILED
        except Exception as error:
            log.exception("the model %s broke", self._companion.model.name)
            self.error, state = ModelError(f"{type(error).__name__}: {error}"), TurnState.FAILED
        finally:
            if self._keeping is not None:
                self._keeping.cancel()  # one that is just being written changes nothing once the end is recorded
            storing = asyncio.ensure_future(asyncio.to_thread(self._remember, state))
            while not storing.done():  # a reply that is stopped twice is still stored
                with suppress(asyncio.CancelledError):
                    await asyncio.shield(storing)
            self._pieces.put_nowait(None)

    async def _stream(self) -> None:
        companion, budget = self._companion, self._companion.budget
        allow(companion.bank.profile, companion.model)
        while True:
            prompt, self.recalled = await asyncio.to_thread(companion.question, self.turn, budget)
            self._note(prompt)
            try:
                async with aclosing(companion.model.stream(prompt, companion.sampling)) as stream:
                    async for piece in stream:
                        self.text += piece
                        self._pieces.put_nowait(piece)
                        self._keep_soon()
                        await asyncio.sleep(0)  # pieces that are there at once leave keys and screen their turn
            except ContextTooLongError:
                if self.text or budget <= SMALLEST_BUDGET:
                    raise
                budget //= 2
            else:
                return

    def _keep_soon(self) -> None:
        """Within a second what has arrived is on disk, also when no more comes.

        Raises:
            MemoryBankError: the disk refused it the last time.
        """
        if self._refused is not None:
            raise self._refused
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        kept = ""
        while kept != self.text:
            await asyncio.sleep(KEEP_AFTER_SECONDS)
            kept = self.text
            try:
                await asyncio.to_thread(self._dialogue.keep, self.turn.id, kept)
            except MemoryBankError as error:
                self._refused = error

    def _note(self, prompt: Prompt) -> None:
        companion = self._companion
        model, reads = companion.model, companion.model.context_tokens != 0
        messages = prompt.messages if reads else ()
        sent = Sent(model.name, model.destination, messages, companion.sampling, reads)
        companion.sent.note(self.turn.id, sent)

    def _remember(self, state: TurnState) -> None:
        companion, before = self._companion, self._before
        try:
            if before is not None and before.response and not self.text:
                self._put_back(before)
                return
            self.turn = self._dialogue.answer(
                self.turn.id,
                self.text,
                state=state,
                now=companion.clock(),
                model=companion.model.name,
                recalled=self.recalled,
                echo=companion.model.echoes,
            )
        except MemoryBankError as error:
            self.error = error
        except Exception as error:
            log.exception("a reply could not be stored")
            self.error = ModelError(f"{type(error).__name__}: {error}")

    def _put_back(self, before: Turn) -> None:
        self.turn = self._dialogue.answer(
            before.id,
            before.response,
            state=before.state,
            now=before.answered or self._companion.clock(),
            model=before.model,
            recalled=before.recalled,
            echo=before.echo,
        )
