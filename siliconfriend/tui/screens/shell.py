"""The shell of a conversation: painted at once, then a profile comes in, and at the end leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Center
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from siliconfriend.memory.records import Counts, MemoryBankError, Profile, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.core import TURNS_AT_FIRST, TURNS_AT_ONCE
from siliconfriend.tui.destination import destination
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.weight import BATCH, FIRST, lightest
from siliconfriend.tui.widgets.command_hints import CommandHints
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.status_line import StatusLine
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.tui.core import Found

# Imports in a thread starve the one that writes the first frame: opening waits this long after it.
TO_PAINT_SECONDS = 0.02


class Shell(FriendScreen[None]):
    """A screen belongs to one profile for its whole life: another profile gets another screen, so that nothing
    of the one is left in the other's transcript, composer or undo.
    """

    AUTO_FOCUS = "#composer"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (10, "-high")]  # noqa: RUF012 - Textual declares it optional

    def __init__(self, who: Profile | str | None) -> None:
        """Open `who`: a profile, a name, or whoever was here last."""
        super().__init__()
        self._who = who
        self.companion: Companion | None = None
        self._counts: Counts | None = None
        self._leaving = False
        self._talking: Worker[None] | None = None
        self._waking: Worker[None] | None = None
        self._scrubbing: Worker[None] | None = None
        self._joining: Worker[None] | None = None
        self._found: Found | None = None
        self._first_turns: Sequence[Turn] = ()

    def compose(self) -> ComposeResult:
        """Transcript, composer, status, keys."""
        yield Transcript(self.words)
        with Center(id="foot"):
            yield ComposerNote()
            yield (hints := CommandHints(self.words))
            yield Composer(self.words, hints)
            yield StatusLine()
            yield KeyBar(self.words)

    def on_mount(self) -> None:
        """Look at the profile once the shell is painted, then open it."""
        self._show_activity(self.words("tui.activity.opening"))
        self.call_after_refresh(self.set_timer, TO_PAINT_SECONDS, self._look)

    @property
    def answering(self) -> bool:
        """Whether a reply is on its way."""
        return False

    # Opening

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
        self.friend.speak(profile.language)
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
            self._joining = self._join_from(self._found, first.id if first else None)

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
        self._waking = self._wake(joined.companion)

    async def add_earlier(self, turns: Sequence[Turn], *, asked: int) -> None:
        """Show the last of `turns`, of which as many as `asked` might have come, above those on the screen.

        One after the other, so that whoever is writing meanwhile is not kept waiting.
        """
        light = lightest(turns, BATCH)
        more = len(light) < len(turns) or len(turns) == asked
        transcript = self.query_one(Transcript)
        for turn in reversed(light):
            await transcript.add_earlier([turn], more=more or turn is not light[0])
        if not light:
            await transcript.add_earlier([], more=False)

    def _show_place(self, companion: Companion) -> None:
        model = companion.model
        where = destination(self.words, model.destination)
        self.query_one(StatusLine).show_place(companion.bank.profile.name, model.name, where)

    @work(thread=True, group="waking", exit_on_error=False)
    def _wake(self, companion: Companion) -> None:
        try:
            woken = self.friend.core.wake(companion.bank, lambda: self._leaving)
            self.post_message(messages.MemoryWoken(woken, companion.bank.counts()))
        except MemoryBankError as error:
            self.post_message(messages.OpeningFailed(error))

    @on(messages.MemoryWoken)
    async def _show_woken(self, event: messages.MemoryWoken) -> None:
        self._counts = event.counts
        if not self.answering:
            self._show_activity()
        transcript = self.query_one(Transcript)
        for error in event.woken.notices:
            await transcript.mount(Notice(self.sentence(error), trouble=True))
        faded = event.woken.faded
        if faded.examples:
            heading = self.words("tui.memories.faded" + ("_one" if faded.count == 1 else ""), count=faded.count)
            await transcript.mount(MemoryLine(self.words, heading, faded.examples, faded.count))

    def _show_activity(self, text: str | None = None) -> None:
        if text is None and self._counts is not None:
            counts = self._counts
            held = counts.alive + counts.pinned
            text = self.words("tui.activity.one" if held == 1 else "tui.activity.remembering", count=held)
            if counts.faded:
                text += self.words("tui.activity.faded", count=counts.faded)
        self.query_one(StatusLine).show_activity(text or "")

    def stop_reply(self) -> None:
        """Stop the reply on its way; a shell alone has none."""

    @property
    def waiting(self) -> str:
        """The message that is still to be sent; a shell alone has none."""
        return ""

    async def leave(self) -> None:
        """Stop the reply on its way, and return when everything is stored and let go of.

        Not to be awaited by this screen's own handlers: it needs them.
        """
        self._leaving = True
        self.stop_reply()
        for worker in (self._talking, self._joining, self._waking, self._scrubbing):
            if worker is not None:
                with suppress(WorkerFailed, WorkerCancelled):
                    await worker.wait()
        found, self._found = self._found, None
        companion, self.companion = self.companion, None
        if found is not None:
            written = [text for text in (self.waiting, self.query_one(Composer).whole_text) if text]
            self.friend.leave_desk(found.profile, "\n".join(written))
        if companion is not None:
            await companion.model.close()
        if found is not None:
            await asyncio.to_thread(found.close)
