"""The models of a server, as soon as it has told them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input, OptionList

from siliconfriend.models.offers import Offer
from siliconfriend.tui.choosing.screen import ModelsScreen
from siliconfriend.tui.screens.writes_on import WritesOn

if TYPE_CHECKING:
    from siliconfriend.models.base import ChatModel


class ServerModelsScreen(ModelsScreen, WritesOn["Offer | str"]):
    """What is typed is for the conversation, if somebody is `writing`, until they go to the list."""

    def __init__(self, answering: ChatModel, offers: Sequence[Offer], *, writing: bool) -> None:
        super().__init__(answering, offers)
        self._writing = writing
        self._beside_field = False

    @property
    def writes_on(self) -> bool:
        """Whether nobody has gone to the list yet."""
        return self._writing

    def on_mount(self) -> None:
        """The field, which would have the focus, is for what is looked for."""
        if self._writing:
            self.query_one(OptionList).focus()

    def _first(self, wanted: str) -> int | None:
        return None if self._writing else super()._first(wanted)

    def action_move(self, by: int) -> None:
        """Up or down the list, which is looked at now."""
        if self._writing:
            self.query_one(Input).focus()
            self._writing = False
        super().action_move(by)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whoever goes to the field looks for a model."""
        if not isinstance(event.widget, Input):
            self._beside_field = True
        elif self._beside_field:
            self._writing = False
