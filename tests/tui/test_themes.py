"""Both themes can be read."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from siliconfriend.tui.themes import ANSI_DARK, ANSI_LIGHT, DARK, LIGHT, first_theme, other_theme
from tests.tui.contrast import ENOUGH, contrast

HUES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
NAMES = (*HUES, *(f"bright_{hue}" for hue in HUES))
PALETTES = {
    "xterm": "#000000 #cd0000 #00cd00 #cdcd00 #0000ee #cd00cd #00cdcd #e5e5e5 "
    "#7f7f7f #ff0000 #00ff00 #ffff00 #5c5cff #ff00ff #00ffff #ffffff",
    "linux": "#000000 #aa0000 #00aa00 #aa5500 #0000aa #aa00aa #00aaaa #aaaaaa "
    "#555555 #ff5555 #55ff55 #ffff55 #5555ff #ff55ff #55ffff #ffffff",
    "windows": "#0c0c0c #c50f1f #13a10e #c19c00 #0037da #881798 #3a96dd #cccccc "
    "#767676 #e74856 #16c60c #f9f1a5 #3b78ff #b4009e #61d6d6 #f2f2f2",
}
FAIRLY = 3.0
"""WCAG 2.2, 1.4.3, for large text: what is chosen, for a moment."""


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_stands_out_from_every_ground(theme: Theme) -> None:
    inks = [theme.foreground, theme.primary, theme.accent, theme.error, theme.variables["quiet"]]
    for ground in (theme.background, theme.surface):
        for ink in inks:
            assert ink is not None
            assert ground is not None
            assert contrast(Color.parse(ink), Color.parse(ground)) >= ENOUGH, (ink, ground)
    cursor = Color.parse(theme.variables["block-cursor-background"])
    for ink in (theme.variables["block-cursor-foreground"], theme.variables["quiet"], theme.primary):
        assert contrast(Color.parse(ink), cursor) >= ENOUGH, ink


@pytest.mark.parametrize("palette", PALETTES)
def test_the_terminals_own_colours_can_be_read(palette: str) -> None:
    colours = dict(zip(NAMES, (Color.parse(one) for one in PALETTES[palette].split()), strict=True))
    for theme, ground in ((ANSI_DARK, "black"), (ANSI_LIGHT, "bright_white")):
        words = [theme.primary, theme.variables["quiet"], theme.variables["block-cursor-foreground"]]
        for behind, enough in ((f"ansi_{ground}", ENOUGH), (theme.variables["block-cursor-background"], FAIRLY)):
            for ink in words:
                seen = contrast(colours[ink.removeprefix("ansi_")], colours[behind.removeprefix("ansi_")])
                assert seen >= enough, (theme.name, ink, behind, seen)
    for name in ("accent", "warning", "error"):
        assert contrast(colours[getattr(ANSI_DARK, name).removeprefix("ansi_")], colours["black"]) >= ENOUGH, name


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
