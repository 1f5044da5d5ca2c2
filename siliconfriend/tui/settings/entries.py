"""The settings as the screen lists them, and how they are kept. Everything here blocks: call it from a thread."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from siliconfriend.config_file import ConfigFile, Setting, all_settings, value_of, with_value
from siliconfriend.keys import UnfitKeyError, key_names, shown
from siliconfriend.setting_words import Origin, choices, origin, purpose, takes, written
from siliconfriend.settings import load
from siliconfriend.tui.destination import called

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.tui.core import Core

KEYS = "keys"
MODELS = ("chat.model", "profile.model")
NAMED = (*MODELS, "memory.embedder", "chat.seed")
"""Settings that take any name or number, of which some are words of ours."""
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
            name = self.key.partition(".")[2]
            return say(f"tui.commands.{name}.name") if self.section == KEYS else name.replace("_", " ")

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
        """Which values it takes, called as they are shown."""
        if not self.choices:
            return takes(say, self.setting)
        *others, last = (self.shown(say, one) for one in self.choices)
        return say("settings.or", others=say("settings.between").join(others), last=last)

    def shown(self, say: Words, value: Any) -> str:
        """`value` in words."""
        text = self._keys(value) if self.section == KEYS else _plainly(value)
        named = [f"settings.value.{self.key}.{text or 'none'}"] if self.key in NAMED else []
        if self.choices or not text:
            named = [f"settings.value.{self.key}.{text or 'none'}", f"settings.value.{text or 'none'}"]
        for name in named:
            try:
                return say(name)
            except KeyError:
                continue
        return called(say, text) if self.key in MODELS else text

    def _keys(self, value: Any) -> str:
        try:
            return ", ".join(map(shown, key_names(value)))
        except UnfitKeyError:
            return written(value)


def _plainly(value: Any) -> str:
    """30, not 30.0."""
    return f"{value:g}" if isinstance(value, float) else written(value)


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
    """Take a setting out of the file: what it is `without_file` holds from now on.

    Raises:
        SettingsError, OSError: as for `write`.
    """
    with _ONE_AT_A_TIME:
        ConfigFile(core.places.config_file).remove(key)
        use(core, key, value_of(load(core.places.config_file, core.flags), key))


def without_file(core: Core, key: str) -> Any:
    """What the environment or the command line says the setting called `key` is, or the default."""
    return value_of(load(Path(os.devnull), core.flags), key)
