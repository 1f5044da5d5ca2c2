"""Workers of a widget that break in a way nobody foresaw: the screen says so, as it does of its own."""

from __future__ import annotations

from textual.widget import Widget
from textual.worker import Worker


class ToldToTheScreen(Widget):
    """For widgets that start workers: Textual tells nobody but whoever started one."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Pass it on."""
        self.screen.post_message(Worker.StateChanged(event.worker, event.state))
