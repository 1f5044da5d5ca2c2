"""What looks like a command and is none is sent only when that is asked for a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import TextArea

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile


class Doubting(Room):
    """Behind a misspelt /forget stands just what should not be kept: it stays written until it is sent again."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self.doubted = ""
        """What is said when it is sent once more as it stands; empty as soon as it stands there no longer."""

    def doubt(self, written: str, name: str) -> None:
        """Say that no command goes by `name`, with which what is `written` begins."""
        from siliconfriend.tui.slips import nearest, shown

        self.doubted, near = written, nearest(name)
        key = "tui.slash.unknown_near" if near else "tui.slash.unknown"
        self.tell(key, name=shown(name), near=near, help=self.way_to("help"), send=self.way_to("send"))

    @on(TextArea.Changed, "#composer")
    def _think_again(self) -> None:
        if self.doubted and self.query_one(Composer).text != self.doubted:
            self.doubted = ""
