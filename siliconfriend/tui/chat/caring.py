"""Where help is stands beside what told of danger: while it is said, and when somebody comes back to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.tui import messages
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Turn


class Caring(Room):
    """What was shown is not stored: the stored words are looked at again."""

    def where_help_is(self) -> str:
        """In the language that is spoken now."""
        from siliconfriend.care import help_for

        return help_for(self.words.language, self.friend.core.settings.care.country).text

    @on(messages.MemoryWoken)
    def _look_back(self) -> None:
        if self.companion is not None and self.companion.settings.care.enabled:
            turns = [view.turn for view in self.query_one(Transcript).turns if view.turn is not None]
            self._look_for_danger(self.companion, turns)

    @work(thread=True, group="caring", exit_on_error=False)
    def _look_for_danger(self, companion: Companion, turns: Sequence[Turn]) -> None:
        if found := [turn.id for turn in turns if companion.help(turn) is not None]:
            self.post_message(messages.DangerFound(found))

    @on(messages.DangerFound)
    async def _show_help_again(self, event: messages.DangerFound) -> None:
        for view in self.query_one(Transcript).turns:
            if view.turn is not None and view.turn.id in event.turns:
                await view.show_help(self.where_help_is)
