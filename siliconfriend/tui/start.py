"""Opening the companion on the whole screen."""

from __future__ import annotations

import gc
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.places import Places
    from siliconfriend.settings import Settings

SWITCH_SECONDS = 0.001
"""How long a thread at work keeps another waiting: a key passes through several on its way to the screen."""


def run(
    settings: Settings, profile_name: str | None, places: Places, flags: Mapping[str, object] | None = None
) -> None:
    """Open it, and return when the user leaves.

    Hardly anything that is made while starting is ever garbage: collecting begins after the first frame.

    Raises:
        OSError: the folder for logs cannot be written.
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
            FriendApp(Core(settings, places, flags), profile_name).run()
    finally:
        gc.enable()
