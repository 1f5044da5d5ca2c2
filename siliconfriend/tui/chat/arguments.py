"""Commands that take an argument, and what is done when it is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer

if TYPE_CHECKING:
    from siliconfriend.companion import Companion


class Arguments(Room):
    """Without its argument a command is begun in the composer, and the screen says what is missing."""

    def _with_argument(self, id_: str, argument: str, do: Callable[[Companion, str], object]) -> None:
        if self.companion is None:
            self.when_open(lambda: self._with_argument(id_, argument, do), id_, argument)
        elif argument:
            do(self.companion, argument)
        else:
            self._begin_writing(id_)
            self.tell(f"tui.what_to_write.{id_}")

    def _begin_writing(self, id_: str, argument: str = "") -> None:
        """Begin the command in the composer, before what is written there already."""
        composer = self.query_one(Composer)
        composer.focus()
        composer.look_no_more()
        composer.insert(self._called(id_, argument), (0, 0))
