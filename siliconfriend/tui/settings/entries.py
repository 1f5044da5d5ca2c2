"""The settings as the screen lists them, and how they are kept. Everything here blocks: call it from a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from siliconfriend.config_file import ConfigFile, Setting, all_settings, value_of, with_value
from siliconfriend.setting_words import Origin, choices, origin, purpose, takes, written
from siliconfriend.settings import load

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.tui.core import Core

_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting and its value in force."""

    setting: Setting
    value: Any
    origin: Origin

    @property
    def key(self) -> str:
        """Its `section.name`."""
        return self.setting.key

    @property
    def section(self) -> str:
        """The group that it stands in."""
        return self.key.partition(".")[0]

    @property
    def choices(self) -> tuple[Any, ...]:
        """What to choose from; none when a text or a number is to be written."""
        return choices(self.setting)

    def next_choice(self, by: int) -> Any:
        """The choice `by` places on from the value in force."""
        all_ = self.choices
        return all_[(all_.index(self.value) + by) % len(all_)]

    def label(self, say: Words) -> str:
        """What it is called."""
        try:
            return say(f"settings.label.{self.key}")
        except KeyError:
            return self.key.partition(".")[2].replace("_", " ")

    def heading(self, say: Words) -> str:
        """What its group is called."""
        try:
            return say(f"settings.section.{self.section}")
        except KeyError:
            return self.section

    def help(self, say: Words) -> str:
        """What it is for, in a sentence."""
        try:
            return say(f"settings.help.{self.key}")
        except KeyError:
            return purpose(say, self.setting)

    def takes(self, say: Words) -> str:
        """Which values it takes."""
        return takes(say, self.setting)

    def shown(self, say: Words, value: Any) -> str:
        """`value` in words."""
        text = written(value)
        for name in (f"settings.value.{self.key}.{text or 'none'}", f"settings.value.{text or 'none'}"):
            if self.choices or not text:
                try:
                    return say(name)
                except KeyError:
                    continue
        return text


def entries(core: Core) -> Sequence[Entry]:
    """Every setting of the schema, with its value and where that comes from.

    Raises:
        SettingsError: the file cannot be read.
    """
    in_file = ConfigFile(core.places.config_file).keys()
    return [
        Entry(one, value_of(core.settings, one.key), origin(one, in_file, core.flags.keys()))
        for one in all_settings().values()
    ]


def use(core: Core, key: str, value: Any) -> None:
    """Let the setting called `key` be `value` from now on, until the program ends."""
    core.settings = with_value(core.settings, key, value)


def write(core: Core, key: str) -> None:
    """Keep the value that the setting called `key` has now in the file.

    Raises:
        SettingsError: the file would not be usable; it is as it was.
        OSError: the disk refuses; the file is as it was.
    """
    with _ONE_AT_A_TIME:
        ConfigFile(core.places.config_file).put(key, value_of(core.settings, key))


def reset(core: Core, key: str) -> None:
    """Take a setting out of the file: what the environment says, or the default, holds from now on.

    Raises:
        SettingsError, OSError: as for `write`.
    """
    with _ONE_AT_A_TIME:
        ConfigFile(core.places.config_file).remove(key)
        use(core, key, value_of(load(core.places.config_file, core.flags), key))
