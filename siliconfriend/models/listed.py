"""Which of the names in a server's list of models can be chosen to chat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

LONGEST_NAME: Final = 200


def chatting(names: Iterable[object]) -> list[str]:
    """Those that a person can read, but for embedders'; servers list anything."""
    return [one for one in names if isinstance(one, str) and _readable(one) and "embed" not in one.lower()]


def _readable(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()
