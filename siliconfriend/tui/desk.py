"""What a person has on the desk while the program runs, whoever is talking meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from siliconfriend.tui.history import History

if TYPE_CHECKING:
    from siliconfriend.sent import Sending


class Desk(Struct):
    """What was written before and not sent, what was sent to a model, and where words may go. In memory only.

    `broken_off`: a reply was still on its way when they left.
    """

    history: History = field(default_factory=History)
    draft: str = ""
    broken_off: bool = False
    sent: Sending | None = None
    agreed: set[str] = field(default_factory=set)
