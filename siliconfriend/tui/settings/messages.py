"""What the settings screen's workers report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from siliconfriend.tui.report import Report

if TYPE_CHECKING:
    from siliconfriend.tui.settings.entries import Entry
    from siliconfriend.tui.settings.foresight import Foresight


class SettingsRead(Report):
    """Every setting, with its value in force, and keys that are meant for no command."""

    entries: Sequence[Entry]
    stray_keys: Sequence[str] = ()


class SettingKept(Report):
    """The file says what a setting is; `changed`: it is not in force yet."""

    key: str
    changed: bool


class SettingRefused(Report):
    """The settings could not be read, or one could not be written."""

    detail: str


class FadingForeseen(Report):
    """What the pace of forgetting that is being written would come to."""

    foresight: Foresight
