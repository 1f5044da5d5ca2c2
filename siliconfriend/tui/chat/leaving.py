"""A profile leaves, and nothing of it is lost or left open."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from textual.worker import WorkerCancelled, WorkerFailed

from siliconfriend.tui.chat.drafting import Drafting


class Leaving(Drafting):
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
        unsent = self.left_unsent()
        found, self._found = self._found, None
        companion, self.companion = self.companion, None
        if found is not None:
            self.friend.leave_desk(found.profile, unsent)
            await asyncio.to_thread(found.unsent.keep, unsent)
        if companion is not None:
            companion.sent.forget_off_record()
            companion.sent.leave()
            await companion.model.close()
        if found is not None:
            await asyncio.to_thread(found.close)
