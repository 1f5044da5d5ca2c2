"""This conversation or everything, to which file, how far it is, and where it went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.our_own import is_our_own
from siliconfriend.places import NotAFileError, only_a_file, write_privately
from siliconfriend.tui.report import Report
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.visible import one_line, visible
from siliconfriend.tui.widgets.card import ANSWERS, Card
from siliconfriend.tui.widgets.field import Field
from siliconfriend.tui.writing_out.markdown import file_name, markdown
from siliconfriend.tui.writing_out.said import everything, this_conversation

if TYPE_CHECKING:
    from siliconfriend.companion import Companion

HOW_MUCH = {"conversation": this_conversation, "everything": everything}


class WritingWentOn(Report):
    """So many hundredths of what was said are in the text of the file."""

    percent: int


class Written(Report):
    """So many turns are in the file."""

    file: Path
    turns: int


class NotWritten(Report):
    """It is not: `sentence` says why."""

    sentence: str


class ExportScreen(FriendModal[None]):
    """Enter writes, and replaces a file only when that is wanted; Esc stops what is being written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("enter", "copy", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self, companion: Companion, file: str = "") -> None:
        super().__init__()
        self._file = file
        self._companion = companion
        self._writing = False
        self._written: Path | None = None

    def compose(self) -> ComposeResult:
        """How much, where to, and what will be in it."""
        say, profile = self.words, self._companion.bank.profile
        usual = _home() / file_name(say, profile, self.friend.core.clock().date())
        with Card() as card:
            card.border_title = say("finding.export.title")
            card.border_subtitle = say("finding.export.keys")
            yield OptionList(
                *(Option(say(f"finding.export.{one}"), one) for one in HOW_MUCH),
                id=ANSWERS,
                markup=False,
                compact=True,
            )
            yield Static(say("finding.export.path"), classes="group", markup=False)
            yield Field(self._file or str(usual), compact=True)
            yield Static(say("finding.export.inside"), id="inside", classes="group", markup=False)
            yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """This conversation, unless everything is chosen."""
        choices = self.query_one(OptionList)
        choices.can_focus = False
        choices.highlighted = 0

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _check(self) -> None:
        written = self.query_one(Input).value.strip()
        if not written or self._writing or self._written:
            return
        say, file = self.words, Path(written).expanduser().absolute()
        if (why := self._refused(file)) is not None:
            self._hint(say(f"errors.{why}", file=one_line(str(file))))
            return
        if file.exists():
            question = say("finding.export.exists", file=one_line(str(file)))
            screen = ConfirmScreen(question, yes=say("finding.export.replace"), no=say("finding.export.keep"))
            self.app.push_screen(screen, lambda yes: self._begin(file) if yes else None)
        else:
            self._begin(file)

    def _refused(self, file: Path) -> str | None:
        """Why nothing may take the place of `file`, if so."""
        try:
            only_a_file(file)
        except NotAFileError:
            return "not_a_file"
        return "our_own_file" if is_our_own(file, self.friend.core.places) else None

    def _begin(self, file: Path) -> None:
        self._writing = True
        self._keys("finding.export.writing_keys")
        self._say_how_far(0)
        which = tuple(HOW_MUCH)[self.query_one(OptionList).highlighted or 0]
        self._write(self._companion, file, which)

    @work(thread=True, group="writing out", exclusive=True, exit_on_error=False)
    def _write(self, companion: Companion, file: Path, which: str) -> None:
        worker, say = get_current_worker(), self.words
        try:
            if which == "conversation" and companion.off_record:
                self.post_message(NotWritten(say("finding.export.off_record")))
                return
            said = HOW_MUCH[which](companion)
            turns = said.told(
                lambda percent: self.post_message(WritingWentOn(percent)), lambda: worker.is_cancelled
            )
            pieces = markdown(say, companion.bank.profile, turns, self.friend.core.clock().date())
            content = "".join(pieces).encode("utf-8", "replace")
            if worker.is_cancelled:
                return
            if not said.read:
                self.post_message(NotWritten(say("finding.export.nothing")))
                return
            write_privately(file, content)
        except MemoryBankError as error:
            self.post_message(NotWritten(self.sentence(error)))
        except OSError as error:
            detail, shown = error.strerror or type(error).__name__, one_line(str(file))
            self.post_message(NotWritten(say("finding.export.failed", file=shown, detail=detail)))
        else:
            self.post_message(Written(file, said.read))

    @on(WritingWentOn)
    def _show_how_far(self, event: WritingWentOn) -> None:
        if self._writing:
            self._say_how_far(event.percent)

    def _say_how_far(self, percent: int) -> None:
        self._hint(self.words("finding.export.writing", percent=percent), trouble=False)

    @on(Written)
    def _show_where(self, event: Written) -> None:
        """Where the file is, by itself on its line, to be copied."""
        self._writing, self._written = False, event.file
        for one in self.query("OptionList, Field, .group"):
            one.display = False
        say, count = self.words, event.turns
        head = say("finding.export.done_one" if count == 1 else "finding.export.done", count=count)
        self._hint(f"{head}\n\n{visible(str(event.file))}\n\n{say('finding.export.inside')}", trouble=False)
        self._keys("finding.export.done_keys")
        self.set_focus(None)

    @on(NotWritten)
    def _say_why_not(self, event: NotWritten) -> None:
        self._end()
        self._hint(event.sentence)

    def _end(self) -> None:
        self._writing = False
        self._keys("finding.export.keys")

    def _keys(self, key: str) -> None:
        self.query_one("#card").border_subtitle = self.words(key)

    def _hint(self, sentence: str, *, trouble: bool = True) -> None:
        hint = self.query_one("#hint", Static)
        hint.set_class(not trouble, "calm")
        hint.update(sentence)

    def action_move(self, by: int) -> None:
        """The other one."""
        choices = self.query_one(OptionList)
        if not self._writing:
            choices.highlighted = ((choices.highlighted or 0) + by) % len(HOW_MUCH)

    def action_copy(self) -> None:
        """Where the file is, to the clipboard."""
        if self._written is not None:
            self.copy(str(self._written))
            self.tell("finding.export.copied")

    def action_close(self) -> None:
        """Stop what is being written, of which nothing is left; else back to the conversation."""
        if self._writing:
            self.workers.cancel_group(self, "writing out")
            self._end()
            self._hint(self.words("finding.export.stopped"))
        else:
            self.dismiss(None)


def _home() -> Path:
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()
