"""What fine-tuning cannot work with."""

from __future__ import annotations


class TuningError(Exception):
    """`code` is the string's key in `tuning.error` of the locale, `details` fill its places.

    `advice` are keys of `tuning.advice`: what to try, the best first.
    """

    def __init__(self, code: str, *, advice: tuple[str, ...] = (), **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.advice = advice
        self.details = details
