"""Something wrong in evaluation data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is a key of `evaluation.problem` in the locale; `where` and `details` fill its places."""

    code: str
    where: str = ""
    details: Mapping[str, object] = field(default_factory=dict)
