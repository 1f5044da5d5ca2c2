"""The files that the screen keeps beside a person's memory, by their names."""

from __future__ import annotations

from typing import Final

from siliconfriend.replacing import PARTS

UNSENT: Final = "unsent.txt"
UNSENT_ELSEWHERE: Final = "unsent-*.txt"
"""Those of windows that were not alone."""
UNSENT_CUT_SHORT: Final = (".unsent*", PARTS)
AGREED: Final = "agreed.txt"
TOLD: Final = "told.txt"
OPEN: Final = ".open"
"""Held by whoever has the conversation open."""
