"""Numbers as options take them: of a size that can be counted with, and said in the interface's language."""

from __future__ import annotations

import math
from typing import Any

import click

LARGEST = 1_000_000_000


class Whole(click.IntRange):
    """A whole number from `min` on; nobody means one above `LARGEST`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number that `value` names."""
        found = super().convert(value, param, ctx)
        if found > LARGEST:
            self.fail("", param, ctx)  # cli/usage.py says what is expected
        return found


class Number(click.FloatRange):
    """A number that is one: neither infinite nor `nan`, which lies within any bounds."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number that `value` names."""
        found = super().convert(value, param, ctx)
        if not math.isfinite(found):
            self.fail("", param, ctx)
        return found
