"""The conversation with one profile, and what can be done in it."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.binding import BindingType

from siliconfriend.memory.records import MemoryBankError, Turn
from siliconfriend.tui import messages
from siliconfriend.tui.commands import Command, Scope, bindings
from siliconfriend.tui.core import TURNS_AT_ONCE
from siliconfriend.tui.screens.talking import Talking
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.memory_line import MemoryLine
from siliconfriend.tui.widgets.transcript import Transcript
from siliconfriend.tui.widgets.turn_view import TurnView

if TYPE_CHECKING:
    from siliconfriend.companion import Companion

SAMPLE_CHARACTERS = 60


class ChatScreen(Talking):
    """What is said, and what can be done while saying it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CHAT)

    @on(Composer.Submitted)
    async def _take(self, event: Composer.Submitted) -> None:
        """A slash command is carried out; anything else is said."""
        from siliconfriend.tui.slash import call, parse

        called = parse(event.typed)
        if called is None:
            await self.say(event.text, written=event.typed)
        elif called.command is None:
            self.tell("tui.slash.unknown", name=called.name)
        elif called.command.argument and not called.argument:
            event.composer.write(call(self.words, called.command) + " ")
        else:
            event.composer.take(event.typed)
            await self._carry_out(called.command, called.argument)

    @on(Composer.Chosen)
    async def _take_chosen(self, event: Composer.Chosen) -> None:
        await self._carry_out(event.command, "")

    async def _carry_out(self, command: Command, argument: str) -> None:
        owner = self.app if command.scope is Scope.APP else self
        if self.check_action(command.action, ()):
            action: Callable[..., object] = getattr(owner, f"action_{command.action}")
            done = action(argument) if command.argument else action()
            if isawaitable(done):
                await done

    def on_key(self, event: events.Key) -> None:
        """Whatever has the focus, letters are for the composer."""
        composer = self.query_one(Composer)
        letter = event.character
        if letter and event.is_printable and not letter.isspace() and not composer.has_focus:
            event.stop()
            composer.focus()
            composer.insert(letter)

    # The last turn

    def _last(self) -> tuple[Companion, TurnView, Turn] | None:
        """The last turn on the screen, when something can be done with it; else says why not."""
        views = self.query_one(Transcript).turns
        if self.companion is None:
            self.tell("tui.composer.not_yet")
        elif self.answering:
            self.tell("tui.composer.still_answering")
        elif not views or views[-1].turn is None:
            self.tell("tui.turn.none")
        else:
            return self.companion, views[-1], views[-1].turn
        return None

    async def action_again(self) -> None:
        """Another reply to the last message."""
        if self._editing is not None:
            self.stop_editing()
        if last := self._last():
            await self.ask_again(*last)

    def action_edit(self) -> None:
        """The last message in the composer again; sent, it takes the old turn's place."""
        if self._editing is None and (last := self._last()):
            _, view, turn = last
            composer = self.query_one(Composer)
            self._put_aside = composer.whole_text
            self.begin_editing(view)
            composer.write(turn.query)
            composer.focus()

    def action_remove(self) -> None:
        """Remove the last turn for good, after asking."""
        from siliconfriend.tui.screens.confirm import ConfirmScreen
        from siliconfriend.tui.visible import one_line

        if last := self._last():
            companion, _, turn = last
            sample = one_line(turn.query)
            cut = sample if len(sample) <= SAMPLE_CHARACTERS else sample[: SAMPLE_CHARACTERS - 1] + "…"
            say = self.words
            question = say("tui.remove.question", text=cut)
            screen = ConfirmScreen(question, yes=say("tui.remove.yes"), no=say("tui.remove.no"))
            self.app.push_screen(screen, lambda yes: self._remove_if(companion, turn, yes))

    def _remove_if(self, companion: Companion, turn: Turn, yes: bool | None) -> None:
        if yes:
            self._remove(companion, turn)

    @work(thread=True, group="removing", exit_on_error=False)
    def _remove(self, companion: Companion, turn: Turn) -> None:
        try:
            companion.bank.remove_turn(turn.id)
            self.post_message(messages.TurnRemoved(turn, companion.bank.counts()))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.TurnRemoved)
    async def _show_removed(self, event: messages.TurnRemoved) -> None:
        self._counts = event.counts
        self.query_one(Composer).written_before.forget(event.turn.query)
        if self._editing is not None:
            self.stop_editing()
        await self.query_one(Transcript).remove_turn(event.turn)
        if not self.answering:
            self._show_activity()
        self.scrub_soon()

    @on(messages.NotDone)
    def _say_why_not(self, event: messages.NotDone) -> None:
        self.notify(self.sentence(event.error), severity="error", markup=False)

    # Copying

    def action_copy(self) -> None:
        """The last reply, as it was written."""
        replies = [view.response for view in self.query_one(Transcript).turns if view.response]
        if replies:
            self._copy(replies[-1])
            self.tell("tui.copied.reply")
        else:
            self.tell("tui.turn.none")

    def action_copy_code(self) -> None:
        """Code of the last reply that has any; of several blocks, the one chosen."""
        from siliconfriend.tui.code_blocks import code_blocks
        from siliconfriend.tui.screens.choose_code import ChooseCodeScreen

        replies = [view.response for view in self.query_one(Transcript).turns if view.response]
        blocks = next((found for reply in reversed(replies) if (found := code_blocks(reply))), [])
        if not blocks:
            self.tell("tui.copied.no_code")
        elif len(blocks) == 1:
            self._copy_code(blocks[0])
        else:
            self.app.push_screen(ChooseCodeScreen(blocks), self._copy_code)

    def _copy_code(self, code: str | None) -> None:
        if code is not None:
            self._copy(code)
            self.tell("tui.copied.code")

    def _copy(self, text: str) -> None:
        from siliconfriend.tui.clipboard import offer
        from siliconfriend.tui.visible import visible

        harmless = visible(text)
        self.app.copy_to_clipboard(harmless)
        self.run_worker(lambda: offer(harmless), thread=True, group="copying", exit_on_error=False)

    # Memory and model

    def action_remember(self, text: str = "") -> None:
        """Keep `text` as a note; without one, begin to write it."""
        self._with_argument("remember", text, self._keep_note)

    @work(thread=True, group="noting", exit_on_error=False)
    def _keep_note(self, companion: Companion, text: str) -> None:
        try:
            companion.bank.remember(text, companion.clock())
            self.post_message(messages.NoteKept(companion.bank.counts()))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.NoteKept)
    def _show_kept(self, event: messages.NoteKept) -> None:
        self._counts = event.counts
        if not self.answering:
            self._show_activity()
        self.tell("tui.note.kept")

    def action_model(self, name: str = "") -> None:
        """Let another model answer; without a name, begin to write it."""
        if self.answering:
            self.tell("tui.composer.still_answering")
        else:
            self._with_argument("model", name, self._choose_model)

    @work(thread=True, group="choosing", exclusive=True, exit_on_error=False)
    def _choose_model(self, _: Companion, name: str) -> None:
        from siliconfriend.models.base import ModelError

        try:
            self.post_message(messages.ModelChosen(self.friend.core.model(name)))
        except ModelError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.ModelChosen)
    async def _use_model(self, event: messages.ModelChosen) -> None:
        companion = self.companion
        if companion is None or self.answering:
            await event.model.close()
            return
        before, companion.model = companion.model, event.model
        self._show_place(companion)
        await before.close()

    def _with_argument(self, id_: str, argument: str, do: Callable[[Companion, str], object]) -> None:
        from siliconfriend.tui.commands import command
        from siliconfriend.tui.slash import call

        if self.companion is None:
            self.tell("tui.composer.not_yet")
        elif argument:
            do(self.companion, argument)
        else:
            composer = self.query_one(Composer)
            composer.focus()
            composer.insert(call(self.words, command(id_)) + " ", (0, 0))

    async def action_new_conversation(self) -> None:
        """Begin another conversation."""
        if self.answering:
            self.tell("tui.composer.still_answering")
        elif self.companion is not None:
            self.companion.new_conversation()
            await self.query_one(Transcript).divide()

    # Moving about

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

    @on(Composer.PastEnd)
    def action_latest(self) -> None:
        """Back to the newest words, and on with them."""
        self.query_one(Transcript).anchor()

    @on(EarlierLine.Asked)
    def action_earlier(self) -> None:
        """Show earlier turns."""
        first = self.query_one(Transcript).first_turn
        if self.companion is not None and self.query(EarlierLine):
            self._read_earlier(self.companion, first.id if first else None)

    @work(thread=True, group="older turns", exclusive=True, exit_on_error=False)
    def _read_earlier(self, companion: Companion, before: int | None) -> None:
        try:
            turns = companion.bank.turns(before=before, limit=TURNS_AT_ONCE)
            self.post_message(messages.EarlierTurnsRead(before, turns))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @on(messages.EarlierTurnsRead)
    async def _show_earlier(self, event: messages.EarlierTurnsRead) -> None:
        transcript = self.query_one(Transcript)
        first = transcript.first_turn
        if (first.id if first else None) != event.before:
            return  # asked for twice
        await self.add_earlier(event.turns, asked=TURNS_AT_ONCE)
