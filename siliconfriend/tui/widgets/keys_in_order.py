"""A command is carried out before what is typed after it.

Textual passes a key on to the app when nothing in front has a use for it; what was typed since has been put in by
then. On a slow line ^O ↑ Enter would send the last message again, and open the list of people afterwards.
"""

from __future__ import annotations

from textual.events import Key, Paste

from siliconfriend.tui.typed_ahead import TypedAhead
from siliconfriend.tui.widgets.wordwise_area import WordwiseArea


class KeysInOrder(WordwiseArea):
    """While a command is on its way, keys and pastes wait; then they go to what has the focus."""

    _ahead: TypedAhead | None = None

    def carry_out(self, event: Key, action: str) -> None:
        """Have the app do `action`, which the key `event` means."""
        event.stop()
        event.prevent_default()
        self._ahead = TypedAhead()
        self.app.call_later(self._do, action)

    def waits(self, event: Key | Paste) -> bool:
        """Whether `event` has to wait; then it is kept."""
        if self._ahead is None:
            return False
        event.prevent_default()
        self._ahead.keep(event)
        return True

    async def _do(self, action: str) -> None:
        try:
            await self.run_action(action)
        finally:
            ahead, self._ahead = self._ahead, None
            if ahead:
                screen = self.app.screen
                screen.call_later(self._type, ahead)  # once it has given something the focus

    async def _type(self, ahead: TypedAhead) -> None:
        for event in ahead.take_rest():
            await self.app.on_event(event)
