"""The last message written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile
    from siliconfriend.tui.widgets.turn_view import TurnView


class Editing(Room):
    """The composer holds an old message until it is sent, or left as it was."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._editing: TurnView | None = None
        self._put_aside = ""

    def begin_editing(self, view: TurnView) -> None:
        """What is sent next takes the place of the turn in `view`."""
        self._editing = view
        view.add_class("edited")
        self.query_one(ComposerNote).say(self.words("tui.note.editing"))
        self.query_one(KeyBar).streaming = True

    def stop_editing(self) -> None:
        """The turn stays as it is; what had been written before comes back."""
        view, self._editing = self._editing, None
        if view is not None:
            view.remove_class("edited")
            self.query_one(ComposerNote).say("")
            self.query_one(KeyBar).streaming = self.answering
            self.query_one(Composer).write(self._put_aside)
            self._put_aside = ""
