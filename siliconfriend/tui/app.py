"""The full-screen app: it owns the language, the theme and which screen is shown, and nothing else."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import constants
from textual.app import App
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.events import Key, Paste
from textual.messages import ExitApp
from textual.theme import Theme
from textual.worker import Worker, WorkerState

from siliconfriend.language import Language, Words, system_language, words
from siliconfriend.tui.commands import Scope, bindings, command
from siliconfriend.tui.core import Core
from siliconfriend.tui.desk import Desk
from siliconfriend.tui.history import History
from siliconfriend.tui.palette import CommandProvider
from siliconfriend.tui.screens.threshold import Threshold
from siliconfriend.tui.themes import DARK, THEMES, first_theme, other_theme, setting_of

if TYPE_CHECKING:
    from textual.screen import Screen
    from typing_extensions import TypeIs

    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Profile
    from siliconfriend.tui.core import Found
    from siliconfriend.tui.screens.chat import ChatScreen
    from siliconfriend.tui.screens.first_run import FirstRunScreen

COLLECT_AFTER_SECONDS = 1.0  # see start.py
BY_HAND = "by hand"
UNDERNEATH = 2  # Textual's own blank screen and the conversation

log = logging.getLogger(__name__)


def _is_conversation(screen: Screen[Any]) -> TypeIs[ChatScreen]:
    chat = sys.modules.get("siliconfriend.tui.screens.chat")  # not imported before the first frame
    return chat is not None and isinstance(screen, chat.ChatScreen)


class FriendApp(App[None]):
    """The companion on the whole screen."""

    CSS_PATH = "siliconfriend.tcss"
    TITLE = "SiliconFriend"
    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar = {CommandProvider}
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.APP)

    def __init__(self, core: Core, profile_name: str | None = None) -> None:
        # Before Textual reads the colours, so that its style sheet is not parsed twice.
        self.set_reactive(FriendApp.theme, first_theme(core.settings.interface.theme))
        super().__init__()
        self.core = core
        self._first_name = profile_name
        self._desks: dict[str, Desk] = {}
        self._quitting = False
        self._broken = False
        self._dressed_for = ""
        self.learning: tuple[int, int] | None = None
        chosen = core.settings.interface.language
        self._language = None if chosen == "auto" else Language(chosen)
        self.words: Words = words(self._language or system_language())

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Ours, and Textual's."""
        return {**super().available_themes, **{one.name: one for one in THEMES.values()}}

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our themes' own colours, for the moment before a theme is in force."""
        return {name: DARK.variables[name] for name in ("quiet", "rule")}

    def on_mount(self) -> None:
        """The first screen: a threshold that is painted at once, or the question who is there."""
        if self.core.settings.interface.plain:
            self._be_plain(True)
        if not isinstance(self.screen, Threshold):
            self.push_screen(self._conversation(self._first_name))
        self.set_timer(COLLECT_AFTER_SECONDS, self._collect)

    def get_default_screen(self) -> Screen[None]:
        """The threshold of a conversation, if there is anybody to talk with."""
        return Threshold() if self.core.someone_known() else super().get_default_screen()

    async def go_in(self) -> None:
        """From the threshold into the conversation, with what was typed there."""
        threshold = self.screen
        await self.push_screen(self._conversation(self._first_name))
        if isinstance(threshold, Threshold):
            for event in threshold.typed:
                if isinstance(event, Paste):
                    self.post_message(Paste(event.text))
                else:
                    self.post_message(Key(event.key, event.character))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On the threshold nothing opens: its keys are for the conversation, which is there in a moment."""
        if action == "command_palette" and isinstance(self.screen, Threshold):
            return False
        return super().check_action(action, parameters)

    def _collect(self) -> None:
        gc.freeze()
        gc.enable()

    def _conversation(self, who: Profile | str | None) -> ChatScreen | FirstRunScreen:
        if self.core.someone_known():
            from siliconfriend.tui.screens.chat import ChatScreen

            return ChatScreen(who)
        from siliconfriend.tui.screens.first_run import FirstRunScreen

        return FirstRunScreen(who if isinstance(who, str) else "")

    def speak(self, language: Language) -> None:
        """Use `language` from now on, unless the settings name another one."""
        self.words = words(self._language or language)

    def _be_plain(self, plain: bool) -> None:
        """No lines and nothing that moves, or the screen as it is for those who see it."""
        self.set_class(plain, "-plain")
        self.animation_level = "none" if plain else constants.TEXTUAL_ANIMATIONS

    def greet(self, who: Profile) -> None:
        """Speak the language and wear the colours that `who` likes."""
        self.speak(who.language)
        if self._dressed_for != who.id:  # what was chosen by hand while they came in stays
            self.theme = first_theme(self.core.theme_for(who)) if self._dressed_for != BY_HAND else self.theme
            self._dressed_for = who.id

    async def use_setting(self, key: str) -> None:
        """A setting was changed: follow it, here and in the conversation that is open."""
        interface = self.core.settings.interface
        room = next((screen for screen in self.screen_stack if _is_conversation(screen)), None)
        here = room.companion.bank.profile if room is not None and room.companion is not None else None
        if key == "interface.plain":
            self._be_plain(interface.plain)
        elif key.endswith(".theme"):
            self.theme = first_theme(self.core.theme_for(here) if here else interface.theme)
        elif key.endswith(".language"):
            self._language = None if interface.language == "auto" else Language(interface.language)
            self.speak(here.language if here else system_language())
        if room is not None:
            await room.use_setting(key)

    def write(self, text: str) -> None:
        """Put `text` where the person writes, whatever is in front."""
        room = next((screen for screen in self.screen_stack if _is_conversation(screen)), None)
        if room is not None:
            room.write(text)

    def show_place(self, companion: Companion, turn: int) -> None:
        """The turn with that id, among what was said before and after it."""
        from siliconfriend.tui.finding.place import PlaceScreen

        self.push_screen(PlaceScreen(companion, turn))

    def desk(self, found: Found) -> Desk:
        """The desk of the person whose profile was opened, as it was left."""
        said = (turn.query for turn in found.turns)
        return self._desks.setdefault(found.profile.id, Desk(History(said)))

    def leave_desk(self, who: Profile, draft: str) -> None:
        """`who` leaves, with `draft` written and not sent."""
        self._desks.setdefault(who.id, Desk()).draft = draft

    def meet(self, name: str) -> None:
        """Ask somebody new for a name and a language."""
        from siliconfriend.tui.screens.first_run import FirstRunScreen

        self.switch_screen(FirstRunScreen(name))

    def meet_another(self, name: str) -> None:
        """The same, with a way back to the screen below."""
        from siliconfriend.tui.screens.first_run import FirstRunScreen

        self.push_screen(FirstRunScreen(name, can_leave=True))

    def forget(self, who: Profile) -> None:
        """Delete `who`, whose conversation is on the screen, and go on with whoever was here before."""
        self.run_worker(self._forget(who), group="changing", exclusive=True, exit_on_error=False)

    async def _forget(self, who: Profile) -> None:
        from siliconfriend.memory.records import MemoryBankError

        await self._leave()
        self._desks.pop(who.id, None)
        try:
            await asyncio.to_thread(lambda: self.core.profiles().delete(who))
        except MemoryBankError as error:
            self.notify(self.words(f"errors.{error.code}", **error.details), severity="error", markup=False)
        await self.switch_screen(self._conversation(None))

    def chat_with(self, who: Profile | None) -> None:
        """Leave the conversation on the screen, then open `who`'s, or whoever's was last."""
        self.run_worker(self._change_to(who), group="changing", exclusive=True, exit_on_error=False)

    async def _change_to(self, who: Profile | None) -> None:
        await self._leave()
        await self.switch_screen(self._conversation(who))

    async def _leave(self) -> None:
        """Close what is in front of the conversation, and end the conversation itself."""
        while len(self.screen_stack) > UNDERNEATH:
            await self.pop_screen()
        if _is_conversation(self.screen):
            await self.screen.leave()
        self.clear_notifications()
        self._clipboard = ""  # the program's own; the system's is the person's

    # Commands

    async def action_quit(self) -> None:
        """Store what is on its way, then close; asked twice, close at once. Asks if something waits to be sent."""
        if self._quitting:
            self.exit()
        screen = self.screen_stack[UNDERNEATH - 1] if len(self.screen_stack) >= UNDERNEATH else self.screen
        if _is_conversation(screen) and screen.waiting:
            self._ask_before_quitting()
        else:
            self._quit(True)

    def _ask_before_quitting(self) -> None:
        from siliconfriend.tui.screens.confirm import ConfirmScreen

        if not isinstance(self.screen, ConfirmScreen):
            say = self.words
            question = ConfirmScreen(say("tui.quit.question"), yes=say("tui.quit.yes"), no=say("tui.quit.no"))
            self.push_screen(question, self._quit)

    def _quit(self, yes: bool | None) -> None:
        if yes:
            self._quitting = True
            self.run_worker(self._leave_and_exit(), group="quitting", exit_on_error=False)

    async def _leave_and_exit(self) -> None:
        try:
            await self._leave()
        finally:
            self.exit()

    def on_exit_app(self, event: ExitApp) -> None:
        """Told to end from outside, by a signal or by the browser: what is on its way is stored first."""
        if self._exit or self._quitting:
            return
        event.prevent_default()
        self._quit(True)

    def action_help_quit(self) -> None:
        """Ctrl+C copies; say how to close the program."""
        self.notify(self.words("tui.how_to_quit", key=command("quit").key), markup=False)

    def action_command_palette(self) -> None:
        """Every command, by name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=self.words("tui.palette.placeholder")))

    def action_other_theme(self) -> None:
        """Light when it is dark, dark when it is light; whoever is here finds it so again."""
        self.theme = other_theme(self.theme)
        self._dressed_for = self._dressed_for or BY_HAND
        if _is_conversation(self.screen):
            self.screen.keep_theme(setting_of(self.theme))

    def action_settings(self, wanted: str = "") -> None:
        """Every setting, or those that `wanted` finds."""
        from siliconfriend.tui.settings.screen import SettingsScreen

        if _is_conversation(self.screen):
            self.push_screen(SettingsScreen(self.screen.companion, wanted))

    def action_help(self) -> None:
        """What can be done here."""
        from siliconfriend.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())

    def action_profiles(self, wanted: str = "") -> None:
        """Who is known, or those whom `wanted` finds."""
        from siliconfriend.tui.screens.profiles import ProfilesScreen

        if _is_conversation(self.screen) and self.screen.companion is not None:
            self.push_screen(ProfilesScreen(self.screen.companion.bank.profile, wanted))

    # Trouble

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker of the app itself broke."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            log.error("the worker %s broke", event.worker.name, exc_info=event.worker.error)

    def _fatal_error(self) -> None:
        """Close with a sentence; where it broke is in the log."""
        log.critical("the screen broke", exc_info=sys.exc_info())
        if not self._broken:
            self._broken = True
            self.panic(Text(self.words("tui.fatal", folder=self.core.places.logs)))
