"""A profile comes in: its last turns as soon as they can be read, then its memory, then the companion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError, Profile, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.chat.earlier import Earlier
from siliconfriend.tui.chat.loading_model import LoadingModel
from siliconfriend.tui.core import TURNS_AT_FIRST, TURNS_AT_ONCE
from siliconfriend.tui.markdown.highlighting import prepare
from siliconfriend.tui.screens.base import TO_PAINT_SECONDS
from siliconfriend.tui.weight import FIRST, lightest
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.tui.core import Found


class Opening(Earlier, LoadingModel):
    """From a name to somebody to talk with."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._found: Found | None = None
        self._first_turns: Sequence[Turn] = ()

    def on_mount(self) -> None:
        """Look at the profile, then open it; the threshold is on the screen meanwhile."""
        self._show_activity(self.words("tui.activity.opening"))
        self._look()

    @work(thread=True, group="opening", exit_on_error=False)
    def _look(self) -> None:
        who = self._who
        seen = None if isinstance(who, Profile) else self.friend.core.glimpse(who)
        self.post_message(messages.ProfileGlimpsed(seen))

    @on(messages.ProfileGlimpsed)
    async def _show_first(self, event: messages.ProfileGlimpsed) -> None:
        seen = event.glimpse
        if seen is not None and seen.turns:
            self._who = seen.profile
            await self._show_turns(seen.profile, seen.turns)
        self.call_after_refresh(self.set_timer, TO_PAINT_SECONDS, self._open)

    async def _show_turns(self, profile: Profile, turns: Sequence[Turn]) -> None:
        self.friend.greet(profile)
        self.query_one(Composer).use_words(self.words)
        self.query_one(KeyBar).use_words(self.words)
        transcript = self.query_one(Transcript)
        light = lightest(turns, FIRST)
        await transcript.show_turns(self.words, light, more=len(light) < len(turns) or len(turns) == TURNS_AT_FIRST)
        self._first_turns = turns

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
        self.friend.meet(event.name)

    @on(messages.OpeningFailed)
    async def _say_why_not_opened(self, event: messages.OpeningFailed) -> None:
        self._show_activity("")
        await self.query_one(Transcript).mount(Notice(self.sentence(event.error), trouble=True))

    @on(messages.ProfileOpened)
    async def _begin(self, event: messages.ProfileOpened) -> None:
        found = self._found = event.found
        if found.turns != self._first_turns or not found.turns:
            await self._show_turns(found.profile, found.turns)
        self._sit_down(found)
        transcript = self.query_one(Transcript)
        if not found.turns:
            await transcript.mount(Notice(self.words("tui.transcript.welcome", name=found.profile.name)))
        if not found.presence.alone:
            await transcript.mount(Notice(self.words("tui.transcript.elsewhere", name=found.profile.name)))
        self.call_after_refresh(self.set_timer, TO_PAINT_SECONDS, self._join)

    def _sit_down(self, found: Found) -> None:
        """Where this person writes: what was written before, and what was left unsent."""
        composer, desk = self.query_one(Composer), self.friend.desk(found)
        composer.written_before = desk.history
        if desk.draft and not composer.text:
            composer.write(desk.draft)

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
        if self._leaving:
            return
        self.companion, self._counts = joined.companion, joined.counts
        self._show_place(joined.companion)
        if self.query(EarlierLine):
            await self.add_earlier(joined.earlier, asked=TURNS_AT_ONCE - TURNS_AT_FIRST)
        if joined.trouble is not None:
            sentences = self.sentence(joined.trouble), self.words("tui.transcript.stand_in")
            await self.query_one(Transcript).mount(Notice("\n".join(sentences), trouble=True))
        self._show_activity(self.words("tui.activity.waking"))
        self._finish_before_leaving(self._wake(joined.companion))
        self._load_model()

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
        transcript = self.query_one(Transcript)
        for error in event.woken.notices:
            await transcript.mount(Notice(self.sentence(error), trouble=True))
        faded = event.woken.faded
        if faded.examples:
            heading = self.words("tui.memories.faded" + ("_one" if faded.count == 1 else ""), count=faded.count)
            await transcript.mount(MemoryLine(self.words, heading, faded.examples, faded.count))
