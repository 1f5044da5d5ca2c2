"""What waits while a reply is on its way: one message, and the wish to be off the record from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile


class Waiting(Room):
    """A queue of one, and a promise that is kept before anything that is written after it is said."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._waiting = ""
        self.off_record_waits = False
        self.waits_on_record = False

    @property
    def off_record(self) -> bool:
        """Whether what is written now is to be kept nowhere: so it is as soon as that is wished for."""
        return super().off_record or self.off_record_waits

    @property
    def waiting(self) -> str:
        """The message that will be sent when the reply on its way has ended, or it is known who answers."""
        return self._waiting

    async def send_waiting(self) -> None:
        """What waited for its turn has it now."""

    async def begin_off_record(self) -> None:
        """What is written from now on is stored nowhere."""

    async def stay_here(self) -> None:
        """Nobody who is elsewhere is told more, if words are to stay on this machine."""

    def wish_off_record(self, wished: bool) -> None:
        """Be off the record when the reply has ended, and with it the one to a message that waits already; or not
        after all.
        """
        self.off_record_waits, self.waits_on_record = wished, wished and bool(self._waiting)
        self._show_what_waits()

    async def _keep_promise(self) -> None:
        if not self._leaving:
            await self.stay_here()
        if self.off_record_waits and not self.waits_on_record and not self._leaving:  # who leaves keeps the wish
            self.wish_off_record(False)
            await self.begin_off_record()

    def _wait_with(self, text: str) -> None:
        self._waiting = text
        if not text:
            self.waits_on_record = False
        self._show_what_waits()
        self.query_one(KeyBar).waiting = bool(text)

    def _show_what_waits(self) -> None:
        self.query_one(ComposerNote).say(self._what_waits if self._waiting or self.off_record_waits else None)

    def _what_waits(self) -> str:
        if not self._waiting:
            return self.words("candour.off_record.waits", way=self.way_to("off_record"))
        key = "tui.note.waiting"
        if self.off_record_waits:
            key = f"candour.off_record.{'sent_first' if self.waits_on_record else 'then_sent'}"
        return self.words(key, text=self._waiting[:200], stop=self.way_to("stop"))

    def _unwait(self) -> None:
        """What waits goes back to the composer."""
        text = self._waiting
        if text:
            self._wait_with("")
            self.query_one(Composer).give_back(text)
