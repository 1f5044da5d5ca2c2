"""This conversation or everything, and to which file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from siliconfriend.memory.records import MemoryBankError, Turn
from siliconfriend.places import write_privately
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.field import Field
from siliconfriend.tui.writing_out.markdown import file_name, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siliconfriend.companion import Companion


@dataclass(eq=False, repr=False)
class Written(Message):
    """What was said is in the file."""

    file: Path


@dataclass(eq=False, repr=False)
class NotWritten(Message):
    """It is not: `sentence` says why."""

    sentence: str


class ExportScreen(FriendModal[None]):
    """Enter writes; a file that is there already is replaced only when that is wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self, companion: Companion, file: str = "") -> None:
        super().__init__()
        self._file = file
        self._companion = companion

    def compose(self) -> ComposeResult:
        """How much, and where to."""
        say, profile = self.words, self._companion.bank.profile
        usual = _home() / file_name(say, profile, self.friend.core.clock().date())
        with Vertical(id="card") as card:
            card.border_title = say("finding.export.title")
            card.border_subtitle = say("finding.export.keys")
            choices = ("conversation", "everything")
            yield OptionList(
                *(Option(say(f"finding.export.{one}"), one) for one in choices), markup=False, compact=True
            )
            yield Static(say("finding.export.path"), classes="group", markup=False)
            yield Field(self._file or str(usual), compact=True)
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
        if not written:
            return
        file = Path(written).expanduser().absolute()
        if file.exists():
            say = self.words
            question = say("finding.export.exists", file=one_line(str(file)))
            screen = ConfirmScreen(question, yes=say("finding.export.replace"), no=say("finding.export.keep"))
            self.app.push_screen(screen, lambda yes: self._begin(file) if yes else None)
        else:
            self._begin(file)

    def _begin(self, file: Path) -> None:
        self._hint(self.words("finding.export.writing", file=one_line(str(file))))
        self._write(self._companion, file, everything=self.query_one(OptionList).highlighted == 1)

    @work(thread=True, group="writing out", exclusive=True, exit_on_error=False)
    def _write(self, companion: Companion, file: Path, *, everything: bool) -> None:
        shown = one_line(str(file))
        try:
            turns = list(companion.bank.everything_said() if everything else _this_conversation(companion))
            if not turns:
                self.post_message(NotWritten(self.words("finding.export.nothing")))
                return
            pieces = markdown(self.words, companion.bank.profile, turns, self.friend.core.clock().date())
            write_privately(file, "".join(pieces).encode("utf-8", "replace"))
        except MemoryBankError as error:
            self.post_message(NotWritten(self.sentence(error)))
        except OSError as error:
            detail = error.strerror or type(error).__name__
            self.post_message(NotWritten(self.words("finding.export.failed", file=shown, detail=detail)))
        else:
            self.post_message(Written(file))

    @on(Written)
    def _done(self, event: Written) -> None:
        self.tell("finding.export.done", file=one_line(str(event.file)))
        self.dismiss(None)

    @on(NotWritten)
    def _say_why_not(self, event: NotWritten) -> None:
        self._hint(event.sentence)

    def _hint(self, sentence: str) -> None:
        self.query_one("#hint", Static).update(sentence)

    def action_move(self, by: int) -> None:
        """The other one."""
        choices = self.query_one(OptionList)
        choices.highlighted = ((choices.highlighted or 0) + by) % 2

    def action_close(self) -> None:
        """Nothing is written."""
        self.dismiss(None)


def _this_conversation(companion: Companion) -> Iterable[Turn]:
    try:
        return companion.bank.conversation(companion.last_turn().conversation)
    except MemoryBankError as error:
        if error.code == "nothing_said":
            return ()
        raise


def _home() -> Path:
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()
