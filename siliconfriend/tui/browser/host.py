"""What the browser needs of the conversation it stands beside, and what is kept of it while it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from siliconfriend.memory.looking import Wanted

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.bank import Bank

WIDE = 120
"""Cells from which there is room for the browser beside the chat."""


@dataclass
class Browsed:
    """Where somebody was in the browser: what was looked for, the memory under the cursor, the one that is open."""

    wanted: Wanted = field(default_factory=Wanted)
    memory: int | None = None
    opened: bool = False
    unpinned: set[int] = field(default_factory=set)
    """The memories that were pinned when they were let go."""


class BrowserHost(Protocol):
    """The conversation that a browser belongs to."""

    @property
    def bank(self) -> Bank:
        """The memory to look through."""
        ...

    @property
    def off_record(self) -> bool:
        """Whether what is said in it now is to be kept nowhere."""
        ...

    def clock(self) -> datetime:
        """This moment."""
        ...

    def memories_changed(self) -> None:
        """How much is remembered may be another number now."""
        ...

    def delete_soon(self, memories: Sequence[int]) -> None:
        """These are out of sight; delete them for good when there is no way back any more."""
        ...

    def no_longer_deleted(self, memories: Sequence[int]) -> None:
        """These were brought back."""
        ...

    def go_to(self, turn: int) -> None:
        """Show where in the conversation something was said."""
        ...

    def close_browser(self) -> None:
        """Leave the browser."""
        ...
