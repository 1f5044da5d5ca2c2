"""What a test of the screen needs not wait for, or do again: an app of its own is most of its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import textual._wait
from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from textual.css.model import RuleSet
    from textual.css.types import CSSLocation

QUIET = 0.01
"""Seconds in which the process must have done next to nothing to be called idle; Textual takes twice that."""


def wait_less() -> None:
    """After each key Textual waits twice until the process is idle."""
    textual._wait.SLEEP_GRANULARITY = QUIET


def parse_styles_once() -> None:
    """The same style sheets with the same colours are the same rules, in whichever app."""
    parse = Stylesheet._parse_rules
    known: dict[object, list[RuleSet]] = {}

    def parsed(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        colours = frozenset(self._variables.items())
        key = (css, read_from, is_default_rules, tie_breaker, scope, colours)
        if key not in known:
            known[key] = parse(self, css, read_from, is_default_rules, tie_breaker, scope)
        return known[key]

    Stylesheet._parse_rules = parsed  # type: ignore[method-assign]
