"""A profile comes in: its last turns as soon as they can be read, then its memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult

from siliconfriend.memory.records import MemoryBankError, Profile, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.chat.joining import Joining
from siliconfriend.tui.core import TURNS_AT_FIRST
from siliconfriend.tui.screens.base import TO_PAINT_SECONDS
from siliconfriend.tui.weight import FIRST, lightest
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.tui.arrivals import Found


class Opening(Joining):
    """From a name to an open memory, and what its waking came to."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._first_turns: Sequence[Turn] = ()

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
        self.friend.meet(event.name)

    @on(messages.OpeningFailed)
    async def _say_why_not_opened(self, event: messages.OpeningFailed) -> None:
        self._show_activity("")
        if self.companion is None:
            self.cannot_open = True
            self.tried_to_open.set()
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
