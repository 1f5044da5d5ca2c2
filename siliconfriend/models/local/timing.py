"""How long a reply took."""

from __future__ import annotations

from msgspec import Struct


class Timing(Struct, frozen=True):
    """What a reply took: tokens of the prompt, how many of them had been read before, tokens of the reply,
    seconds until the first of them and for all."""

    prompt: int = 0
    reused: int = 0
    tokens: int = 0
    first: float = 0.0
    seconds: float = 0.0
