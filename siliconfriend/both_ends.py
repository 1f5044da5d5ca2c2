"""What is looked at of a text that is too long to be looked at whole."""

from __future__ import annotations

LONGEST_END = 4_000


def both_ends(text: str) -> str:
    """`text`, or of a very long one its two ends: there the person speaks, whatever was pasted in between."""
    return text if len(text) <= 2 * LONGEST_END else f"{text[:LONGEST_END]}\n{text[-LONGEST_END:]}"
