"""Every setting in a list, and beside it what the chosen one is, where its value comes from, and another value."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Input, OptionList, ProgressBar, Static

from siliconfriend.tui import messages
from siliconfriend.tui.commands import also
from siliconfriend.tui.settings.editing import Editing
from siliconfriend.tui.widgets.field import Field


class SettingsScreen(Editing):
    """Typing narrows the list; Enter changes the chosen setting, which holds at once."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#wanted"
    READS = ("reading settings", "keeping")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it optional
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, priority=True),
        also("settings", "back", priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "page('down')", show=False, priority=True),
        Binding("pageup", "page('up')", show=False, priority=True),
        Binding("left", "choose(-1)", show=False, priority=True),
        Binding("right", "choose(1)", show=False, priority=True),
        Binding("ctrl+r", "reset", show=False, priority=True),
    ]

    def compose(self) -> ComposeResult:
        """What to look for, the list, and beside it the chosen one."""
        with Vertical(id="settings"):
            yield Static(id="title", markup=False)
            yield Field(self._wanted, id="wanted", compact=True)
            with Container(id="both"):
                yield OptionList(markup=False, compact=True)
                with VerticalScroll(id="about"):
                    yield Static(id="name", markup=False)
                    yield Static(id="help", markup=False)
                    yield Field(id="value", compact=True)
                    yield Static(id="verdict", markup=False)
                    yield Static(id="foresight", markup=False)
                    yield Static(id="facts", markup=False)
                    yield ProgressBar(show_eta=False, id="learning")
                    yield Static(id="learning-stop", markup=False)
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Read the settings."""
        self.query_one("#about").can_focus = False
        for part in ("value", "verdict", "foresight"):
            self.query_one(f"#{part}").display = False
        self._show_learning()
        self._read()

    @on(messages.EmbeddingWentOn)
    @on(messages.EmbeddingEnded)
    def _show_learning(self) -> None:
        """How far the memories are learnt anew by another embedder."""
        bar, so_far = self.query_one(ProgressBar), self.friend.learning
        bar.display = so_far is not None
        note = self.query_one("#learning-stop", Static)
        note.display = bar.display and self.friend.conversation is not None and self.friend.conversation.relearning
        note.update(self.words("settings.embedding_stop", stop=self.way_to("stop")))
        if so_far is not None:
            bar.update(total=so_far[1] or None, progress=so_far[0])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a value is being written the arrows move in it; left and right change where there are choices."""
        if action in {"move", "page", "reset"}:
            return self._editing is None
        if action == "choose":
            return self._editing is None and self._chosen is not None and bool(self._chosen.choices)
        return super().check_action(action, parameters)

    async def action_page(self, way: str) -> None:
        """A page up or down the list."""
        await self.query_one(OptionList).run_action(f"page_{way}")

    def action_back(self) -> None:
        """Leave the value as it was, then the words looked for, then the screen."""
        wanted = self.query_one("#wanted", Input)
        if self._editing is not None:
            self._leave_editing()
        elif wanted.value:
            wanted.value = ""
        else:
            self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """The value keeps the focus while it is being written."""
        if self._editing is not None and event.widget is not self.query_one("#value"):
            self.query_one("#value").focus()
