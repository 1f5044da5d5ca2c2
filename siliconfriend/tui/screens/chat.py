"""The conversation with one profile, and what can be done in it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center

from siliconfriend.tui.chat.browsing import Browsing
from siliconfriend.tui.chat.candour import Candour
from siliconfriend.tui.chat.choosing_model import ChoosingModel
from siliconfriend.tui.chat.commanding import Commanding
from siliconfriend.tui.chat.completing import Completing
from siliconfriend.tui.chat.copying import Copying
from siliconfriend.tui.chat.finding import Finding
from siliconfriend.tui.chat.forgetting import Forgetting
from siliconfriend.tui.chat.greeting import Greeting
from siliconfriend.tui.chat.in_editor import InEditor
from siliconfriend.tui.chat.last_turn import LastTurn
from siliconfriend.tui.chat.leaving import Leaving
from siliconfriend.tui.chat.moving import Moving
from siliconfriend.tui.chat.noting import Noting
from siliconfriend.tui.chat.reflecting import Reflecting
from siliconfriend.tui.chat.settling import Settling
from siliconfriend.tui.commands import Scope, bindings
from siliconfriend.tui.widgets.command_hints import CommandHints
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.status_line import StatusLine
from siliconfriend.tui.widgets.transcript import Transcript


class ChatScreen(
    Reflecting,
    Forgetting,
    Greeting,
    Commanding,
    LastTurn,
    Copying,
    Noting,
    Completing,
    Finding,
    InEditor,
    ChoosingModel,
    Candour,
    Moving,
    Settling,
    Browsing,
    Leaving,
):
    """The shell is painted at once, then a profile comes in; each of the rooms it is made of has one subject."""

    AUTO_FOCUS = "#composer"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (10, "-high")]  # noqa: RUF012 - Textual declares it optional
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CHAT)

    def compose(self) -> ComposeResult:
        """Transcript, composer, status, keys."""
        yield Transcript(self.words)
        with Center(id="foot"):
            yield ComposerNote()
            yield (hints := CommandHints(self.words))
            yield Composer(self.words, hints)
            yield StatusLine()
            yield KeyBar(self.words)
