"""What is written and not sent yet is kept, and stands there again whenever its writer is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.timer import Timer
from textual.widgets import TextArea
from textual.worker import Worker

from siliconfriend.tui import messages
from siliconfriend.tui.chat.candour import Candour
from siliconfriend.tui.chat.commanding import Commanding, promised
from siliconfriend.tui.chat.opening import Opening
from siliconfriend.tui.widgets.composer import Composer

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile
    from siliconfriend.tui.arrivals import Found

KEEP_EVERY_SECONDS = 1.0


class Drafting(Commanding, Candour, Opening):
    """Off the record nothing is kept, and what had been kept goes."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._keep_soon: Timer | None = None
        self._keeping: Worker[None] | None = None
        self._begun_off_record: list[str] = []
        """What stood in the composer when off the record ended; kept nowhere as long as it stands there."""

    def _sit_down(self, found: Found) -> None:
        """Where this person writes: what was written before, and what was left unsent.

        Words that were typed meanwhile come first: the rest waits until they are sent, lest both be sent as one.
        """
        super()._sit_down(found)
        left = self.friend.desk(found).draft or found.left
        if not left.strip():
            left = ""  # unseen, it would make words of the command that is written next
        composer = self.query_one(Composer)
        if composer.text:
            self._held_back = left
        elif left:
            composer.write(left)
        self.keep_soon()

    @property
    def would_lose(self) -> bool:
        """Whether words that are not sent are kept nowhere: off the record, or where nobody could be opened."""
        kept, unkept = self._unsent_words()
        return bool(unkept or (kept and self._found is None))

    @property
    def lost(self) -> str:
        """The string that asks whether they may be lost."""
        return "unsent.lost" if self._found is not None else "unsent.lost_here"

    def left_unsent(self) -> str:
        """All that would be lost if the program ended now, but for what is to be kept nowhere."""
        return self._unsent_words()[0]

    def _unsent_words(self) -> tuple[str, str]:
        """What is not sent yet and may be kept, and what may not."""
        drafts = [draft for draft in self.query_one(Composer).drafts if not promised(draft)]
        if self._editing is not None and not self.rewording:
            drafts = []
        exchange = self._exchange
        said = exchange.written if exchange is not None and not exchange.kept else ""
        never = [draft for draft in drafts if any(begun in draft for begun in self._begun_off_record)]
        since = [self._put_aside, *(draft for draft in drafts if draft not in never), self._held_back]
        before, after = ([said, self.waiting], since) if self.waits_on_record else ([said], [self.waiting, *since])
        if self.companion is not None and self.companion.off_record:
            before, after = [], [*before, *after]
        elif not self.off_record_waits:
            before, after = [*before, *after], []
        return "\n".join(filter(None, before)), "\n".join(filter(None, [*after, *never]))

    @on(TextArea.Changed, "#composer")
    def _put_back(self) -> None:
        composer = self.query_one(Composer)
        if self._begun_off_record:
            drafts = composer.drafts
            self._begun_off_record = [one for one in self._begun_off_record if any(one in each for each in drafts)]
        if self._held_back and not composer.text:
            left, self._held_back = self._held_back, ""
            composer.write(left)
        self.keep_soon()

    @on(messages.ReplyStarted)
    def keep_soon(self) -> None:
        """Keep what is written, at most once a second."""
        if self._keep_soon is None and not self._leaving:
            self._keep_soon = self.set_timer(KEEP_EVERY_SECONDS, self._keep)

    def _keep(self) -> None:
        self._keep_soon = None
        if self._found is None or self._leaving:
            return
        if self._keeping is not None and not self._keeping.is_finished:
            self.keep_soon()
        else:
            self._keeping = self._finish_before_leaving(self._keep_now(self._found, self.left_unsent()))

    @work(thread=True, group="drafting", exit_on_error=False)
    def _keep_now(self, found: Found, text: str) -> None:
        found.unsent.keep(text)

    async def action_off_record(self) -> None:
        """Of what is written off the record nothing is kept either."""
        await super().action_off_record()
        self.keep_soon()

    async def begin_off_record(self) -> None:
        """And what was kept goes."""
        await super().begin_off_record()
        self.keep_soon()

    async def action_new_conversation(self) -> None:
        """And on the record it is kept again, but for what was written before."""
        was_off = self.companion is not None and self.companion.off_record
        await super().action_new_conversation()
        if was_off and self.companion is not None and not self.companion.off_record:
            self._begun_off_record = self.query_one(Composer).drafts
        self.keep_soon()
