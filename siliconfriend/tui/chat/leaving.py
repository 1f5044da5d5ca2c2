"""A profile leaves, and nothing of it is lost or left open."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual import on
from textual.worker import WorkerCancelled, WorkerFailed

from siliconfriend.tui import messages
from siliconfriend.tui.chat.drafting import Drafting
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.transcript import Transcript


class Leaving(Drafting):
    """The end of what opening began."""

    @on(messages.CompanionJoined)
    async def _say_what_leaving_stopped(self) -> None:
        """To whoever is back: the last reply is no whole one because they left."""
        desk = self.friend.desk(self._found) if self._found is not None else None
        if desk is not None and desk.broken_off:
            desk.broken_off = False
            stopped = Notice(lambda: self.words("tui.turn.stopped_by_leaving", key=self.way_to("again")))
            await self.query_one(Transcript).mount(stopped)

    async def leave(self) -> None:
        """Stop the reply on its way, and return when everything is stored and let go of.

        Not to be awaited by this screen's own handlers: it needs them.
        """
        self._leaving = True
        off_record = self.companion is not None and self.companion.off_record
        broken_off = self.answering and not off_record
        self.stop_reply()
        for worker in list(self._to_be_waited_for):
            with suppress(WorkerFailed, WorkerCancelled):
                await worker.wait()
        unsent = self.left_unsent()
        found, self._found = self._found, None
        companion, self.companion = self.companion, None
        if found is not None:
            self.friend.leave_desk(found.profile, unsent, broken_off=broken_off)
            await asyncio.to_thread(found.unsent.keep, unsent)
        if companion is not None:
            companion.sent.forget_off_record()
            companion.sent.leave()
            await companion.model.close()
        if found is not None:
            await asyncio.to_thread(found.close)
