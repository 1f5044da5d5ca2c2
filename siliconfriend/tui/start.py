"""Opening the companion on the whole screen."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from siliconfriend.signals import listening

if TYPE_CHECKING:
    from siliconfriend.places import Places
    from siliconfriend.settings import Settings
    from siliconfriend.tui.app import FriendApp

SWITCH_SECONDS = 0.001
"""How long a thread at work keeps another waiting: a key passes through several on its way to the screen."""


def run(
    settings: Settings, profile_name: str | None, places: Places, flags: Mapping[str, object] | None = None
) -> int:
    """Open it, and return the exit code when the user leaves, a signal ends it, or the screen breaks.

    Hardly anything that is made while starting is ever garbage: collecting begins after the first frame.
    """
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        from siliconfriend.tui.escapes_in_pastes import mend

        mend()
        from siliconfriend.tui.app import FriendApp
        from siliconfriend.tui.core import Core
        from siliconfriend.tui.journal import journal

        with journal(places.logs):
            app = FriendApp(Core(settings, places, flags), profile_name)
            app.owns_process = True
            return asyncio.run(_until_left(app))
    finally:
        gc.enable()


async def _until_left(app: FriendApp) -> int:
    with listening(app.told_to_end):
        await app.run_async()
    return app.exit_code
