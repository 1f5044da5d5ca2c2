"""Two calm themes, dark and light, the terminal's own colours, and which of them to begin with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

DARK: Final = Theme(
    name="dusk",
    dark=True,
    background="#16181d",
    surface="#1d2026",
    panel="#262a32",
    foreground="#dcdee3",
    primary="#8fb8cc",
    secondary="#a5bd9c",
    accent="#dcb98d",
    warning="#e3b778",
    error="#e2938c",
    success="#9fc3a0",
    variables={
        "quiet": "#9ea4b0",
        "rule": "#343943",
        "border": "#5b7f91",
        "border-blurred": "#343943",
        "block-cursor-background": "#2b3b47",
        "block-cursor-foreground": "#e8eaee",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#282c34",
        "input-cursor-background": "#dcdee3",
        "input-cursor-foreground": "#16181d",
        "input-selection-background": "#34495a",
        "scrollbar": "#343943",
        "scrollbar-background": "#16181d",
        "scrollbar-background-hover": "#16181d",
        "scrollbar-background-active": "#16181d",
    },
)

LIGHT: Final = Theme(
    name="paper",
    dark=False,
    background="#fbf9f5",
    surface="#f3f0e9",
    panel="#eae6dc",
    foreground="#2b2f36",
    primary="#2f647c",
    secondary="#4c6a45",
    accent="#84551c",
    warning="#855612",
    error="#a13a32",
    success="#3d6a43",
    variables={
        "quiet": "#5c616a",
        "rule": "#d8d3c7",
        "border": "#6c97aa",
        "border-blurred": "#d8d3c7",
        "block-cursor-background": "#d3e3ea",
        "block-cursor-foreground": "#20242a",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e8e4da",
        "input-cursor-background": "#2b2f36",
        "input-cursor-foreground": "#fbf9f5",
        "scrollbar": "#d8d3c7",
        "scrollbar-background": "#fbf9f5",
        "scrollbar-background-hover": "#fbf9f5",
        "scrollbar-background-active": "#fbf9f5",
    },
)


def _of_the_terminal(name: str, variables: Mapping[str, str]) -> Theme:
    """The terminal's own sixteen colours, of which only those are ours that can be read in the usual palettes.

    Blue, red and bright black on a dark ground cannot: 2 to 1 and less on the Linux console.
    """
    base = BUILTIN_THEMES[name]
    return replace(base, name=f"terminal-{name}", variables={**base.variables, **variables})


ANSI_DARK: Final = replace(
    _of_the_terminal(
        "ansi-dark",
        {
            "quiet": "ansi_white",
            "rule": "ansi_bright_black",
            "border": "ansi_cyan",
            "block-cursor-foreground": "ansi_bright_white",
            "block-cursor-background": "ansi_blue",
        },
    ),
    primary="ansi_bright_cyan",
    accent="ansi_bright_green",
    warning="ansi_bright_yellow",
    error="ansi_bright_red",
)
ANSI_LIGHT: Final = _of_the_terminal(
    "ansi-light",
    {
        "quiet": "ansi_black",
        "rule": "ansi_black",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
    },
)

THEMES: Final = {"dark": DARK, "light": LIGHT, "ansi-dark": ANSI_DARK, "ansi-light": ANSI_LIGHT}
"""Our themes, by the names that the settings know them by."""

BY_NAME: Final = {one.name: one for one in THEMES.values()}
"""The same, by their own."""


def first_theme(wanted: str) -> str:
    """The name of the theme `wanted`; `auto` asks COLORFGBG, which terminals with a light ground set."""
    if wanted not in THEMES:
        ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
        wanted = "light" if ground in {"7", "15"} else "dark"
    return THEMES[wanted].name


def other_theme(name: str) -> str:
    """Light for the dark one `name`, dark for the light one; the terminal's own stay the terminal's own."""
    pairs = ((DARK, LIGHT), (LIGHT, DARK), (ANSI_DARK, ANSI_LIGHT), (ANSI_LIGHT, ANSI_DARK))
    return next((other.name for one, other in pairs if one.name == name), DARK.name)


def setting_of(name: str) -> str:
    """What the settings call the theme `name`."""
    return next((setting for setting, theme in THEMES.items() if theme.name == name), "auto")
