"""Progress bars on stderr, for whoever sits at a terminal."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Tell = Callable[[int, int], None]

WORTH_A_BAR = 64


@contextmanager
def bar(title: str, at_least: int = 1, *, of_bytes: bool = False) -> Iterator[Tell]:
    """A bar that is told (done, total) and shows itself when the total is `at_least` so much; gone at the end."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich import progress as shown
    from rich.console import Console

    progress = shown.Progress(
        shown.TextColumn("{task.description}", markup=False),
        shown.BarColumn(),
        shown.DownloadColumn() if of_bytes else shown.MofNCompleteColumn(),
        shown.TimeRemainingColumn(compact=True),
        console=Console(file=sys.stderr),
        transient=True,
    )
    task = progress.add_task(title, visible=False)

    def tell(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total, visible=total >= at_least)

    with progress:
        yield tell


def counting_to(total: int, tell: Tell, before: int = 0) -> Callable[[int], None]:
    """What to tell how much is done, of a `total` of which `before` was done before."""
    return lambda done: tell(before + done, total)


@contextmanager
def until_interrupted() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C has been pressed since; pressed a second time it interrupts at once."""
    pressed = threading.Event()
    usual = signal.getsignal(signal.SIGINT)

    def on_press(*_: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, usual)

    signal.signal(signal.SIGINT, on_press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, usual)
