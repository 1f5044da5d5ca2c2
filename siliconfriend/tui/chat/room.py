"""What every part of the chat screen knows: who is here, what is on its way, and the line that says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy
from inspect import isawaitable
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.message_pump import MessagePump
from textual.worker import Worker

from siliconfriend.hosts import stays_here
from siliconfriend.tui import messages
from siliconfriend.tui.destination import called, destination
from siliconfriend.tui.in_order import PATIENCE_SECONDS, UNTIL_OPEN
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.status_line import StatusLine
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Counts, Profile
    from siliconfriend.tui.screens.base import FriendScreen

    Layer = FriendScreen[None]
else:
    Layer = MessagePump
    """What a layer of the chat screen is while it is made: thirty classes of screens would cost 20 ms."""


class Room(Layer):
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
        self.cannot_open = False
        self.tried_to_open = asyncio.Event()
        """Set once the companion is here, or it is known that the memories cannot be opened."""
        self.carried_out = ""
        """The command that is being carried out, as it was written; empty for one that was chosen otherwise."""
        self._to_be_waited_for: list[Worker[None]] = []

    @property
    def answering(self) -> bool:
        """Whether a reply is on its way; a room where nobody talks has none."""
        return False

    @property
    def choosing(self) -> bool:
        """Whether another model is being chosen; in a room where nobody talks none is."""
        return False

    @property
    def off_record(self) -> bool:
        """Whether what is written now is to be kept nowhere."""
        return self.companion is not None and self.companion.off_record

    @property
    def waiting(self) -> str:
        """The message that is still to be sent."""
        return ""

    def stop_reply(self) -> None:
        """Stop the reply on its way."""

    async def end_reply(self) -> None:
        """The same, and return when it is stored."""

    def say_still_answering(self, id_: str = "", argument: str = "") -> None:
        """What was asked for waits for the end of the reply, which can be stopped; a command that was written goes
        back to where that was, and so does `id_` with its `argument`, wherever it was chosen.
        """
        self._give_back_call(id_, argument)
        self.tell("tui.composer.still_answering", key=self.way_to("stop"))

    def _give_back_call(self, id_: str, argument: str) -> None:
        written = self.carried_out
        if argument and not written:
            written = self._called(id_, argument)
        if written:
            self.query_one(Composer).give_back(written)

    def _called(self, id_: str, argument: str) -> str:
        from siliconfriend.tui.commands import command
        from siliconfriend.tui.slash import call

        return f"{call(self.words, command(id_))} {argument}"

    def when_open(
        self, do: Callable[[], object], id_: str = "", argument: str = "", *, in_any_case: bool = False
    ) -> None:
        """`do` what was asked for, which needs the memories, as soon as they are open; keys come after it.

        When they cannot be opened, unless it is done `in_any_case`, or when it is given up, what was written goes
        back, as in `say_still_answering`.
        """
        written = self.carried_out or (self._called(id_, argument) if argument else "")
        self.friend.begin_to_wait()
        self.run_worker(self._do_when_open(do, written, in_any_case), group=UNTIL_OPEN, exit_on_error=False)

    async def _do_when_open(self, do: Callable[[], object], written: str, in_any_case: bool) -> None:
        try:
            if not self.tried_to_open.is_set():
                self.set_timer(PATIENCE_SECONDS, self._say_what_it_waits_for)
            await self.tried_to_open.wait()
        except asyncio.CancelledError:
            if not self.going and written:
                self.query_one(Composer).give_back(written)
            raise
        self.carried_out = written
        try:
            if self.cannot_open and not in_any_case:
                self._give_back_call("", "")
                self.tell("unsent.closed", key=self.way_to("profiles"), severity="warning")
            elif isawaitable(done := do()):
                await done
        finally:
            self.carried_out = ""

    def _say_what_it_waits_for(self) -> None:
        if not self.tried_to_open.is_set():
            self.tell("tui.composer.until_open")

    def tell_in_front(self, event: Message) -> None:
        """Screens in front of the conversation may show `event` too."""
        for screen in self.app.screen_stack:
            if screen is not self:
                screen.post_message(copy(event))

    def _finish_before_leaving(self, worker: Worker[None]) -> Worker[None]:
        """Whoever leaves waits for `worker`."""
        unfinished = [one for one in self._to_be_waited_for if not one.is_finished]
        self._to_be_waited_for = [*unfinished, worker]
        return worker

    def _show_place(self, companion: Companion) -> None:
        model = companion.model
        profile = companion.bank.profile
        where = destination(self.words, model.destination, companion.read_at)
        who = profile.name
        if profile.companion:
            who = self.words("settings.pair", name=profile.name, companion=profile.companion)
        marks = [self.words("candour.off_record.status")] if companion.off_record else []
        marks += [self.words("candour.local_only.status")] if profile.local_only else []
        elsewhere = bool(model.destination) and not stays_here(model.destination)
        if profile.local_only and (not model.destination or (elsewhere and not self.answering)):
            where = ""  # the promise says it, and more; it holds for what comes after the reply on its way
        self.query_one(StatusLine).show_place(who, *marks, called(self.words, model.name), where)

    def _show_keys(self) -> None:
        """The keys that there is something to do with here."""
        bar, companion, turns = self.query_one(KeyBar), self.companion, self.query_one(Transcript).turns
        last = turns[-1].turn if turns else None
        here = companion is not None and last is not None and last.off_record == companion.off_record
        bar.said = bool(turns)
        bar.said_here = here and companion is not None and not companion.at_a_beginning

    def _show_activity(self, text: str | None = None) -> None:
        idle = text is None
        if text is None and self._counts is not None:
            counts = self._counts
            held = counts.alive + counts.pinned
            text = self.words("tui.activity.one" if held == 1 else "tui.activity.remembering", count=held)
            if counts.faded:
                text += self.words("tui.activity.faded", count=counts.faded)
        self.query_one(StatusLine).show_activity(text or "", gives_way=idle)

    @on(messages.NotDone)
    def _say_why_not(self, event: messages.NotDone) -> None:
        self.notify(self.sentence(event.error), severity="error", markup=False)
        if event.argument:
            self.query_one(Composer).give_back(self._called(event.id, event.argument))
