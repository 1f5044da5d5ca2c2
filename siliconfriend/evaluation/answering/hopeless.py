"""Failures that every further question to a model would meet as well: those waited for in vain are among them."""

from __future__ import annotations

HOPELESS = frozenset(
    {
        "no_key",
        "bad_key",
        "key_wanted",
        "unknown_model",
        "unknown_name",
        "no_model",
        "wrong_address",
        "endless_answer",
        "local_model",
        "no_weights",
        "unreachable",
        "no_words",
        "refused",
        "rate_limited",
    }
)
