"""A list of models that narrows as one types; what is typed may itself be a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from siliconfriend.tui.choosing.offered import ModelsOffered, line
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.field import Field

if TYPE_CHECKING:
    from siliconfriend.models.offers import Offer


class ModelsScreen(FriendModal["Offer | str"]):
    """The result is an offer, or a name that was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"

    def __init__(self) -> None:
        super().__init__()
        self._offers: Sequence[Offer] = ()
        self._shown: list[Offer | str] = []

    def compose(self) -> ComposeResult:
        """What to look for, and who was found."""
        with Vertical(id="card") as card:
            card.border_title = self.words("choosing.title")
            card.border_subtitle = self.words("choosing.keys")
            yield Field(placeholder=self.words("choosing.filter"), compact=True)
            yield OptionList(markup=False, compact=True)
            yield Static(self.words("choosing.looking"), id="looking", markup=False)

    def on_mount(self) -> None:
        """Look around."""
        self._look()

    @work(thread=True, group="looking around", exclusive=True, exit_on_error=False)
    def _look(self) -> None:
        self.post_message(ModelsOffered(self.friend.core.offers()))

    @on(ModelsOffered)
    def _take(self, event: ModelsOffered) -> None:
        self._offers = event.offers
        self.query_one("#looking").display = False
        self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        wanted = self.query_one(Input).value.strip()
        matcher = Matcher(wanted)
        scored = [(matcher.match(line(self.words, one)) if wanted else 1.0, one) for one in self._offers]
        fitting = [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score > 0]
        self._shown = [*fitting, *([wanted] if wanted and all(one.name != wanted for one in fitting) else [])]
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options([Option(self._line(one)) for one in self._shown])
        found.highlighted = 0 if self._shown else None

    def _line(self, one: Offer | str) -> Content:
        if isinstance(one, str):
            return Content.styled(self.words("choosing.typed", name=one_line(one)), "$accent")
        return Content(line(self.words, one))

    @on(Input.Submitted)
    def _choose_highlighted(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])

    def action_move(self, by: int) -> None:
        """Up or down the list, while writing too."""
        found = self.query_one(OptionList)
        if by > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()

    def action_close(self) -> None:
        """Whoever answers goes on answering."""
        self.dismiss(None)
