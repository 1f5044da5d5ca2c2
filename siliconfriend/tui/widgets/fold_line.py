"""The parts of a long text that are not laid out, in one line; each click or Enter lays out another."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.tui.told_to_the_screen import ToldToTheScreen


class FoldLine(Static, ToldToTheScreen, can_focus=True):
    """Stands for `hidden` parts, made into widgets by `lay_out`; above the rest of the text, or else below it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "unfold", show=False)]

    def __init__(self, words: Words, lay_out: Callable[[str], Widget], hidden: list[str], *, above: bool) -> None:
        super().__init__(markup=False)
        self._words = words
        self._lay_out = lay_out
        self._hidden = hidden
        self._above = above
        self._tell()

    def hide(self, part: str) -> None:
        """Stand for `part` too."""
        self._hidden.append(part)
        self._tell()

    def on_click(self) -> None:
        """The same as Enter."""
        self.run_worker(self.action_unfold(), exit_on_error=False)

    async def action_unfold(self) -> None:
        """Lay out the next part."""
        home = self.parent
        if not self._hidden or not isinstance(home, Widget):
            return
        part = self._lay_out(self._hidden.pop(-1 if self._above else 0))
        if self._above:
            await home.mount(part, after=self)
        else:
            await home.mount(part, before=self)
        if self._hidden:
            self._tell()
        else:
            await self.remove()

    def _tell(self) -> None:
        count = f"{sum(map(len, self._hidden)):,}"
        self.update(self._words(f"tui.turn.{'more_above' if self._above else 'more_below'}", count=count))
