"""The way out: whoever leaves stores what is on its way first, and is asked if words would be lost."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from textual.messages import ExitApp

from siliconfriend.signals import HANG_UPS
from siliconfriend.tui.core import Core
from siliconfriend.tui.measuring import Measuring

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen
    from typing_extensions import TypeIs

    from siliconfriend.tui.screens.chat import ChatScreen

LOOK_SECONDS: Final = 2.0
UNDERNEATH = 2  # Textual's own blank screen and the conversation


def is_conversation(screen: Screen[Any]) -> TypeIs[ChatScreen]:
    """Whether somebody talks on `screen`."""
    chat = sys.modules.get("siliconfriend.tui.screens.chat")  # not imported before the first frame
    return chat is not None and isinstance(screen, chat.ChatScreen)


class WayOut(Measuring):
    """From a conversation to nobody."""

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self._quitting = False
        self.ended_by = 0

    async def _leave(self) -> None:
        """Close what is in front of the conversation, and end the conversation itself."""
        await self._clear_the_front()
        if is_conversation(self.screen):
            await self.screen.leave()
            await self._clear_the_front()  # keys that were pressed meanwhile
        self.clear_notifications()
        self._clipboard = ""  # the program's own; the system's is the person's

    async def _clear_the_front(self) -> None:
        while len(self.screen_stack) > UNDERNEATH:
            await self.pop_screen()

    async def action_quit(self) -> None:
        """Store what is on its way, then close; asked twice, close at once. Asks if something waits to be sent."""
        if self._quitting:
            self.exit()
            return
        if self.somebody_comes:  # whoever leaves was asked already, and no key would answer
            self._quit(True)
            return
        screen = self.screen_stack[UNDERNEATH - 1] if len(self.screen_stack) >= UNDERNEATH else self.screen
        if is_conversation(screen) and screen.would_lose:
            self._ask_to_let_go(screen.lost, "tui.quit.yes", self._quit)
        elif is_conversation(screen) and screen.waiting:
            self._ask_to_let_go("unsent.quit", "tui.quit.yes", self._quit)
        elif not is_conversation(screen) and getattr(screen, "would_lose", False):
            self._ask_to_let_go("unsent.lost_here", "tui.quit.yes", self._quit)
        else:
            self._quit(True)

    def _ask_to_let_go(self, question: str, yes: str, go: Callable[[bool | None], None]) -> None:
        from siliconfriend.tui.screens.confirm import ConfirmScreen

        if not isinstance(self.screen, ConfirmScreen):
            say = self.words
            self.push_screen(ConfirmScreen(say(question), yes=say(yes), no=say("tui.quit.no")), go)

    def _quit(self, yes: bool | None) -> None:
        if yes:
            self._quitting = True
            self.run_worker(self._leave_and_exit(), group="quitting", exit_on_error=False)

    async def _leave_and_exit(self) -> None:
        try:
            await self._leave()
        finally:
            self.exit()

    def told_to_end(self, number: int) -> None:
        """The signal `number` ends the program: what is on its way is stored first; told again, it closes at once.

        A window that is closed may tell it twice, by its shell and by the system, and nobody insists.
        """
        if self.ended_by and number not in HANG_UPS:
            self.exit()
        elif not self.ended_by:
            self._quit(True)
        self.ended_by = number

    def end_with_the_terminal(self) -> None:
        """From now on end when the terminal is gone, even if nobody tells: a hang-up is told only to who began its
        session, as `make` or a script, and what is read from such a terminal is nothing, at once and for ever.
        """
        keys = sys.__stdin__
        if keys is None or not keys.isatty() or not HANG_UPS:
            return

        def look() -> None:
            if not keys.isatty():
                self.told_to_end(HANG_UPS[0])

        self.set_interval(LOOK_SECONDS, look)

    def on_exit_app(self, event: ExitApp) -> None:
        """Told to end by the browser: what is on its way is stored first."""
        if self._exit or self._quitting:
            return
        event.prevent_default()
        self._quit(True)
