"""What every screen of ours has."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar, cast

from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from siliconfriend.language import Words

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.models.base import ModelError
    from siliconfriend.tui.app import FriendApp

ResultT = TypeVar("ResultT")

TO_PAINT_SECONDS = 0.005
"""Work, in a thread or not, starves the one that writes what was painted: what comes after it waits this long."""

log = logging.getLogger(__name__)


class FriendScreen(Screen[ResultT]):
    """A screen that survives clicks on text that is being replaced, and says what went wrong in words."""

    @property
    def friend(self) -> FriendApp:
        """The app."""
        return cast("FriendApp", self.app)

    @property
    def words(self) -> Words:
        """The interface's language."""
        return self.friend.words

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What is at (x, y), in cells; nothing when it has just been removed (textual issue 6643)."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        return (widget, offset) if widget is not None and widget.is_attached else (None, None)

    def sentence(self, error: MemoryBankError | ModelError) -> str:
        """What went wrong and what to do."""
        return self.words(f"errors.{error.code}", **error.details)

    def tell(self, key: str, /, *, severity: SeverityLevel = "information", **values: object) -> None:
        """Show the string `key` for a moment."""
        self.notify(self.words(key, **values), severity=severity, markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker broke in a way that nobody foresaw."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            log.error("the worker %s broke", event.worker.name, exc_info=event.worker.error)
            self.notify(self.words("tui.trouble"), severity="error", markup=False)


class FriendModal(FriendScreen[ResultT], ModalScreen[ResultT]):
    """A screen in front of another one."""
