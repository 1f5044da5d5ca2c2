"""A reply on its way: streamed, kept while it grows, and recorded however it ends."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from siliconfriend import care
from siliconfriend.local_only import allow_now
from siliconfriend.memory.records import MemoryBankError, Recollection, Turn, TurnState
from siliconfriend.models.base import ChatModel, ContextTooLongError, ModelError, Prompt, Sampling
from siliconfriend.models.cut_short import Cut, CutShort
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
    def read_at(self) -> str:
        """The host elsewhere that reads what is said, to find it by its meaning; empty: none does."""

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

    From then on `turn` is as stored: its state says whether the reply finished, was stopped or failed, `error` why
    it failed, and `cut` why the server cut short one that finished. The model runs in a task of its own: a slow or
    vanished reader loses nothing.
    `read_in_part`: the message was too long for the model to be given whole.
    It takes the place of the one that it `replaces`, as soon as words of it are kept: if none come, that one stays.
    """

    def __init__(
        self, companion: Speaker, turn: Turn, help_: care.Help | None, *, replaces: str | None = None
    ) -> None:
        self._companion = companion
        self._dialogue = companion.dialogue
        self._anew = replaces is not None
        self._replaces = replaces or ""
        self._storing = threading.Lock()
        self._pieces: asyncio.Queue[str | None] = asyncio.Queue()
        self.turn = turn
        self.help = help_
        self.text = ""
        self.read_in_part = False
        self.recalled: list[Recollection] = []
        self.error: ModelError | MemoryBankError | None = None
        self.cut: Cut | None = None
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
        except Exception as error:  # a model of any kind: what has arrived is kept all the same
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
        await asyncio.to_thread(allow_now, companion.bank, companion.model)
        while True:
            prompt, self.recalled = await asyncio.to_thread(companion.question, self.turn, budget)
            prompt = replace(prompt, replaces=self._replaces)
            self.read_in_part = prompt.shortened and companion.model.context_tokens != 0
            self._note(prompt)
            try:
                async with aclosing(companion.model.stream(prompt, companion.sampling)) as stream:
                    async for piece in stream:
                        if isinstance(piece, CutShort):
                            self.cut = piece.why
                            continue
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
                await asyncio.to_thread(self._keep_now, kept)
            except MemoryBankError as error:
                self._refused = error

    def _keep_now(self, text: str) -> None:
        with self._storing:
            if self.turn.state is not TurnState.OPEN:
                return
            if not self._anew:
                self._dialogue.keep(self.turn.id, text)
            elif text.strip():
                self._dialogue.reopen(self.turn.id, text)
                self._anew = False

    def _note(self, prompt: Prompt) -> None:
        companion = self._companion
        model, reads = companion.model, companion.model.context_tokens != 0
        messages = prompt.messages if reads else ()
        sent = Sent(model.name, model.destination, messages, companion.sampling, reads, companion.read_at)
        companion.sent.note(self.turn.id, sent)

    def _remember(self, state: TurnState) -> None:
        try:
            with self._storing:
                self.turn = self._ended(state)
        except MemoryBankError as error:
            self.error = error
            with suppress(MemoryBankError):
                self.turn = self._dialogue.turn(self.turn.id)  # such as it was before
        except Exception as error:  # nobody waits for this but whoever reads: it must be told
            log.exception("a reply could not be stored")
            self.error = ModelError(f"{type(error).__name__}: {error}")

    def _ended(self, state: TurnState) -> Turn:
        """The turn as it is stored, now that the reply has ended in this `state`."""
        companion = self._companion
        if self._anew and not self.text.strip() and (before := self._dialogue.turn(self.turn.id)).response:
            return before
        return self._dialogue.answer(
            self.turn.id,
            self.text,
            state=state,
            now=companion.clock(),
            model=companion.model.name,
            recalled=self.recalled,
            echo=companion.model.echoes,
        )
