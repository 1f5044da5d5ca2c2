"""How long the first frame takes with a past of 100,000 turns, against a Textual app that shows one word.

`python benchmarks/first_frame.py [RUNS]`: each program runs in a terminal of its own, in turn, and is timed from
the start of its process to the moment its words are on the screen. Usable is when the last turns are to be seen
and what was typed since the first frame is too. Prints medians and ratios.
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
from datetime import UTC, datetime, timedelta
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
from siliconfriend.tui.start import run
run(load(places().config_file, {"chat.model": "builtin"}), None, places())
"""
TURNS = 100_000
TURNS_A_DAY = 50
LAST_WORDS = "the last thing said"
TYPED = "zqzq"
GIVE_UP_SECONDS = 30


def seconds_until(code: str, marks: list[str], home: Path) -> list[float]:
    """Seconds until each of `marks` is painted by `python -c code` in a terminal of 100x30.

    When the first is there, `TYPED` is typed.
    """
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
            now, waiting = time.perf_counter() - begun, not times[0]
            for place, mark in enumerate(marks):
                times[place] = times[place] or (now if mark.encode() in painted else 0.0)
            if waiting and times[0]:
                os.write(terminal, TYPED.encode())
    os.kill(process, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(process, 0)
    if not all(times):
        raise SystemExit(f"nothing painted: {painted[-2000:]!r}")
    return times


def make_home(home: Path) -> None:
    """A person with a long past."""
    os.environ["SILICONFRIEND_HOME"] = str(home)
    from siliconfriend.language import Language
    from siliconfriend.memory.new import NewMemory, NewTurn
    from siliconfriend.memory.profiles import Profiles
    from siliconfriend.memory.records import Kind
    from siliconfriend.places import places

    now = datetime.now(UTC).astimezone()
    profiles = Profiles(places().profiles)
    emily = profiles.create("Emily", Language.EN, now)
    bank = profiles.open(emily)
    with bank.writing():
        conversation = bank.begin_conversation(now)
        for number in range(TURNS):
            day = (now - timedelta(days=(TURNS - 1 - number) // TURNS_A_DAY)).date()
            said = LAST_WORDS if number == TURNS - 1 else f"thing number {number}"
            turn = bank.dialogue.add_past(
                NewTurn(conversation, day, said, f"I hear **you**, {number}.", said=now), UTC
            )
            bank.memories.form(NewMemory(Kind.TURN, day, turn=turn), now)
    bank.close()
    profiles.open(emily).close()  # search terms are made as it is opened


def main(runs: int) -> None:
    """Time, compare, print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_home(home)
        empty, shell, usable = [], [], []
        seconds_until(OURS, [LAST_WORDS], home)  # compiles what is not compiled yet
        for _ in range(runs):
            empty += seconds_until(EMPTY, ["painted"], home)
            first, *others = seconds_until(OURS, ["is on your mind?", LAST_WORDS, TYPED], home)
            shell.append(first)
            usable.append(max(others))
    base = statistics.median(empty)
    for name, times in (("empty Textual app", empty), ("shell painted", shell), ("usable", usable)):
        median = statistics.median(times)
        print(f"{name:20} {median * 1000:6.0f} ms   x{median / base:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
