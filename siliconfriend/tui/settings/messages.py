"""What the settings screen's workers report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from siliconfriend.tui.settings.entries import Entry
    from siliconfriend.tui.settings.foresight import Foresight


@dataclass(eq=False, repr=False)
class SettingsRead(Message):
    """Every setting, with its value in force."""

    entries: Sequence[Entry]


@dataclass(eq=False, repr=False)
class SettingKept(Message):
    """The file says what a setting is; `changed`: it is not in force yet."""

    key: str
    changed: bool


@dataclass(eq=False, repr=False)
class SettingRefused(Message):
    """The settings could not be read, or one could not be written."""

    detail: str


@dataclass(eq=False, repr=False)
class FadingForeseen(Message):
    """What the pace of forgetting that is being written would come to."""

    foresight: Foresight
