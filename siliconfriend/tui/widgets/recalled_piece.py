"""A memory as a reply recalled it: its day, its words, why it came to mind, and what one thinks of that."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from siliconfriend.language import Words
from siliconfriend.memory.records import Kind, Recollection
from siliconfriend.tui import opinions
from siliconfriend.tui.browser.bars import bar
from siliconfriend.tui.dates import day
from siliconfriend.tui.markdown.in_lines import in_lines
from siliconfriend.tui.words_of_memory import words_of

BAR: Final = 6
PARTS: Final = (
    ("meaning", ("dense",)),
    ("words", ("lexical",)),
    ("beside", ("dense_beside", "lexical_beside")),
    ("time", ("time",)),
    ("retention", ("retention",)),
)
"""The parts of a score in plain words, and what they are called where it is made."""


class RecalledPiece(Static, can_focus=True):
    """Its keys are none that begin a message: who goes on writing goes on in the composer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "out_of_place", show=False),
        Binding("ctrl+x", "never", show=False),
        Binding("ctrl+z", "undo", show=False),
        Binding("enter", "browse", show=False),
        Binding("up", "beside(-1)", show=False),
        Binding("down", "beside(1)", show=False),
        Binding("escape", "leave", show=False),
    ]
    DEFAULT_CSS = """
    RecalledPiece { height: auto; margin: 0 0 1 0; padding: 0 0 0 1; border-left: solid $rule; }
    RecalledPiece:focus { border-left: outer $primary; }
    """

    def __init__(self, words: Words, one: Recollection) -> None:
        super().__init__(markup=False)
        self._words = words
        self._one = one
        self._said = ""
        self._before: list[float] = []

    def on_mount(self) -> None:
        """Show it."""
        self._draw()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show its keys where they can be seen, while they mean something."""
        super().watch_has_focus(has_focus)
        self._draw()
        if has_focus:
            self.call_after_refresh(self._come_into_sight)

    def say(self, text: str, before: float | None = None) -> None:
        """Show what came of a key, and the way back to what the memory counted for `before`."""
        self._said = text
        if before is not None:
            self._before.append(before)
        self._draw()
        self.call_after_refresh(self._come_into_sight)

    def forget_what_was_said(self) -> None:
        """It may stand otherwise since: nothing is told of it, and there is no way back from here."""
        if self._said:
            self._said = ""
            self._before.clear()
            self._draw()

    def action_out_of_place(self) -> None:
        """It should not have come up here."""
        self.post_message(opinions.OutOfPlace(self, self._one.memory.id))

    def action_never(self) -> None:
        """It should never come up."""
        self.post_message(opinions.NeverAgain(self, self._one.memory.id))

    def action_undo(self) -> None:
        """Take back what was said of it last."""
        if self._before:
            self.post_message(opinions.TakenBack(self, self._one.memory.id, self._before.pop()))

    def action_browse(self) -> None:
        """See it in the browser."""
        self.post_message(opinions.Wanted(self._one.memory.id))

    def action_beside(self, by: int) -> None:
        """To the piece before or after."""
        (self.screen.focus_previous if by < 0 else self.screen.focus_next)(RecalledPiece)

    def action_leave(self) -> None:
        """Back to writing."""
        self.screen.query_one("#composer").focus()

    def _come_into_sight(self) -> None:
        """The keys are its last line, so of a long one the end is shown."""
        if not self.is_attached:  # it was asked for before it went
            return
        self.scroll_visible(animate=False)
        if (chat := self.query_ancestor(VerticalScroll)).region.height < self.region.height:
            chat.scroll_relative(y=self.region.bottom - chat.region.bottom, animate=False)

    def _draw(self) -> None:
        say, memory = self._words, self._one.memory
        head = day(say, memory.day)
        if memory.kind is not Kind.TURN:
            head = f"{head} · {say(f'tui.memories.kinds.{memory.kind.value}')}"
        lines = [Content.styled(head, "$accent"), Content(words_of(memory))]
        if memory.response:
            lines.append(Content.styled(in_lines(memory.response), "$quiet"))
        lines += self._why()
        if self._said:
            lines.append(Content.styled(self._said, "$accent"))
        if self.has_focus:
            undo = say("browser.why.undo") if self._before else ""
            lines.append(Content.styled(say("browser.why.keys", undo=undo), "$primary"))
        self.update(Content("\n").join(lines))

    def _why(self) -> list[Content]:
        """How well it fits in all; a labelled bar, in plain mode a percentage, for each part that counted."""
        why, lines, plain = self._one.why, [], self.app.has_class("-plain")
        if (points := round(100 * min(1.0, self._one.score))) > 0:
            lines.append(Content.styled(self._words("browser.why.in_all", points=points), "$accent"))
        for label, names in PARTS:
            share = max(why.get(name, 0.0) for name in names)
            if share > 0:
                filled, rest = (f"{share:.0%}", "") if plain else bar(share, BAR)
                text = self._words(f"browser.why.{label}")
                lines.append(Content.assemble((filled, "$primary"), (rest, "$rule"), (f" {text}", "$quiet")))
        if (verdict := why.get("verdict")) is not None:
            percent = round(verdict * 100)
            lines.append(Content.styled(self._words("browser.why.lowered", percent=percent), "$quiet"))
        return lines
