"""What one run of the command knows: the language it speaks, and the flags given so far."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from siliconfriend import settings as settings_
from siliconfriend.cli.streams import note
from siliconfriend.language import Language, Words, system_language, words
from siliconfriend.places import places
from siliconfriend.settings_error import SettingsError
from siliconfriend.settings_trouble import trouble

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

    def settings_of(self, *sections: str) -> Settings:
        """The settings as above, for what needs those of some `sections` only: what is wrong in others is told,
        and is as if it were not there. Where words may go must not be read from the others.

        Raises:
            SettingsError: one that is needed cannot be used.
        """
        passed_over: list[SettingsError] = []

        def wrong(error: SettingsError) -> None:
            if _needed(error, sections):
                raise error
            passed_over.append(error)

        found = settings_.load(places().config_file, self.flags, wrong)
        self.say = words(_chosen(found))
        for error in passed_over:
            note(self.say("cli.failure.setting_passed_over", detail=trouble(self.say, error)))
        return found

    def speak_to(self, language: Language, settings: Settings) -> Words:
        """Speak a person's `language` from now on, unless the settings name another."""
        self.say = words(language if settings.interface.language == "auto" else _chosen(settings))
        return self.say


def _needed(error: SettingsError, sections: Collection[str]) -> bool:
    """Whether what is wrong may be in one of the `sections`; one of no known name may have been meant for any."""
    section = str(error.details.get("name", "")).partition(".")[0]
    unknown = not section or error.code == "setting_no_section"
    return bool(sections) if unknown else section in sections


def _chosen(settings: Settings) -> Language:
    chosen = settings.interface.language
    return system_language() if chosen == "auto" else Language(chosen)


def _interface_language() -> Language:
    """The language of help and of mistakes in the command line itself; a broken setting is reported later."""
    return _chosen(settings_.load(places().config_file, wrong=lambda _: None))
