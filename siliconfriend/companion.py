"""One profile in conversation: recall -> prompt -> stream -> remember.

The order is what loses nothing: the user's words are on disk before a model is asked, what has arrived of a
reply is kept while it streams, and its end is recorded whatever ended it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from siliconfriend import care
from siliconfriend.both_ends import both_ends
from siliconfriend.hosts import stays_here
from siliconfriend.local_only import allow
from siliconfriend.memory.off_record import OffRecord
from siliconfriend.memory.ranking import relevant
from siliconfriend.memory.records import OFF_RECORD, MemoryBankError, Portrait, Recollection, Turn
from siliconfriend.models.base import ChatModel, Prompt, Sampling
from siliconfriend.prompting import compose, most_turns, window
from siliconfriend.reply import Reply
from siliconfriend.sent import Sending

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.settings import Settings

Clock = Callable[[], datetime]

GREETING_TURNS = 2
"""So many messages after a greeting the model is still told of it."""

DAYS_RECALLED = 2
"""Of what was understood of days so much is recalled, beside what was said."""


def local_now() -> datetime:
    """This moment, in the local zone."""
    return datetime.now().astimezone()


class Companion:
    """A profile's memory and a model, talking."""

    def __init__(self, bank: Bank, model: ChatModel, settings: Settings, clock: Clock = local_now) -> None:
        self.bank = bank
        self.model = model  # refused here already, not only when it is asked
        self.settings = settings
        self.clock = clock
        self.sent = Sending()
        self.embedder_awaited = ""
        self._off_record: OffRecord | None = None
        self.greeting = ""
        self._conversation = bank.latest_conversation()
        self._unspoken = self._conversation is None or bank.silent(self._conversation)
        self._beginning = threading.Lock()

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
    def read_at(self) -> str:
        """The host elsewhere that reads what is said, to find it by its meaning; empty: none does.

        It is that of the embedder which is made ready (`embedder_awaited`), or else of the one in use.
        """
        used = self.bank.embedder
        host = self.embedder_awaited or (used.destination if used is not None else "")
        return "" if self.bank.profile.local_only or stays_here(host) else host

    @property
    def dialogue(self) -> Bank | OffRecord:
        """Where this conversation is taken down."""
        return self.bank if self._off_record is None else self._off_record

    @property
    def off_record(self) -> bool:
        """Whether nothing of this conversation is stored."""
        return self._off_record is not None

    @property
    def at_a_beginning(self) -> bool:
        """Whether nothing has been said in this conversation yet."""
        return self._unspoken

    def new_conversation(self) -> None:
        """From the next message on, earlier turns reach the model only as memories.

        A conversation off the record ends and is gone.
        """
        if self._off_record is not None or not self._unspoken:
            self._conversation, self._unspoken = None, True
        if self._off_record is not None:
            self._off_record = None
            self.sent.forget_off_record()

    def keep_beginning(self) -> None:
        """Whoever opens the profile next begins where this one does, though nothing has been said yet. Blocks.

        Raises:
            MemoryBankError: that cannot be kept now.
        """
        with self._beginning:
            new = self._conversation is None and self._off_record is None
            if new and self.bank.latest_conversation() is not None:
                self._conversation = self.bank.begin_conversation(self.clock())

    def go_off_record(self) -> None:
        """Begin a conversation of which nothing is stored, and that nothing later recalls."""
        self._conversation, self._unspoken = None, True
        self._off_record = OffRecord()

    async def say(self, message: str, *, instead_of: int | None = None) -> Reply:
        """Keep `message` and return the reply that is on its way to it.

        `instead_of` is a turn that goes for good in the same step, with the memories made from it: the message
        stands in its conversation.

        Raises:
            MemoryBankError: the message could not be kept; no model was asked, and no turn is gone.
        """
        turn, help_ = await asyncio.to_thread(self._keep, message, instead_of)
        return Reply(self, turn, help_)

    def _keep(self, message: str, instead_of: int | None) -> tuple[Turn, care.Help | None]:
        if self._off_record is not None:
            if instead_of is not None:
                self.remove_turn(instead_of)
            self._conversation, self._unspoken = 0, False
            turn = self._off_record.ask(self._conversation, message, self.clock())
            return turn, self.help(turn)
        if instead_of is not None:
            with self.bank.writing():
                turn = self.bank.ask(self.remove_turn(instead_of).conversation, message, self.clock())
            return turn, self.help(turn)
        with self._beginning:
            conversation = self._conversation
            with self.bank.writing():
                if conversation is None:
                    conversation = self.bank.begin_conversation(self.clock())
                turn = self.bank.ask(conversation, message, self.clock())
            self._conversation, self._unspoken = conversation, False
        return turn, self.help(turn)

    async def regenerate(self, turn: Turn | None = None) -> Reply:
        """Another reply to `turn`, or else to the last message of this conversation, on its way.

        The reply there was stays, with all that was made from it, until words of this one are kept in its place.

        Raises:
            MemoryBankError: nothing has been said here, the turn is gone, or nothing can be kept now; no model was
                asked.
        """
        before = await asyncio.to_thread(self._to_answer_again, turn)
        help_ = await asyncio.to_thread(self.help, before)
        return Reply(self, before.unanswered(), help_, replaces=before.response)

    def _to_answer_again(self, turn: Turn | None) -> Turn:
        before = self.last_turn() if turn is None else self.dialogue.turn(turn.id)
        self.dialogue.try_writing()
        return before

    def remove_turn(self, turn: int) -> Turn:
        """Take a turn away for good, with the memories made from it; the turn as it was.

        Raises:
            MemoryBankError: there is no such turn.
        """
        gone = (self.dialogue if turn >= OFF_RECORD else self.bank).remove_turn(turn)
        self.sent.forget()
        return gone

    def last_turn(self) -> Turn:
        """The turn that was said last in this conversation.

        Raises:
            MemoryBankError: nothing has been said in it.
        """
        said: list[Turn] = []
        if self._conversation is not None:
            said = self.dialogue.end_of_conversation(self._conversation, block=1)
        if not said:
            raise MemoryBankError("nothing_said")
        return said[-1]

    def help(self, turn: Turn) -> care.Help | None:
        """Where help is, if the message of `turn` speaks of danger and that is looked for."""
        if not self.settings.care.enabled:
            return None
        return care.notice(both_ends(turn.query), self.bank.profile.language, self.settings.care.country)

    def earlier_turns(self, turn: Turn, budget: int) -> list[Turn]:
        """The turns of this conversation before `turn` that the model sees within `budget` tokens, oldest first."""
        block = most_turns(budget)
        return window(self.dialogue.end_of_conversation(turn.conversation, before=turn.id, block=block), budget)

    def recall(self, turn: Turn, known: Sequence[Turn], without: Collection[int] = ()) -> list[Recollection]:
        """Memories that have to do with `turn`, but for itself, those `without`, and the `known` turns that the
        model sees anyway.
        """
        skip = {turn.id, *(one.id for one in known)}
        found = self.bank.recall(
            both_ends(turn.query),
            k=self.settings.memory.top_k,
            now=self.clock(),
            without_turns=skip,
            without=without,
            days=DAYS_RECALLED,
        )
        return [one for one in found if relevant(one)]

    def question(self, turn: Turn, budget: int) -> tuple[Prompt, list[Recollection]]:
        """What the model is asked for `turn` within `budget` tokens, and the memories that it is told of."""
        earlier = self.earlier_turns(turn, budget) if self.model.context_tokens != 0 else []
        old = self.bank.derived(turn.id)  # from a reply that it had
        recalled = self.recall(turn, earlier, old.memories)
        portrait = self.bank.portrait(old.versions)
        prompt = compose(
            turn,
            profile=self.bank.profile,
            portrait=portrait,
            earlier=earlier,
            recalled=recalled,
            now=self.clock(),
            budget=budget,
            first_meeting=portrait == Portrait() and self.bank.knows_only(turn.id),
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
        return Sampling.of(self.settings.chat)

    async def close(self) -> None:
        """Let go of the model and the profile's files."""
        await self.model.close()
        await asyncio.to_thread(self.bank.close)
