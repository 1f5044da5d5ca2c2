"""The conversation with one profile, and what can be done in it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Center
from textual.events import ScreenResume

from siliconfriend.tui.chat.candour import Candour
from siliconfriend.tui.chat.commanding import Commanding
from siliconfriend.tui.chat.completing import Completing
from siliconfriend.tui.chat.copying import Copying
from siliconfriend.tui.chat.finding import Finding
from siliconfriend.tui.chat.forgetting import Forgetting
from siliconfriend.tui.chat.giving_up import GivingUp
from siliconfriend.tui.chat.greeting import Greeting
from siliconfriend.tui.chat.in_editor import InEditor
from siliconfriend.tui.chat.last_turn import LastTurn
from siliconfriend.tui.chat.leaving import Leaving
from siliconfriend.tui.chat.missing import Missing
from siliconfriend.tui.chat.moving import Moving
from siliconfriend.tui.chat.noting import Noting
from siliconfriend.tui.chat.opining import Opining
from siliconfriend.tui.chat.own_server import OwnServer
from siliconfriend.tui.chat.reflecting import Reflecting
from siliconfriend.tui.chat.refreshing import Refreshing
from siliconfriend.tui.chat.settling import Settling
from siliconfriend.tui.commands import Scope, bindings
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.widgets.command_hints import CommandHints
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.status_line import StatusLine


class ChatScreen(
    Leaving,
    OwnServer,
    GivingUp,
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
    Candour,
    Missing,
    Moving,
    Opining,
    Settling,
    Refreshing,
    FriendScreen[None],
):
    """The shell is painted at once, then a profile comes in; each of the rooms it is made of has one subject."""

    AUTO_FOCUS = "#composer"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CHAT)

    written = ""
    """What stands in the composer at first."""
    _been_in_front = False

    def compose(self) -> ComposeResult:
        """Transcript, composer, status, keys.

        What was just made is not styled again because its screen comes to the front.
        """
        self.styled_once()
        yield from super().compose()
        with Center(id="foot"):
            yield ComposerNote()
            yield (hints := CommandHints(self.words))
            yield Composer(self.words, hints, self.friend.keyboard, self.written)
            yield StatusLine()
            yield KeyBar(self.words, self.friend.keyboard)

    def on_screen_resume(self, event: ScreenResume) -> None:
        """In front for the first time, or again."""
        event.refresh_styles = event.refresh_styles and self._been_in_front
        self._been_in_front = True
