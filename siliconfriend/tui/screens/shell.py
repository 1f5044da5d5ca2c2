"""The shell of a conversation: painted at once, then a profile comes in, and at the end leaves."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Center
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from siliconfriend.memory.records import Counts, MemoryBankError, Profile
from siliconfriend.models.base import ModelError
from siliconfriend.tui import messages
from siliconfriend.tui.core import TURNS_AT_ONCE
from siliconfriend.tui.destination import destination
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.status_line import StatusLine
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion

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

    def compose(self) -> ComposeResult:
        """Transcript, composer, status, keys."""
        yield Transcript(self.words)
        with Center(id="foot"):
            yield Composer(self.words)
            yield StatusLine()
            yield KeyBar(self.words)

    def on_mount(self) -> None:
        """Open the profile once the shell is painted."""
        self._show_activity(self.words("tui.activity.opening"))
        self.call_after_refresh(self.set_timer, TO_PAINT_SECONDS, self._open)

    @property
    def answering(self) -> bool:
        """Whether a reply is on its way."""
        return False

    # Opening

    @work(thread=True, group="opening", exit_on_error=False)
    def _open(self) -> None:
        core, who = self.friend.core, self._who
        try:
            profile = who if isinstance(who, Profile) else core.find(who)
            if profile is None:
                self.post_message(messages.ProfileMissing(who if isinstance(who, str) else ""))
                return
            opened = core.open(profile)
            if not self.post_message(messages.ProfileOpened(opened)):
                opened.companion.bank.close()
        except (MemoryBankError, ModelError) as error:
            self.post_message(messages.OpeningFailed(error))

    @on(messages.ProfileMissing)
    def _ask_who(self, event: messages.ProfileMissing) -> None:
        self.friend.meet(event.name)

    @on(messages.OpeningFailed)
    async def _say_why_not(self, event: messages.OpeningFailed) -> None:
        self._show_activity("")
        await self.query_one(Transcript).mount(Notice(self.sentence(event.error), trouble=True))

    @on(messages.ProfileOpened)
    async def _begin(self, event: messages.ProfileOpened) -> None:
        opened = event.opened
        self.companion, self._counts = opened.companion, opened.counts
        self.friend.speak(opened.profile.language)
        self.query_one(Composer).use_words(self.words)
        self.query_one(KeyBar).use_words(self.words)
        model = opened.companion.model
        self.query_one(StatusLine).show_place(
            opened.profile.name, model.name, destination(self.words, model.destination)
        )
        transcript = self.query_one(Transcript)
        await transcript.show_turns(self.words, opened.turns, more=len(opened.turns) == TURNS_AT_ONCE)
        if not opened.turns:
            await transcript.mount(Notice(self.words("tui.transcript.welcome", name=opened.profile.name)))
        self._show_activity(self.words("tui.activity.waking"))
        self._waking = self._wake(opened.companion)

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

    def action_stop(self) -> None:
        """Stop the reply on its way; a shell alone has none."""

    async def leave(self) -> None:
        """Stop the reply on its way, and return when everything is stored and let go of.

        Not to be awaited by this screen's own handlers: it needs them.
        """
        self._leaving = True
        self.action_stop()
        for worker in (self._talking, self._waking):
            if worker is not None:
                with suppress(WorkerFailed, WorkerCancelled):
                    await worker.wait()
        if self.companion is not None:
            companion, self.companion = self.companion, None
            await companion.close()
