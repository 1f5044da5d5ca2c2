"""The companion joins whoever came in, once it is known whether their words may go where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.earlier import Earlier
from siliconfriend.tui.chat.loading_model import LoadingModel
from siliconfriend.tui.chat.waiting import Waiting
from siliconfriend.tui.core import STAND_IN, TURNS_AT_FIRST, TURNS_AT_ONCE
from siliconfriend.tui.markdown.highlighting import prepare
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.first_hints import FirstHints
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile
    from siliconfriend.tui.arrivals import Found, Joined


class Joining(Earlier, LoadingModel, Waiting):
    """From an open memory to somebody to talk with.

    They are asked before a word goes to a host that they never agreed to, somebody else's or one that a name of
    their own leads to. Until then nobody is here to talk with, and nothing that works by itself has begun.
    """

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._found: Found | None = None
        self._answered_here: Notice | None = None

    def _join(self) -> None:
        if self._found is not None and not self._leaving:
            first = self.query_one(Transcript).first_turn if self.query(EarlierLine) else None
            self._finish_before_leaving(self._join_from(self._found, first.id if first else None))

    @work(thread=True, group="joining", exit_on_error=False)
    def _join_from(self, found: Found, before: int | None) -> None:
        from siliconfriend.tui.consent import unasked_embedding_host, unasked_host

        who, friend = found.profile, self.friend
        answering, embedding = unasked_host(self, who), unasked_embedding_host(self, who)
        try:
            if answering and answering not in friend.answering_hosts(who).refused:
                self.post_message(messages.HostUnasked(answering))
            elif embedding and embedding not in friend.embedding_hosts(who).refused:
                self.post_message(messages.HostUnasked(embedding, embeds=True))
            else:
                joined = friend.core.join(found.bank, before, stand_in=bool(answering), by_words=bool(embedding))
                self.post_message(messages.CompanionJoined(joined))
        except MemoryBankError as error:
            self.post_message(messages.OpeningFailed(error))

    @on(messages.HostUnasked)
    def _ask_before_joining(self, event: messages.HostUnasked) -> None:
        from siliconfriend.tui.consent import ask_on_arrival

        if self._found is not None and not self._leaving:
            ask_on_arrival(self, self._found.profile, event.host, embeds=event.embeds, go_on=self._join)

    @on(messages.CompanionJoined)
    async def _take_seat(self, event: messages.CompanionJoined) -> None:
        joined = event.joined
        if self._leaving or self._found is None:
            return
        desk = self.friend.desk(self._found)
        desk.sent = joined.companion.sent = desk.sent or joined.companion.sent
        self.companion, self._counts = joined.companion, joined.counts
        self._show_place(joined.companion)
        if self.query(EarlierLine):
            await self.add_earlier(joined.earlier, asked=TURNS_AT_ONCE - TURNS_AT_FIRST)
        if joined.companion.at_a_beginning:
            await self.query_one(Transcript).divide()
            self._show_keys()
        if joined.trouble is not None:
            await self._say_who_stands_in(joined.trouble)
        elif joined.left_behind:
            await self.say_what_is_left_behind()
        elif not self._found.turns and joined.companion.model.name == STAND_IN:
            self._answered_here = Notice(lambda: self.words("tui.transcript.builtin", models=self.way_to("model")))
            await self.query_one(Transcript).mount(self._answered_here)
        if not self._found.turns:
            await self.query_one(Transcript).mount(FirstHints(lambda: self.words, self.way_to))
        self._show_activity(self.words("tui.activity.waking"))
        self._finish_before_leaving(self._wake(joined))
        self._load_model()
        await self.send_waiting()
        self.tried_to_open.set()

    @on(messages.ModelChosen)
    async def _say_no_more_who_answered(self, event: messages.ModelChosen) -> None:
        if self._answered_here is not None and event.model.name != STAND_IN:
            await self._answered_here.remove()
            self._answered_here = None

    @work(thread=True, group="waking", exit_on_error=False)
    def _wake(self, joined: Joined) -> None:
        core, companion, bank = self.friend.core, joined.companion, joined.companion.bank
        awaited = companion.embedder_awaited
        try:
            try:
                woken = core.wake(bank, lambda: self._leaving, self._embedded, by_words=joined.by_words)
            finally:
                if companion.embedder_awaited == awaited:  # else another one was set meanwhile
                    companion.embedder_awaited = ""
            self.post_message(messages.MemoryWoken(woken, bank.counts()))
            prepare()
        except MemoryBankError as error:
            self.post_message(messages.OpeningFailed(error))

    def _embedded(self, done: int, total: int) -> None:
        """So many memories have a vector; told from a thread."""
        self.post_message(messages.EmbeddingWentOn(done, total))
