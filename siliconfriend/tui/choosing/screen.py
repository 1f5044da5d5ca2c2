"""A list of models that narrows as one types; what is typed may itself be a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from siliconfriend.models.address import is_address
from siliconfriend.models.offers import Kind, Offer
from siliconfriend.tui.choosing.address import AddressScreen
from siliconfriend.tui.choosing.offered import ModelsOffered, answers_now, as_offer, line
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.screens.with_list import WithList
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.card import Card
from siliconfriend.tui.widgets.field import Field

if TYPE_CHECKING:
    from siliconfriend.models.base import ChatModel


class ModelsScreen(FriendModal["Offer | str"], WithList["Offer | str"]):
    """The result is an offer, which may be a server without a model, or a name that was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"
    READS = ("looking around",)

    def __init__(self, answering: ChatModel, offers: Sequence[Offer] = ()) -> None:
        """Choose of `offers`, or else of what is found on this machine and what a person knows of."""
        super().__init__()
        self._answering = answering
        self._offers = offers
        self._unlisted: Offer | None = None  # who answers, though nothing that was found is that model
        self._shown: list[Offer | str] = []

    def compose(self) -> ComposeResult:
        """What to look for, and who was found."""
        with Card() as card:
            card.border_title = self.words("choosing.title")
            card.border_subtitle = self.words("choosing.keys")
            yield Field(placeholder=self.words("choosing.filter"), compact=True)
            yield OptionList(markup=False, compact=True)
            yield Static(self.words("choosing.looking"), id="looking", markup=False)

    def on_mount(self) -> None:
        """Look around, unless it is known what there is."""
        if self._offers:
            self.query_one("#looking").display = False
            self._show()
        else:
            self._look()

    @work(thread=True, group="looking around", exclusive=True, exit_on_error=False)
    def _look(self) -> None:
        worker = get_current_worker()
        self.post_message(ModelsOffered(self.friend.core.offers(lambda: worker.is_cancelled)))

    @on(ModelsOffered)
    def _take(self, event: ModelsOffered) -> None:
        offers, self._unlisted = event.offers, None
        if not any(answers_now(self._answering, one) for one in offers):
            self._unlisted = as_offer(self._answering)
            offers = [self._unlisted, *offers]
        self._offers = [*offers, Offer(Kind.SERVER, "")]
        self.query_one("#looking").display = False
        self._show()

    @on(Input.Changed)
    def _show(self) -> None:
        wanted = self.query_one(Input).value.strip()
        matcher = Matcher(wanted)
        scored = [(matcher.match(line(self.words, one)) if wanted else 1.0, one) for one in self._offers]
        fitting = [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score > 0]
        typed = [wanted] if wanted and all(one.name != wanted for one in fitting) else []
        self._shown = [*typed, *fitting] if is_address(wanted) else [*fitting, *typed]
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options([Option(self._line(one)) for one in self._shown])
        found.highlighted = self._first(wanted) if self._shown else None

    def _first(self, wanted: str) -> int | None:
        """The one that answers now, until another is looked for."""
        now = [not wanted and not isinstance(one, str) and answers_now(self._answering, one) for one in self._shown]
        return now.index(True) if True in now else 0

    def _line(self, one: Offer | str) -> Content:
        if isinstance(one, str):
            return Content.styled(self.words("choosing.typed", name=one_line(one)), "$accent")
        mark = "● " if answers_now(self._answering, one) else "  "
        return Content(mark + line(self.words, one))

    @on(Input.Submitted)
    def _choose_highlighted(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        chosen = self._shown[event.option_index]
        if chosen is self._unlisted:
            self.dismiss(None)
        elif isinstance(chosen, str) or chosen.name:
            self.dismiss(chosen)
        else:
            self.app.push_screen(AddressScreen(self.friend.core.settings.chat.base_url), self._take_address)

    def _take_address(self, address: str | None) -> None:
        if address:
            self.dismiss(Offer(Kind.SERVER, "", address))

    def action_close(self) -> None:
        """Whoever answers goes on answering."""
        self.dismiss(None)
