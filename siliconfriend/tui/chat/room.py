"""What every part of the chat screen knows: who is here, what is on its way, and the line that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.worker import Worker

from siliconfriend.tui import messages
from siliconfriend.tui.destination import destination
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Counts, Profile


class Room(FriendScreen[None]):
    """A screen belongs to one profile for its whole life: another profile gets another screen, so that nothing
    of the one is left in the other's transcript, composer or undo.
    """

    def __init__(self, who: Profile | str | None) -> None:
        """Open `who`: a profile, a name, or whoever was here last."""
        super().__init__()
        self._who = who
        self.companion: Companion | None = None
        self._counts: Counts | None = None
        self._leaving = False
        self._to_be_waited_for: list[Worker[None]] = []

    @property
    def answering(self) -> bool:
        """Whether a reply is on its way; a room where nobody talks has none."""
        return False

    @property
    def waiting(self) -> str:
        """The message that is still to be sent."""
        return ""

    def stop_reply(self) -> None:
        """Stop the reply on its way."""

    def _finish_before_leaving(self, worker: Worker[None]) -> Worker[None]:
        """Whoever leaves waits for `worker`."""
        unfinished = [one for one in self._to_be_waited_for if not one.is_finished]
        self._to_be_waited_for = [*unfinished, worker]
        return worker

    def _show_place(self, companion: Companion) -> None:
        model = companion.model
        where, profile = destination(self.words, model.destination), companion.bank.profile
        who = profile.name
        if profile.companion:
            who = self.words("settings.pair", name=profile.name, companion=profile.companion)
        marks = [self.words("candour.off_record.status")] if companion.off_record else []
        marks += [self.words("candour.local_only.status")] if profile.local_only else []
        self.query_one(StatusLine).show_place(who, *marks, model.name, where)

    def _show_activity(self, text: str | None = None) -> None:
        if text is None and self._counts is not None:
            counts = self._counts
            held = counts.alive + counts.pinned
            text = self.words("tui.activity.one" if held == 1 else "tui.activity.remembering", count=held)
            if counts.faded:
                text += self.words("tui.activity.faded", count=counts.faded)
        self.query_one(StatusLine).show_activity(text or "")

    @on(messages.NotDone)
    def _say_why_not(self, event: messages.NotDone) -> None:
        self.notify(self.sentence(event.error), severity="error", markup=False)
