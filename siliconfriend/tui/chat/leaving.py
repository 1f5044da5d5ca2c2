"""A profile leaves, and nothing of it is lost or left open."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on
from textual.worker import WorkerCancelled, WorkerFailed

from siliconfriend.tui import messages
from siliconfriend.tui.chat.drafting import Drafting
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile


class Leaving(Drafting):
    """The end of what opening began."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._left: asyncio.Task[None] | None = None

    @on(messages.CompanionJoined)
    async def _say_what_leaving_stopped(self) -> None:
        """To whoever is back: the last reply is no whole one because they left. It is said in the turn, and goes
        with it.
        """
        desk = self.friend.desk(self._found) if self._found is not None else None
        last = self.query_one(Transcript).turns[-1:]
        if desk is None or desk.broken_off is None:
            return
        broken_off, desk.broken_off = desk.broken_off, None
        if last and last[0].turn is not None and last[0].turn.id == broken_off:
            await last[0].say_why_stopped(
                lambda: self.words("tui.turn.stopped_by_leaving", key=self.way_to("again"))
            )

    async def leave(self) -> None:
        """Stop the reply on its way, and return when everything is stored and let go of.

        Not to be awaited by this screen's own handlers: it needs them. It is done once, whoever asks for it and is
        cancelled meanwhile: the memory is not closed before the last words are in it.
        """
        if self._left is None:
            self._left = asyncio.create_task(self._leave())
        await asyncio.shield(self._left)

    async def _leave(self) -> None:
        self._leaving = True
        off_record = self.companion is not None and self.companion.off_record
        exchange = self._exchange
        self.stop_reply()
        for worker in list(self._to_be_waited_for):
            with suppress(WorkerFailed, WorkerCancelled):
                await asyncio.shield(worker.wait())  # which takes being cancelled for the worker's end
        await self.end_reply()  # one that no worker reads any more
        reply = exchange.reply if exchange is not None and not off_record else None
        broken_off = reply.turn.id if reply is not None else None
        unsent = self.left_unsent() if self.query(Composer) else None  # closed at once, it is as it was kept last
        found, self._found = self._found, None
        companion, self.companion = self.companion, None
        if found is not None and unsent is not None:
            self.friend.leave_desk(found.profile, unsent, broken_off=broken_off)
            await asyncio.to_thread(found.unsent.keep, unsent)
        if companion is not None:
            companion.sent.forget_off_record()
            companion.sent.leave()
            await companion.model.close()
        if found is not None:
            await asyncio.to_thread(found.close)
