"""One message and its reply, from Enter to the reply's end, as the screen keeps track of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from siliconfriend.reply import Reply
    from siliconfriend.tui.widgets.turn_view import TurnView


class Exchange(Struct):
    """`begin` asks for the reply, which is shown in `view`.

    `written` goes back to the composer if it cannot be kept; it is empty for another reply to the same message.
    `kept` says that it is stored.
    `replaces` is the turn on the screen that goes when the reply begins: not before.
    """

    view: TurnView
    begin: Callable[[], Awaitable[Reply]]
    written: str = ""
    replaces: TurnView | None = None
    reply: Reply | None = None
    stop_wanted: bool = False
    kept: bool = False

    @property
    def again(self) -> bool:
        """Whether it is another reply to a message that has one."""
        return self.replaces is not None and not self.written
