"""How long the first frame takes, against a Textual app that shows one word.

`python benchmarks/first_frame.py [RUNS]`: each program runs in a terminal of its own, in turn, and is timed from
the start of its process to the moment its words are on the screen. Prints medians and ratios.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from datetime import UTC, datetime
from pathlib import Path

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("painted")
Empty().run()
"""
OURS = """
from siliconfriend.places import places
from siliconfriend.settings import load
from siliconfriend.tui.app import run
run(load(places().config_file, {"chat.model": "builtin"}), None, places())
"""
TURNS = 200
LAST_WORDS = "the last thing said"
GIVE_UP_SECONDS = 30


def seconds_until(code: str, marks: list[bytes], home: Path) -> list[float]:
    """Seconds until each of `marks` is painted by `python -c code` in a terminal of 100x30."""
    begun = time.perf_counter()
    process, terminal = pty.fork()
    if process == 0:
        environment = os.environ | {"SILICONFRIEND_HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        os.execve(sys.executable, [sys.executable, "-c", code], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    painted, times = b"", [0.0] * len(marks)
    while not all(times) and time.perf_counter() - begun < GIVE_UP_SECONDS:
        if select.select([terminal], [], [], 0.1)[0]:
            painted += os.read(terminal, 65536)
            now = time.perf_counter() - begun
            times = [known or (now if mark in painted else 0.0) for known, mark in zip(times, marks, strict=True)]
    os.kill(process, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(process, 0)
    if not all(times):
        raise SystemExit(f"nothing painted: {painted[-2000:]!r}")
    return times


def make_home(home: Path) -> None:
    """A person with a past."""
    os.environ["SILICONFRIEND_HOME"] = str(home)
    from siliconfriend.language import Language
    from siliconfriend.memory.profiles import Profiles
    from siliconfriend.memory.records import TurnState
    from siliconfriend.places import places

    now = datetime.now(UTC).astimezone()
    profiles = Profiles(places().profiles)
    bank = profiles.open(profiles.create("Emily", Language.EN, now))
    conversation = bank.begin_conversation(now)
    for number in range(TURNS):
        said = LAST_WORDS if number == TURNS - 1 else f"thing number {number}"
        turn = bank.ask(conversation, said, now)
        bank.answer(turn.id, f"I hear **you**, {number}.", state=TurnState.FINISHED, now=now, model="builtin")
    bank.close()


def main(runs: int) -> None:
    """Time, compare, print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_home(home)
        empty, shell, usable = [], [], []
        seconds_until(OURS, [LAST_WORDS.encode()], home)  # compiles what is not compiled yet
        for _ in range(runs):
            empty += seconds_until(EMPTY, [b"painted"], home)
            first, last = seconds_until(OURS, [b"is on your mind?", LAST_WORDS.encode()], home)
            shell.append(first)
            usable.append(last)
    base = statistics.median(empty)
    for name, times in (("empty Textual app", empty), ("shell painted", shell), ("last turns visible", usable)):
        median = statistics.median(times)
        print(f"{name:20} {median * 1000:6.0f} ms   x{median / base:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
