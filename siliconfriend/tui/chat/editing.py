"""The last message written anew."""

from __future__ import annotations

from collections.abc import Collection
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
        self._held_back = ""

    def begin_editing(self, view: TurnView) -> None:
        """What is sent next takes the place of the turn in `view`."""
        self._editing = view
        view.add_class("edited")
        self.query_one(ComposerNote).say(
            lambda: self.words("tui.note.editing", send=self.way_to("send"), stop=self.way_to("stop"))
        )
        self.query_one(KeyBar).editing = True

    @property
    def rewording(self) -> bool:
        """Whether the old message is not as it was any more."""
        if self._editing is None:
            return False
        turn = self._editing.turn
        return turn is None or self.query_one(Composer).drafts != [turn.query]

    def stop_editing(self) -> None:
        """The turn stays as it is; what had been written before comes back."""
        if self._editing is not None:
            composer = self.query_one(Composer)
            composer.take_all()
            composer.write(self._end_editing())

    def edited(self) -> None:
        """What is sent takes the turn's place; what had been written before comes back, before what is left."""
        left, composer = self.rewording, self.query_one(Composer)
        if not left:
            composer.take_all()
        if before := self._end_editing():
            composer.give_back(before)

    def turns_gone(self, turns: Collection[int]) -> None:
        """What is edited may be among them."""
        turn = self._editing.turn if self._editing is not None else None
        if turn is not None and turn.id in turns:
            self._part()

    def leave_above(self) -> None:
        """A line is drawn below the turn: what is sent next would move it there."""
        turn = self._editing.turn if self._editing is not None else None
        if turn is not None and not turn.off_record and self.rewording:
            self.tell("tui.note.edit_left")
        self._part()

    def _part(self) -> None:
        """Words that were changed are a message of their own; what had been written before comes back after it."""
        if self.rewording:
            self._held_back = "\n".join(filter(None, (self._end_editing(), self._held_back)))
        else:
            self.stop_editing()

    def _end_editing(self) -> str:
        """What had been written before."""
        view, self._editing = self._editing, None
        if view is not None:
            view.remove_class("edited")
        self.query_one(ComposerNote).say(None)
        self.query_one(KeyBar).editing = False
        before, self._put_aside = self._put_aside, ""
        return before
