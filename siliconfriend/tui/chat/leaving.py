"""A profile leaves, and nothing of it is lost or left open."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual.worker import WorkerCancelled, WorkerFailed

from siliconfriend.tui.chat.opening import Opening
from siliconfriend.tui.widgets.composer import Composer


class Leaving(Opening):
    """The end of what opening began."""

    async def leave(self) -> None:
        """Stop the reply on its way, and return when everything is stored and let go of.

        Not to be awaited by this screen's own handlers: it needs them.
        """
        self._leaving = True
        self.stop_reply()
        for worker in list(self._to_be_waited_for):
            with suppress(WorkerFailed, WorkerCancelled):
                await worker.wait()
        found, self._found = self._found, None
        companion, self.companion = self.companion, None
        if found is not None:
            written = [text for text in (self.waiting, self.query_one(Composer).whole_text) if text]
            if companion is not None and companion.off_record:
                written = []
            self.friend.leave_desk(found.profile, "\n".join(written))
        if companion is not None:
            await companion.model.close()
        if found is not None:
            await asyncio.to_thread(found.close)
