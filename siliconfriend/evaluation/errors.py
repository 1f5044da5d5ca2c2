"""What an evaluation cannot work with."""

from __future__ import annotations


class EvaluationError(Exception):
    """Data that cannot be evaluated.

    `code` is the string's key in `evaluation.error` of the locale, `details` fill its places.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details
