"""What one run of the command knows: the language it speaks, and the flags given so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend import settings as settings_
from siliconfriend.language import Language, Words, system_language, words
from siliconfriend.places import places
from siliconfriend.settings_error import SettingsError

if TYPE_CHECKING:
    from siliconfriend.settings import Settings


class Session:
    """One run. `flags` holds options given before the subcommand, by `section.name`, and `profile`."""

    def __init__(self, say: Words | None = None) -> None:
        self.say = say or words(_interface_language())
        self.flags: dict[str, object] = {}
        self.profile: str | None = None

    def settings(self) -> Settings:
        """The settings in force under the flags; from now on the run speaks their language.

        Raises:
            SettingsError: one of them cannot be used.
        """
        found = settings_.load(places().config_file, self.flags)
        self.say = words(_chosen(found))
        return found

    def speak_to(self, language: Language, settings: Settings) -> Words:
        """Speak a person's `language` from now on, unless the settings name another."""
        self.say = words(language if settings.interface.language == "auto" else _chosen(settings))
        return self.say


def _chosen(settings: Settings) -> Language:
    chosen = settings.interface.language
    return system_language() if chosen == "auto" else Language(chosen)


def _interface_language() -> Language:
    """The language of help and of mistakes in the command line itself; a broken setting is reported later."""
    try:
        return _chosen(settings_.load(places().config_file))
    except SettingsError:
        return system_language()
