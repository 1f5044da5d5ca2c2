"""What was sent to a model for one reply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from siliconfriend.tokens import estimate_tokens
from siliconfriend.tui.commands import also
from siliconfriend.tui.destination import called, destination
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.visible import visible

if TYPE_CHECKING:
    from siliconfriend.sent import Sent
    from siliconfriend.settings import ChatSettings

MILLION = 1_000_000
DRAWN = ("temperature", "top_p", "frequency_penalty", "presence_penalty", "max_tokens")


class SentScreen(FriendModal[None]):
    """Where it went, how much it was, and every message word for word."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "close", show=False),
        Binding("c", "copy", show=False),
        also("copy", "copy"),
    ]

    def __init__(self, sent: Sent, reply: str, prices: ChatSettings) -> None:
        super().__init__()
        self._sent = sent
        self._reply = reply
        self._prices = prices

    def compose(self) -> ComposeResult:
        """One card that scrolls."""
        with VerticalScroll(id="card", can_focus=True) as card:
            card.border_title = self.words("candour.sent.title")
            card.border_subtitle = self.words("candour.sent.keys")
            yield Static(Content("\n").join(self._head()), markup=False)
            for message in self._sent.messages:
                title = self.words(
                    "candour.sent.message",
                    role=self.words(f"candour.role.{message.role.value}"),
                    tokens=estimate_tokens(message.content),
                )
                yield Static(title, classes="group", markup=False)
                yield Static(visible(message.content), markup=False)

    def _head(self) -> Iterator[Content]:
        sent, say = self._sent, self.words
        where = destination(say, sent.destination, sent.embedder)
        yield Content(f"{called(say, sent.model)} · {where}")
        if sent.embedder:
            yield Content(say("candour.sent.embedded", host=sent.embedder))
        if not sent.reads:
            yield Content(say("candour.sent.answered_here" if sent.embedder else "candour.sent.nothing"))
            return
        replied = estimate_tokens(self._reply)
        yield Content(say("candour.sent.tokens", sent=sent.tokens, replied=replied))
        cost = (sent.tokens * self._prices.input_price + replied * self._prices.output_price) / MILLION
        if cost and sent.destination:
            yield Content(say("candour.sent.cost", cost=f"{cost:.4g}"))
        drawn = sent.sampling
        values = ((name, getattr(drawn, name)) for name in DRAWN)
        told = (f"{say(f'settings.label.chat.{name}')} {format(value, '.6g')}" for name, value in values)
        yield Content.styled(" · ".join(told), "$quiet")

    def action_copy(self) -> None:
        """All of it, to the clipboard."""
        texts = [f"[{one.role.value}]\n{one.content}" for one in self._sent.messages]
        self.copy("\n\n".join(texts))
        self.tell("candour.sent.copied")

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
