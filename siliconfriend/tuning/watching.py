"""What a run tells whoever watches it, and asks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class At:
    """How far a run is. `rate` is in tokens a second, `left` in seconds; None: not known yet."""

    step: int
    steps: int
    loss: float
    rate: float | None
    left: float | None


class Watcher(Protocol):
    """Somebody at a terminal, or nobody."""

    def note(self, key: str, /, **values: object) -> None:
        """The string `key` of `tuning.note` in the locale."""
        ...

    def at(self, at: At) -> None:
        """A step was made."""
        ...

    def measured(self, step: int, loss: float, perplexity: float) -> None:
        """The held answers were measured."""
        ...

    def stopped(self) -> bool:
        """Whether the run is to save and stop after this step."""
        ...
