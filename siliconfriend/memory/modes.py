"""The ways to recall."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    """The whole recall; the plain searches that it is measured against; and the whole without one of its parts."""

    HYBRID = "hybrid"
    MEANING = "dense"
    WORDS = "lexical"
    WITHOUT_MEANING = "without meaning"
    WITHOUT_WORDS = "without words"
    WITHOUT_TIME = "without time"
    WITHOUT_NEIGHBOURS = "without neighbours"
