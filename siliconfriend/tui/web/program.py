"""The program behind a browser tab, as textual-serve starts it, with our driver."""

from __future__ import annotations

from typing import Final

from textual_serve.app_service import AppService

DRIVER: Final = "siliconfriend.tui.web.driver:WebDriver"


class Program(AppService):
    """Textual's own driver would go on for ever, drawing for nobody, when the server is killed."""

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return super()._build_environment(width, height) | {"TEXTUAL_DRIVER": DRIVER}
