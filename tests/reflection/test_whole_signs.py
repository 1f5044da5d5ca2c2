"""Emphasis that was cut in half leaves no sign behind."""

from __future__ import annotations

import pytest

from siliconfriend.reflection.whole_signs import whole_signs
from siliconfriend.reflection.writing import apart


@pytest.mark.parametrize(
    ("piece", "whole"),
    [
        ("**Hello!", "Hello!"),
        ("This is it**", "This is it"),
        ("**Hello!** This is it", "**Hello!** This is it"),
        ("I like **tea**", "I like **tea**"),
        ("** calm and kind", "calm and kind"),
        ("calm and kind\n\n**", "calm and kind"),
        ("**他很**温和**。", "他很**温和**。"),
        ("`x = 1", "x = 1"),
        ("five stars: *****", "five stars: *****"),
        ("#1 of them", "#1 of them"),
        ("**", ""),
        ("", ""),
    ],
)
def test_no_half_of_a_pair_is_left(piece: str, whole: str) -> None:
    assert whole_signs(piece) == whole


@pytest.mark.parametrize(
    ("text", "portrait", "strategy"),
    [
        ("Portrait: **Kind.** And calm.\nStrategy: Listen.", "**Kind.** And calm.", "Listen."),
        ("**Portrait:** Kind.\n\n**Strategy:** Listen.", "Kind.", "Listen."),
        ("## Portrait:\nKind, **always**.\n\n## Strategy:\nListen.", "Kind, **always**.", "Listen."),
    ],
)
def test_the_parts_of_a_portrait_keep_their_own_emphasis(text: str, portrait: str, strategy: str) -> None:
    assert apart(text, "Portrait:", "Strategy:") == (portrait, strategy)
