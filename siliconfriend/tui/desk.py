"""What a person has on the desk while the program runs, whoever is talking meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

from siliconfriend.tui.history import History


@dataclass
class Desk:
    """What was written before, and what was written and not sent. In memory only."""

    history: History = field(default_factory=History)
    draft: str = ""
