"""How the app looks and speaks: its language, its theme, and whether it is plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import constants
from textual.app import App
from textual.message_pump import MessagePump
from textual.theme import Theme

from siliconfriend.language import Language, Words, system_language, words
from siliconfriend.tui.core import Core
from siliconfriend.tui.themes import BY_NAME, DARK, first_theme, other_theme

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile
    from siliconfriend.tui.going import LettingGo as Layer
else:
    Layer = MessagePump
    """What a layer of the app is until app.py lays them over one: a class of its own kind takes longer to make."""

BY_HAND = "by hand"


class Dressing(Layer):
    """As the settings say, and then as whoever is here likes it."""

    def __init__(self, core: Core) -> None:
        # Before Textual reads the colours, so that its style sheet is not parsed twice.
        self.set_reactive(App.theme, first_theme(core.settings.interface.theme))
        super().__init__()
        self.core = core
        self._dressed_for = ""
        chosen = core.settings.interface.language
        self._language = None if chosen == "auto" else Language(chosen)
        self.words: Words = words(self._language or system_language())

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Ours, and Textual's."""
        return {**super().available_themes, **BY_NAME}

    def get_theme(self, theme_name: str) -> Theme | None:
        """As Textual's, which gathers all of them for every colour that is asked for."""
        return BY_NAME.get(theme_name) or super().get_theme(theme_name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our themes' own colours, for the moment before a theme is in force."""
        return {name: DARK.variables[name] for name in ("quiet", "rule")}

    def speak(self, language: Language) -> None:
        """Use `language` from now on, unless the settings name another one."""
        self.words = words(self._language or language)

    def greet(self, who: Profile) -> None:
        """Speak the language and wear the colours that `who` likes."""
        self.speak(who.language)
        if self._dressed_for != who.id:  # what was chosen by hand while they came in stays
            self.theme = first_theme(self.core.theme_for(who)) if self._dressed_for != BY_HAND else self.theme
            self._dressed_for = who.id

    def _wear_the_other_theme(self) -> None:
        """Light when it is dark, dark when it is light."""
        self.theme = other_theme(self.theme)
        self._dressed_for = self._dressed_for or BY_HAND

    def _be_plain(self, plain: bool) -> None:
        """No lines and nothing that moves, or the screen as it is for those who see it."""
        self.set_class(plain, "-plain")
        self.animation_level = "none" if plain else constants.TEXTUAL_ANIMATIONS

    def _follow_setting(self, key: str, here: Profile | None) -> None:
        """Look and speak as the setting `key` says now, `here` being in the conversation."""
        interface = self.core.settings.interface
        if key == "interface.plain":
            self._be_plain(interface.plain)
        elif key.endswith(".theme"):
            self.theme = first_theme(self.core.theme_for(here) if here else interface.theme)
        elif key.endswith(".language"):
            self._language = None if interface.language == "auto" else Language(interface.language)
            self.speak(here.language if here else system_language())
