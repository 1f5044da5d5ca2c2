"""A reply that a server ended before the model had: it grew too long, or a filter held back the rest."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Self


class Cut(StrEnum):
    """Why a reply was cut short."""

    LENGTH = "length"
    FILTER = "filter"


REASONS: Final = {
    "length": Cut.LENGTH,
    "max_tokens": Cut.LENGTH,
    "model_length": Cut.LENGTH,
    "content_filter": Cut.FILTER,
}
"""By the finish_reason that servers give."""


class CutShort(str):
    """The last piece of such a reply. As text it is empty: whoever only joins pieces need not know of it."""

    __slots__ = ("why",)
    why: Cut

    def __new__(cls, why: Cut) -> Self:
        """Say `why`."""
        piece = super().__new__(cls)
        piece.why = why
        return piece
