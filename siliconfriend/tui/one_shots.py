"""What is to happen once does, however late (Textual 8.2.8).

A timer leaves out what it could not do in time, and one that is to fire once had then nothing left to do: on a busy
machine, where a process may be set aside for more than the few milliseconds of a short timer just as that begins,
the program stayed at its threshold for good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.timer import Timer, TimerCallback

_set_timer = MessagePump.set_timer


def _set_one_that_fires(
    self: MessagePump,
    delay: float,
    callback: TimerCallback | None = None,
    *,
    name: str | None = None,
    pause: bool = False,
) -> Timer:
    timer = _set_timer(self, delay, callback, name=name, pause=pause)
    timer._skip = False  # noqa: SLF001 - mended here, as it cannot be anywhere else
    return timer


def mend() -> None:
    """From now on, for every timer that is set to fire once."""
    MessagePump.set_timer = _set_one_that_fires  # type: ignore[method-assign]
