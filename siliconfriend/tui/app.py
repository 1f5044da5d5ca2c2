"""The full-screen app: it looks and speaks (dressing.py), people come and go (visiting.py, way_out.py)."""

from __future__ import annotations

import gc
import logging
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.worker import Worker, WorkerState

from siliconfriend.tui import chinese_lines, one_shots, option_lists
from siliconfriend.tui.commands import Scope, bindings
from siliconfriend.tui.core import Core
from siliconfriend.tui.going import LettingGo
from siliconfriend.tui.palette import CommandProvider, Palette
from siliconfriend.tui.screens.base import LOW, FriendScreen
from siliconfriend.tui.screens.threshold import Threshold
from siliconfriend.tui.themes import setting_of
from siliconfriend.tui.visiting import Visiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from textual.screen import Screen

    from siliconfriend.companion import Companion
    from siliconfriend.tui.screens.chat import ChatScreen

COLLECT_AFTER_SECONDS = 1.0  # see start.py
COLLECT_AT = (5_000, 20, 20)

log = logging.getLogger(__name__)

chinese_lines.mend_what_is_shown()
option_lists.mend()
one_shots.mend()


class FriendApp(Visiting, LettingGo):
    """The companion on the whole screen."""

    CSS_PATH = "siliconfriend.tcss"
    TITLE = "SiliconFriend"
    ENABLE_COMMAND_PALETTE = False
    COMMANDS: ClassVar = {CommandProvider}
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.APP)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-high")]  # noqa: RUF012 - Textual declares it optional

    owns_process = False
    """Whether the process is there for this app alone, so that it may say when garbage is collected."""

    def __init__(self, core: Core, profile_name: str | None = None) -> None:
        super().__init__(core, profile_name)
        self._broken = False
        self.learning: tuple[int, int] | None = None

    def on_mount(self) -> None:
        """The first screen: a threshold that is painted at once, or the question who is there."""
        if self.core.settings.interface.plain:
            self._be_plain(True)
        if not isinstance(self.screen, Threshold):
            self.push_screen(self._conversation(self._first_name))
        self.set_timer(COLLECT_AFTER_SECONDS, self._collect)
        if self.owns_process:
            self.end_with_the_terminal()
        self._look_at_keys()
        self._measure()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On the threshold nothing opens: its keys are for the conversation, which is there in a moment."""
        if action == "command_palette" and isinstance(self.screen, Threshold):
            return False
        if getattr(self.screen, "takes_every_key", False):
            return False
        return super().check_action(action, parameters)

    def _collect(self) -> None:
        self.keep_what_is_there()
        if self.owns_process:
            gc.set_threshold(*COLLECT_AT)
            gc.enable()

    def keep_what_is_there(self) -> None:
        """What has been made up to now stays: looking through it for garbage would hold every key up, 0.1 s."""
        if self.owns_process:
            gc.freeze()

    async def use_setting(self, key: str) -> None:
        """A setting was changed: follow it, here and in the conversation that is open."""
        room = self.conversation
        here = room.companion.bank.profile if room is not None and room.companion is not None else None
        if key.startswith("keys."):
            self._use_keys()
        elif key == "interface.ambiguous_width":
            self._measure()
        else:
            self._follow_setting(key, here)
        if key.endswith((".language", ".plain")):
            for screen in self.screen_stack:
                if isinstance(screen, FriendScreen):
                    await screen.say_again()
        if room is not None:
            await room.use_setting(key)

    def write(self, text: str) -> None:
        """Put `text` where the person writes, whatever is in front."""
        if self.conversation is not None:
            self.conversation.write(text)

    def show_place(self, companion: Companion, turn: int) -> None:
        """The turn with that id, among what was said before and after it."""
        from siliconfriend.tui.finding.place import PlaceScreen

        self.push_screen(PlaceScreen(companion, turn))

    # Commands

    def action_help_quit(self) -> None:
        """Ctrl+C copies; say how to close the program."""
        self.notify(self.words("tui.how_to_quit", key=self.keyboard.way("quit", self.words)), markup=False)

    def action_command_palette(self) -> None:
        """Every command, by name."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder=self.words("tui.palette.placeholder")))

    def action_other_theme(self) -> None:
        """Light when it is dark, dark when it is light; whoever is here finds it so again."""
        self._wear_the_other_theme()
        if self.conversation is not None:
            self.conversation.keep_theme(setting_of(self.theme))

    def action_settings(self, wanted: str = "") -> None:
        """Every setting, or those that `wanted` finds."""
        from siliconfriend.tui.settings.screen import SettingsScreen

        if (room := self._room_to_go_from()) is not None and not self._is_open(SettingsScreen):
            self.push_screen(SettingsScreen(room.companion, wanted))

    def action_help(self) -> None:
        """What can be done here."""
        from siliconfriend.tui.screens.help import HelpScreen

        if not self._is_open(HelpScreen):
            self.push_screen(HelpScreen())

    def action_profiles(self, wanted: str = "") -> None:
        """Who is known, or those whom `wanted` finds."""
        from siliconfriend.tui.screens.profiles import ProfilesScreen

        if (room := self._room_to_go_from()) is not None and not self._is_open(ProfilesScreen):
            if room.companion is not None:
                self.push_screen(ProfilesScreen(room.companion.bank.profile, wanted))
            elif room.cannot_open:
                self.push_screen(ProfilesScreen(None, wanted))
            else:
                room.when_open(lambda: self.action_profiles(wanted), "profiles", wanted, in_any_case=True)

    def _is_open(self, kind: type[Screen[Any]]) -> bool:
        """Whether there is such a screen already, in front or further back."""
        return any(isinstance(screen, kind) for screen in self.screen_stack)

    def _room_to_go_from(self) -> ChatScreen | None:
        """The conversation, from whatever screen of it; none while somebody new is met."""
        from siliconfriend.tui.screens.first_card import FirstCard

        return None if isinstance(self.screen, FirstCard) else self.conversation

    # Trouble

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """As Textual's, but the screen comes back after an exception, too."""
        aside = super().suspend()
        aside.__enter__()
        try:
            yield
        finally:
            aside.__exit__(None, None, None)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker of the app itself broke."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            log.error("the worker %s broke", event.worker.name, exc_info=event.worker.error)

    @property
    def exit_code(self) -> int:
        """What the process ends with: a signal's 128 and its number, 1 when the screen broke, else 0."""
        return 128 + self.ended_by if self.ended_by else int(self._broken)

    def _fatal_error(self) -> None:
        """Close with a sentence; where it broke is in the log."""
        log.critical("the screen broke", exc_info=sys.exc_info())
        if not self._broken:
            self._broken = True
            self.panic(Text(self.words("tui.fatal", folder=self.core.places.logs)))

    def panic(self, *renderables: RenderableType) -> None:
        """Close at once with a sentence of ours; when Textual can read no keys any more, as usual and silently."""
        if self._broken:
            super().panic(*renderables)
        elif any(isinstance(one, Exception) for one in renderables):
            self._fatal_error()
        else:
            log.warning("the terminal is gone")
            self._quit(True)
