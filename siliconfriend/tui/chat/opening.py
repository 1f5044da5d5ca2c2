"""A profile comes in: its last turns as soon as they can be read, then its memory, then the companion."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult

from siliconfriend.memory.records import MemoryBankError, Profile, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.chat.earlier import Earlier
from siliconfriend.tui.chat.loading_model import LoadingModel
from siliconfriend.tui.chat.waiting import Waiting
from siliconfriend.tui.core import STAND_IN, TURNS_AT_FIRST, TURNS_AT_ONCE
from siliconfriend.tui.markdown.highlighting import prepare
from siliconfriend.tui.screens.base import TO_PAINT_SECONDS
from siliconfriend.tui.weight import FIRST, lightest
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.first_hints import FirstHints
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.models.base import ChatModel
    from siliconfriend.tui.arrivals import Found


class Opening(Earlier, LoadingModel, Waiting):
    """From a name to somebody to talk with."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._found: Found | None = None
        self._first_turns: Sequence[Turn] = ()
        self._answered_here: Notice | None = None
        self._to_be_sent = False

    def begin_with(self, turns: Sequence[Turn]) -> None:
        """Show these last turns from the first moment on."""
        self._first_turns = turns

    def compose(self) -> ComposeResult:
        """The transcript."""
        light, more = _at_first(self._first_turns)
        yield Transcript(self.words, light, more=more)

    def on_mount(self) -> None:
        """Open the profile, once what is known of it is painted."""
        self._show_activity(self.words("tui.activity.opening"))
        self.call_after_refresh(self.set_timer, TO_PAINT_SECONDS, self._open)

    async def _show_turns(self, profile: Profile, turns: Sequence[Turn]) -> None:
        self.friend.greet(profile)
        self.query_one(Composer).use_words(self.words)
        self.query_one(KeyBar).use_words(self.words)
        light, more = _at_first(turns)
        await self.query_one(Transcript).show_turns(self.words, light, more=more)

    @work(thread=True, group="opening", exit_on_error=False)
    def _open(self) -> None:
        core, who = self.friend.core, self._who
        try:
            profile = who if isinstance(who, Profile) else core.find(who)
            if profile is None:
                for error in core.profiles().unreadable():
                    raise error  # it may be theirs: nobody is greeted as if new
                self.post_message(messages.ProfileMissing(who if isinstance(who, str) else ""))
                return
            found = core.open(profile)
            if not self.post_message(messages.ProfileOpened(found)):
                found.close()
        except MemoryBankError as error:
            self.post_message(messages.OpeningFailed(error))

    @on(messages.ProfileMissing)
    def _ask_who(self, event: messages.ProfileMissing) -> None:
        self._unwait()
        self.friend.meet(event.name, self.query_one(Composer).whole_text)

    @on(messages.OpeningFailed)
    async def _say_why_not_opened(self, event: messages.OpeningFailed) -> None:
        self._show_activity("")
        if self.companion is None:
            self.cannot_open = True
            self._unwait()
        await self.query_one(Transcript).mount(Notice(lambda: self.sentence(event.error), trouble=True))

    @on(messages.ProfileOpened)
    async def _begin(self, event: messages.ProfileOpened) -> None:
        found = self._found = event.found
        if found.turns != self._first_turns or not found.turns:
            await self._show_turns(found.profile, found.turns)
        self._sit_down(found)
        transcript = self.query_one(Transcript)
        self.query_one(KeyBar).said = bool(found.turns)
        if not found.turns:
            await transcript.mount(Notice(lambda: self.words("tui.transcript.welcome", name=found.profile.name)))
        if not found.presence.alone:
            await transcript.mount(Notice(lambda: self.words("tui.transcript.elsewhere", name=found.profile.name)))
        self.call_after_refresh(self.set_timer, TO_PAINT_SECONDS, self._join)

    def _sit_down(self, found: Found) -> None:
        """Where this person writes, and what was written before."""
        self.query_one(Composer).written_before = self.friend.desk(found).history

    def _join(self) -> None:
        if self._found is not None and not self._leaving:
            first = self.query_one(Transcript).first_turn if self.query(EarlierLine) else None
            self._finish_before_leaving(self._join_from(self._found, first.id if first else None))

    @work(thread=True, group="joining", exit_on_error=False)
    def _join_from(self, found: Found, before: int | None) -> None:
        try:
            self.post_message(messages.CompanionJoined(self.friend.core.join(found.bank, before)))
        except MemoryBankError as error:
            self.post_message(messages.OpeningFailed(error))

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
        elif not self._found.turns and joined.companion.model.name == STAND_IN:
            self._answered_here = Notice(lambda: self.words("tui.transcript.builtin", models=self.way_to("model")))
            await self.query_one(Transcript).mount(self._answered_here)
        if not self._found.turns:
            await self.query_one(Transcript).mount(FirstHints(lambda: self.words, self.way_to))
        self._show_activity(self.words("tui.activity.waking"))
        self._finish_before_leaving(self._wake(joined.companion))
        self._load_model()
        if joined.unasked is None:
            await self.send_waiting()
        else:
            self._ask_where_words_go(joined.companion, joined.unasked)

    def _ask_where_words_go(self, companion: Companion, model: ChatModel) -> None:
        """What is written already waits for the answer."""
        from siliconfriend.tui.consent import ask

        async def answered(yes: bool) -> None:
            if yes and companion is self.companion:
                self._to_be_sent = True
                self.post_message(messages.ModelChosen(model))
            else:
                await model.close()
                await self.send_waiting()

        ask(self, companion.bank.profile, model.destination, answered, "no_builtin")

    @on(messages.ModelChosen)
    async def _say_no_more_who_answered(self, event: messages.ModelChosen) -> None:
        if self._answered_here is not None and event.model.name != STAND_IN:
            await self._answered_here.remove()
            self._answered_here = None
        if self._to_be_sent:
            self._to_be_sent = False
            self.call_later(self.send_waiting)  # to the model that is there then

    @work(thread=True, group="waking", exit_on_error=False)
    def _wake(self, companion: Companion) -> None:
        try:
            woken = self.friend.core.wake(companion.bank, lambda: self._leaving, self._embedded)
            self.post_message(messages.MemoryWoken(woken, companion.bank.counts()))
            prepare()
        except MemoryBankError as error:
            self.post_message(messages.OpeningFailed(error))

    def _embedded(self, done: int, total: int) -> None:
        """So many memories have a vector; told from a thread."""
        self.post_message(messages.EmbeddingWentOn(done, total))

    @on(messages.MemoryWoken)
    async def _show_woken(self, event: messages.MemoryWoken) -> None:
        self._counts = event.counts
        self.post_message(messages.EmbeddingEnded())
        self.friend.keep_what_is_there()
        transcript = self.query_one(Transcript)
        for error in event.woken.notices:
            await transcript.mount(Notice(partial(self.sentence, error), trouble=True))
        faded = event.woken.faded
        if faded.examples:
            heading = "tui.memories.faded" + ("_one" if faded.count == 1 else "")
            await transcript.mount(
                MemoryLine(self.words, lambda: self.words(heading, count=faded.count), faded.examples, faded.count)
            )


def _at_first(turns: Sequence[Turn]) -> tuple[Sequence[Turn], bool]:
    """Those of `turns` that are shown at first, and whether there may be earlier ones."""
    light = lightest(turns, FIRST)
    return light, len(light) < len(turns) or len(turns) == TURNS_AT_FIRST
