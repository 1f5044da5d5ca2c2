"""The keys of the app: those that the settings wish for, as far as they can be had."""

from __future__ import annotations

import asyncio
from typing import Final

from siliconfriend.keys import KeySettings
from siliconfriend.tui.core import Core
from siliconfriend.tui.dressing import Dressing
from siliconfriend.tui.keyboard import Keyboard
from siliconfriend.tui.visible import one_line

MOST_TOLD: Final = 3
TOLD_SECONDS: Final = 12


class Keying(Dressing):
    """Nothing refuses to start: what cannot be had is told."""

    def __init__(self, core: Core) -> None:
        super().__init__(core)
        self.keyboard = Keyboard()
        self._use_keys()

    def _use_keys(self) -> None:
        """The keys that are wished for now."""
        self.keyboard = Keyboard(self.core.settings.keys)
        self.set_keymap(dict(self.keyboard.keymap()))

    def _look_at_keys(self) -> None:
        """Tell of wishes that cannot be had, if there are any wishes."""
        if self.core.settings.keys != KeySettings() or self.core.places.config_file.exists():
            self.run_worker(self._tell_of_keys(), group="keys", exit_on_error=False)

    async def _tell_of_keys(self) -> None:
        say, keyboard = self.words, self.keyboard
        told = [one.kept(say, keyboard) for one in keyboard.unused]
        told += [say("keys.stray", name=one_line(name)) for name in await asyncio.to_thread(self.core.stray_keys)]
        if len(told) > MOST_TOLD:
            told[MOST_TOLD - 1 :] = [say("keys.more", count=len(told) - MOST_TOLD + 1)]
        for one in told:
            self.notify(one, severity="warning", timeout=TOLD_SECONDS, markup=False)
