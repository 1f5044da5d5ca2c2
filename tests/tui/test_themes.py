"""Both themes can be read."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from siliconfriend.tui.themes import DARK, LIGHT, first_theme, other_theme

ENOUGH = 4.5  # WCAG 2.2, 1.4.3, for text


def luminance(color: Color) -> float:
    channels = [value / 255 for value in color.rgb]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(Color.parse(one)), luminance(Color.parse(two))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_stands_out_from_every_ground(theme: Theme) -> None:
    inks = [theme.foreground, theme.primary, theme.accent, theme.error, theme.variables["quiet"]]
    for ground in (theme.background, theme.surface):
        for ink in inks:
            assert ink is not None
            assert ground is not None
            assert contrast(ink, ground) >= ENOUGH, (ink, ground)
    cursor = theme.variables["block-cursor-foreground"], theme.variables["block-cursor-background"]
    assert contrast(*cursor) >= ENOUGH


def test_auto_follows_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORFGBG", raising=False)
    assert first_theme("auto") == DARK.name
    monkeypatch.setenv("COLORFGBG", "0;15")
    assert first_theme("auto") == LIGHT.name
    assert first_theme("dark") == DARK.name
    monkeypatch.setenv("COLORFGBG", "15;0")
    assert first_theme("auto") == DARK.name
    assert first_theme("light") == LIGHT.name


def test_there_are_two() -> None:
    assert other_theme(DARK.name) == LIGHT.name
    assert other_theme(LIGHT.name) == DARK.name
