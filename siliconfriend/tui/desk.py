"""What a person has on the desk while the program runs, whoever is talking meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from siliconfriend.tui.history import History

if TYPE_CHECKING:
    from siliconfriend.sent import Sending


class Hosts(Struct):
    """Where somebody has let their words go since the program began, and where not."""

    agreed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)

    def answered(self, host: str, yes: bool) -> None:
        """They were asked about `host`; a no takes nothing back."""
        if yes:
            self.agreed.add(host)
            self.refused.discard(host)
        elif host not in self.agreed:
            self.refused.add(host)


class Desk(Struct):
    """What was written before and not sent, what was sent to a model, and where words may go. In memory only.

    `broken_off` is the turn whose reply was still on its way when they left. `answering` are hosts of models,
    `embedding` those where all that is remembered may be read.
    """

    history: History = field(default_factory=History)
    draft: str = ""
    broken_off: int | None = None
    sent: Sending | None = None
    answering: Hosts = field(default_factory=Hosts)
    embedding: Hosts = field(default_factory=Hosts)
