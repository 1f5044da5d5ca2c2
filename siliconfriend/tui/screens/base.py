"""What every screen of ours has."""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.events import Key, Paste
from textual.geometry import Offset
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from siliconfriend.language import Words
from siliconfriend.tui.commands import also
from siliconfriend.tui.going import is_going

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.models.base import ModelError
    from siliconfriend.tui.app import FriendApp

ResultT = TypeVar("ResultT")

TO_PAINT_SECONDS = 0.005
"""Work, in a thread or not, starves the one that writes what was painted: what comes after it waits this long."""

LOW = 10
"""Lines below which a screen shows only what matters most."""

MIDDLING = 18
"""Lines below which a screen in front of another one takes all of them, if it needs them."""

log = logging.getLogger(__name__)


class DismissedOnce(Screen[ResultT]):
    """What was on its way when a screen closed comes after it: a key would take away the screen below, a message
    finds the widgets gone.
    """

    keeps_order: bool = False
    """Whether keys are kept in their order here by other means than the app's."""

    _dismissed = False

    @property
    def going(self) -> bool:
        """Whether it closes, or was taken away from outside."""
        return self._dismissed or is_going(self)

    def dismiss(self, result: ResultT | None = None) -> AwaitComplete:
        """Close, unless it closes already."""
        if self._dismissed:
            return AwaitComplete()
        self._dismissed = True
        return super().dismiss(result)

    def awaits(self, event: Key | Paste) -> Collection[str]:  # noqa: ARG002 - for those who wait for something
        """The groups of workers of this screen whose outcome `event`, which is typed, is to find."""
        return ()

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except NoMatches:
            if not self.going:
                raise
            log.debug("%s came when its screen was closing", type(message).__name__)


class FriendScreen(DismissedOnce[ResultT]):
    """A screen that survives clicks on text that is being replaced, and says what went wrong in words."""

    @property
    def friend(self) -> FriendApp:
        """The app."""
        return cast("FriendApp", self.app)

    @property
    def words(self) -> Words:
        """The interface's language."""
        return self.friend.words

    def styled_once(self) -> None:
        """Have the class that the first resize would give, so that nothing is styled again because of it."""
        self.add_class("-low" if self.app.size.height < LOW else "-high", update=False)

    async def say_again(self) -> None:
        """Say everything here in the language, and the manner, that the settings name now."""

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What is at (x, y), in cells; nothing when it has just been removed (textual issue 6643)."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        return (widget, offset) if widget is not None and widget.is_attached else (None, None)

    def way_to(self, command: str) -> str:
        """How a person gets at `command`: its key, or its name where it has none."""
        return self.friend.keyboard.way(command, self.words)

    def sentence(self, error: MemoryBankError | ModelError) -> str:
        """What went wrong and what to do, without leaving the screen if that can be."""
        try:
            ways = {
                "to_models": self.way_to("model"),
                "to_local_only": self.way_to("local_only"),
                "to_settings": self.way_to("settings"),
                "to_again": self.way_to("again"),
                "to_new": self.way_to("new_conversation"),
            }
            return self.words(f"on_screen.{error.code}", **error.details, **ways)
        except KeyError:
            return self.words(f"errors.{error.code}", **error.details)

    def tell(self, key: str, /, *, severity: SeverityLevel = "information", **values: object) -> None:
        """Show the string `key` for a moment."""
        self.notify(self.words(key, **values), severity=severity, markup=False)

    def copy(self, text: str) -> None:
        """`text` to the clipboard, by the terminal and by the desktop's own means."""
        from siliconfriend.tui.clipboard import offer
        from siliconfriend.tui.visible import visible

        harmless = visible(text)
        self.app.copy_to_clipboard(harmless)
        self.run_worker(lambda: offer(harmless), thread=True, group="copying", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker broke in a way that nobody foresaw."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            log.error("the worker %s broke", event.worker.name, exc_info=event.worker.error)
            self.notify(self.words("tui.trouble"), severity="error", markup=False)


class FriendModal(FriendScreen[ResultT], ModalScreen[ResultT]):
    """A screen in front of another one: of what works everywhere, Textual leaves it none but these."""

    BINDINGS: ClassVar[list[BindingType]] = [also("help", "app.help"), also("theme", "app.other_theme")]
    CSS_PATH = Path(__file__).with_name("in_front.tcss")
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-middling"), (MIDDLING, "-high")]  # noqa: RUF012 - Textual's
