"""One message waits for its turn while a reply is on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile


class Waiting(Room):
    """A queue of one."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._waiting = ""

    @property
    def waiting(self) -> str:
        """The message that will be sent when the reply on its way has ended, or somebody is there to talk with."""
        return self._waiting

    async def send_waiting(self) -> None:
        """What waited for its turn has it now."""

    def _wait_with(self, text: str) -> None:
        self._waiting = text
        self.query_one(ComposerNote).say(self._what_waits if text else None)
        self.query_one(KeyBar).waiting = bool(text)

    def _what_waits(self) -> str:
        return self.words("tui.note.waiting", text=self._waiting[:200], stop=self.way_to("stop"))

    def _unwait(self) -> None:
        """What waits goes back to the composer."""
        text = self._waiting
        if text:
            self._wait_with("")
            self.query_one(Composer).give_back(text)
