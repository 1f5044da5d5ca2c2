"""Textual's driver for a browser, made for a server that may be gone: killed, or the terminal it ran in closed."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.drivers import web_driver
from textual.messages import ExitApp

if TYPE_CHECKING:
    from textual.app import App


class WebDriver(web_driver.WebDriver):
    """When nobody passes on what is typed any more, the program is told to end; what it draws goes nowhere."""

    def __init__(self, app: App[Any], **how: Any) -> None:
        super().__init__(app, **how)
        self._write = self._write_to_whoever_reads  # type: ignore[assignment] # Textual's is os.write itself

    def _write_to_whoever_reads(self, data: bytes) -> None:
        with suppress(BrokenPipeError):
            os.write(self.fileno, data)

    def run_input_thread(self) -> None:
        """Pass on what is typed, until the program ends or the server is gone."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self.send_message(ExitApp())
