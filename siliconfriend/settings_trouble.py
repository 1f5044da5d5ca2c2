"""What is wrong with settings, and where, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from siliconfriend.config_file import UnfitValueError, UnknownSettingError, setting
from siliconfriend.setting_words import takes, written
from siliconfriend.settings import Settings, variable
from siliconfriend.settings_error import COMMAND_LINE, ENVIRONMENT, SettingsError

if TYPE_CHECKING:
    from siliconfriend.language import Words

LONGEST_VALUE: Final = 60


def trouble(say: Words, error: SettingsError, options: Mapping[str, str] | None = None) -> str:
    """A sentence; `options` are what the command line calls the settings that it takes."""
    name, told = str(error.details.get("name", "")), dict(error.details)
    if error.code == "setting_unfit":
        one = error.setting if isinstance(error, UnfitValueError) else setting(name)
        told |= {"takes": takes(say, one, told["value"]), "value": _in_a_line(written(told["value"]))}
    if error.code == "setting_no_section":
        told["sections"] = ", ".join(Settings.__struct_fields__)
    if error.place == ENVIRONMENT:
        told["name"] = variable(name)
    elif error.place == COMMAND_LINE:
        told["name"] = (options or {}).get(name, name)
    sentence = say(f"errors.{error.code}", file=error.place, **told)
    if error.code == "setting_unknown" and (near := _near(error, name)):
        sentence += say("cli.usage.meant", names=", ".join(near))
    in_a_file = name and error.place not in ("", ENVIRONMENT, COMMAND_LINE)
    return say("errors.settings_in_file", file=error.place, why=sentence) if in_a_file else sentence


def not_written(say: Words, error: SettingsError | OSError) -> str:
    """That a setting holds, but could not be written down, and why."""
    why = trouble(say, error) if isinstance(error, SettingsError) else _in_a_line(str(error), 500)
    return say("settings.not_written", detail=why)


def _near(error: SettingsError, name: str) -> tuple[str, ...]:
    try:
        setting(name)
    except UnknownSettingError as unknown:
        error = unknown
    return error.near if isinstance(error, UnknownSettingError) else ()


def _in_a_line(text: str, most: int = LONGEST_VALUE) -> str:
    """What a file or a person wrote, fit for a sentence."""
    line = "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= most else line[: most - 1] + "…"
