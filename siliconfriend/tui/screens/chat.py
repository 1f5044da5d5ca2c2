"""The conversation with one profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.worker import Worker, WorkerState

from siliconfriend.memory.records import Profile
from siliconfriend.tui import messages
from siliconfriend.tui.commands import Scope, bindings
from siliconfriend.tui.conversing import converse
from siliconfriend.tui.core import TURNS_AT_ONCE
from siliconfriend.tui.screens.shell import Shell
from siliconfriend.tui.widgets.care_notice import CareNotice
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.transcript import Transcript
from siliconfriend.tui.widgets.turn_view import TurnView

if TYPE_CHECKING:
    from siliconfriend.companion import Companion, Reply


class ChatScreen(Shell):
    """What is said, and what can be done while saying it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CHAT)

    def __init__(self, who: Profile | str | None) -> None:
        """Talk with `who`: a profile, a name, or whoever was here last."""
        super().__init__(who)
        self._view: TurnView | None = None
        self._reply: Reply | None = None
        self._stop_wanted = False

    @property
    def answering(self) -> bool:
        """Whether a reply is on its way."""
        return self._view is not None

    # Talking

    @on(Composer.Submitted)
    async def _say(self, event: Composer.Submitted) -> None:
        if self.companion is None:
            self.notify(self.words("tui.composer.not_yet"), markup=False)
        elif self._view is not None:
            self.notify(self.words("tui.composer.still_answering"), markup=False)
        else:
            event.composer.take(event.typed)
            today = self.friend.core.clock().date()
            self._view = await self.query_one(Transcript).begin(event.text, today)
            self._stop_wanted = False
            self.query_one(KeyBar).streaming = True
            self._show_activity(self.words("tui.activity.thinking"))
            self._talking = self._converse(self.companion, event.text)

    @work(group="generation", exit_on_error=False)
    async def _converse(self, companion: Companion, text: str) -> None:
        await converse(companion, text, self.post_message)

    @on(messages.MessageRefused)
    async def _say_why_refused(self, event: messages.MessageRefused) -> None:
        self.notify(self.sentence(event.error), severity="error", markup=False)
        await self._give_back()

    async def _give_back(self) -> None:
        """What could not be kept goes back to where it was written."""
        if self._view is not None:
            self.query_one(Composer).give_back(self._view.query_text)
            await self._view.remove()
        self._settle()

    @on(messages.ReplyStarted)
    async def _start(self, event: messages.ReplyStarted) -> None:
        self._reply = event.reply
        if self._view is not None and event.reply.help is not None:
            await self._view.beside(CareNotice(event.reply.help.text))
        if self._stop_wanted:
            self.action_stop()

    @on(messages.ReplyGrew)
    async def _grow(self, event: messages.ReplyGrew) -> None:
        if self._view is not None:
            self._show_activity(self.words("tui.activity.answering"))
            await self._view.grow(event.piece)

    @on(messages.ReplyEnded)
    async def _end(self, event: messages.ReplyEnded) -> None:
        reply, self._counts = event.reply, event.counts
        if self._view is not None:
            await self._view.finish(reply.turn, self.sentence(reply.error) if reply.error else "")
        self._settle()

    @on(Worker.StateChanged)
    async def _go_on(self, event: Worker.StateChanged) -> None:
        """Whatever broke a reply, the next message can be said."""
        if event.worker is self._talking and event.state is WorkerState.ERROR:
            if self._reply is None:
                await self._give_back()
            elif self._view is not None:
                await self._view.finish(self._reply.turn)
                self._settle()

    def _settle(self) -> None:
        self._view = self._reply = None
        self.query_one(KeyBar).streaming = False
        self._show_activity()

    def on_key(self, event: events.Key) -> None:
        """Whatever has the focus, letters are for the composer."""
        composer = self.query_one(Composer)
        letter = event.character
        if letter and event.is_printable and not letter.isspace() and not composer.has_focus:
            event.stop()
            composer.focus()
            composer.insert(letter)

    # Commands

    def action_stop(self) -> None:
        """Stop the reply; what has arrived is kept."""
        if self._reply is not None:
            self.run_worker(self._reply.stop(), group="stopping", exit_on_error=False)
        self._stop_wanted = True

    def check_action(self, action: str, _: tuple[object, ...]) -> bool | None:
        """Escape stops a reply, and means something else when there is none."""
        return self._view is not None if action == "stop" else True

    async def action_new_conversation(self) -> None:
        """Begin another conversation."""
        if self._view is not None:
            self.notify(self.words("tui.composer.still_answering"), markup=False)
        elif self.companion is not None:
            self.companion.new_conversation()
            await self.query_one(Transcript).divide()

    def action_recalled(self) -> None:
        """Open or close what was remembered for the last reply that remembered something."""
        lines = self.query(MemoryLine)
        if lines:
            lines.last().action_open()

    def action_scroll_up(self) -> None:
        """A page up."""
        self.query_one(Transcript).scroll_page_up(animate=False)

    def action_scroll_down(self) -> None:
        """A page down."""
        self.query_one(Transcript).scroll_page_down(animate=False)

    def action_latest(self) -> None:
        """Back to the newest words."""
        self.query_one(Transcript).anchor()

    @on(EarlierLine.Asked)
    def action_earlier(self) -> None:
        """Show earlier turns."""
        first = self.query_one(Transcript).first_turn
        if self.companion is not None and first is not None and self.query(EarlierLine):
            self._read_earlier(self.companion, first.id)

    @work(thread=True, group="older turns", exclusive=True, exit_on_error=False)
    def _read_earlier(self, companion: Companion, before: int) -> None:
        turns = companion.bank.turns(before=before, limit=TURNS_AT_ONCE)
        self.post_message(messages.EarlierTurnsRead(before, turns))

    @on(messages.EarlierTurnsRead)
    async def _show_earlier(self, event: messages.EarlierTurnsRead) -> None:
        transcript = self.query_one(Transcript)
        if transcript.first_turn is None or transcript.first_turn.id != event.before:
            return  # asked for twice
        await transcript.add_earlier(event.turns, more=len(event.turns) == TURNS_AT_ONCE)
