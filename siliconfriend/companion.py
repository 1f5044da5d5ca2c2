"""One profile in conversation: recall -> prompt -> stream -> remember.

The order is what loses nothing: the user's words are on disk before a model is asked, what has arrived of a
reply is kept while it streams, and its end is recorded whatever ended it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from siliconfriend import care
from siliconfriend.local_only import allow
from siliconfriend.memory.off_record import OffRecord
from siliconfriend.memory.records import MemoryBankError, Recollection, Turn
from siliconfriend.memory.retrieval import relevant
from siliconfriend.models.base import ChatModel, Prompt, Sampling
from siliconfriend.prompting import compose, window
from siliconfriend.reply import Reply
from siliconfriend.sent import Sending

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.settings import Settings

Clock = Callable[[], datetime]

LONGEST_END = 4_000
GREETING_TURNS = 2
"""So many messages after a greeting the model is still told of it."""

DAYS_RECALLED = 2
"""Of what was understood of days so much is recalled, beside what was said."""


def local_now() -> datetime:
    """This moment, in the local zone."""
    return datetime.now().astimezone()


def both_ends(text: str) -> str:
    """`text`, or of a very long one its two ends: there the person speaks, whatever was pasted in between."""
    return text if len(text) <= 2 * LONGEST_END else f"{text[:LONGEST_END]}\n{text[-LONGEST_END:]}"


class Companion:
    """A profile's memory and a model, talking."""

    def __init__(self, bank: Bank, model: ChatModel, settings: Settings, clock: Clock = local_now) -> None:
        self.bank = bank
        self.model = model  # refused here already, not only when it is asked
        self.settings = settings
        self.clock = clock
        self.sent = Sending()
        self._off_record: OffRecord | None = None
        self.greeting = ""
        self._conversation = bank.latest_conversation()

    @property
    def model(self) -> ChatModel:
        """Who answers.

        Raises:
            StaysHereError: when set to a model elsewhere for somebody whose words stay here.
        """
        return self._model

    @model.setter
    def model(self, model: ChatModel) -> None:
        allow(self.bank.profile, model)
        self._model = model

    @property
    def dialogue(self) -> Bank | OffRecord:
        """Where this conversation is taken down."""
        return self.bank if self._off_record is None else self._off_record

    @property
    def off_record(self) -> bool:
        """Whether nothing of this conversation is stored."""
        return self._off_record is not None

    def new_conversation(self) -> None:
        """From the next message on, earlier turns reach the model only as memories.

        A conversation off the record ends and is gone.
        """
        self._conversation = None
        if self._off_record is not None:
            self._off_record = None
            self.sent.forget()

    def go_off_record(self) -> None:
        """Begin a conversation of which nothing is stored, and that nothing later recalls."""
        self._conversation = None
        self._off_record = OffRecord()

    async def say(self, message: str, *, instead_of: int | None = None) -> Reply:
        """Keep `message` and return the reply that is on its way to it.

        `instead_of` is a turn that goes for good in the same step, with the memories made from it.

        Raises:
            MemoryBankError: the message could not be kept; no model was asked, and no turn is gone.
        """
        turn, help_ = await asyncio.to_thread(self._keep, message, instead_of)
        return Reply(self, turn, help_)

    def _keep(self, message: str, instead_of: int | None) -> tuple[Turn, care.Help | None]:
        if self._off_record is not None:
            if instead_of is not None:
                self.remove_turn(instead_of)
            self._conversation = 0
            turn = self._off_record.ask(self._conversation, message, self.clock())
            return turn, self._help(turn)
        conversation = self._conversation
        with self.bank.writing():
            if conversation is None:
                conversation = self.bank.begin_conversation(self.clock())
            if instead_of is not None:
                self.remove_turn(instead_of)
            turn = self.bank.ask(conversation, message, self.clock())
        self._conversation = conversation
        return turn, self._help(turn)

    async def regenerate(self, turn: Turn | None = None) -> Reply:
        """Another reply to `turn`, or else to the last message of this conversation, on its way.

        When it brings no word, stopped or failed, the reply there was is kept in its place.

        Raises:
            MemoryBankError: nothing has been said here, or the turn could not be opened again; it is as it was.
        """
        before = turn if turn is not None else await asyncio.to_thread(self.last_turn)
        opened = await asyncio.to_thread(self.dialogue.reopen, before.id)
        return Reply(self, opened, await asyncio.to_thread(self._help, opened), before)

    async def take_back(self) -> str:
        """Take the last turn of this conversation away for good, with the memories made from it; its query.

        Raises:
            MemoryBankError: nothing has been said here, or the turn could not be removed.
        """
        turn = await asyncio.to_thread(self.last_turn)
        return (await asyncio.to_thread(self.remove_turn, turn.id)).query

    def remove_turn(self, turn: int) -> Turn:
        """Take a turn away for good, with the memories made from it; the turn as it was.

        Raises:
            MemoryBankError: there is no such turn.
        """
        gone = self.dialogue.remove_turn(turn)
        self.sent.forget()
        return gone

    def last_turn(self) -> Turn:
        """The turn that was said last in this conversation.

        Raises:
            MemoryBankError: nothing has been said in it.
        """
        said = [] if self._conversation is None else self.dialogue.conversation(self._conversation)
        if not said:
            raise MemoryBankError("nothing_said")
        return said[-1]

    def _help(self, turn: Turn) -> care.Help | None:
        if not self.settings.care.enabled:
            return None
        return care.notice(both_ends(turn.query), self.bank.profile.language, self.settings.care.country)

    def earlier_turns(self, turn: Turn) -> list[Turn]:
        """The turns of this conversation before `turn`, oldest first."""
        return [one for one in self.dialogue.conversation(turn.conversation) if one.id < turn.id]

    def recall(self, turn: Turn, known: Sequence[Turn]) -> list[Recollection]:
        """Memories that have to do with `turn`, but for itself and the `known` turns that the model sees anyway."""
        skip = {turn.id, *(one.id for one in known)}
        asked = both_ends(turn.query)
        found = self.bank.recall(
            asked, k=self.settings.memory.top_k, now=self.clock(), without_turns=skip, days=DAYS_RECALLED
        )
        return [one for one in found if relevant(one)]

    def question(self, turn: Turn, budget: int) -> tuple[Prompt, list[Recollection]]:
        """What the model is asked for `turn` within `budget` tokens, and the memories that it is told of."""
        earlier = window(self.earlier_turns(turn), budget) if self.model.context_tokens != 0 else []
        recalled = self.recall(turn, earlier)
        prompt = compose(
            turn,
            profile=self.bank.profile,
            portrait=self.bank.portrait(),
            earlier=earlier,
            recalled=recalled,
            now=self.clock(),
            budget=budget,
            first_meeting=self.bank.counts().turns <= (0 if turn.off_record else 1),
            greeting=self.greeting if len(earlier) <= GREETING_TURNS else "",
        )
        return prompt, recalled[: len(prompt.recalled)]

    @property
    def budget(self) -> int:
        """Tokens that a prompt may take."""
        limit = self.model.context_tokens
        wanted = self.settings.chat.context_tokens
        return min(wanted, limit - min(self.sampling.max_tokens, limit // 2)) if limit else wanted

    @property
    def sampling(self) -> Sampling:
        """How replies are drawn."""
        chat = self.settings.chat
        return Sampling(
            temperature=chat.temperature,
            top_p=chat.top_p,
            frequency_penalty=chat.frequency_penalty,
            presence_penalty=chat.presence_penalty,
            max_tokens=chat.max_tokens,
        )

    async def close(self) -> None:
        """Let go of the model and the profile's files."""
        await self.model.close()
        await asyncio.to_thread(self.bank.close)
