"""How long a typed character takes to be seen: while the memory wakes, while a long reply streams, and while
10,000 turns are brought into the same memory.

`python benchmarks/keystroke.py [SECONDS]`: the program runs in a terminal of its own over 100 long turns. One key
is pressed every 90 ms; its echo is timed from the write to the terminal to the moment it is painted. First from
the first frame on, while the embedder is loaded; then while 20,000 characters arrive in 200 chunks a second from
a server on this machine. Prints percentiles.
"""

from __future__ import annotations

import codecs
import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.scripted_server import Reply, Request, ScriptedServer

OURS = """
from siliconfriend.places import places
from siliconfriend.settings import load
from siliconfriend.tui.start import run
run(load(places().config_file, {"chat.model": "scripted", "chat.base_url": "BASE"}), None, places())
"""
TURNS = 100
IMPORTED = 10_000
A_DAY = 50
CHUNKS_A_SECOND = 200
CHARACTERS = 20_000
PRESS_EVERY_SECONDS = 0.09
EMPTY = "hat is on your mind?"  # the cursor is on the first letter
LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"  # nowhere else on the screen, nor in escape sequences
GIVE_UP_SECONDS = 30
PARAGRAPH = "Some **bold** words, some `code`, and then quite a few plain words to fill a line or two of it.\n\n"
LONG = (PARAGRAPH * 8 + "- a point\n- another point\n\n```python\nprint('hello')\n```\n\n") * 2


class _Pace(threading.Event):
    """A gate that opens at the pace of the stream."""

    begun = 0.0
    passed = 0

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - threading's signature
        cls = type(self)
        if not cls.passed:
            cls.begun = time.perf_counter()
        cls.passed += 1
        time.sleep(max(0.0, cls.begun + cls.passed / CHUNKS_A_SECOND - time.perf_counter()))
        return True


class _Server(ScriptedServer):
    def answer(self, request: Request) -> Reply:  # noqa: ARG002 - the server's signature
        text = (LONG * (CHARACTERS // len(LONG) + 1))[:CHARACTERS]
        size = 5
        pieces: list[str | threading.Event] = []
        for start in range(0, CHARACTERS, size):
            pieces += [text[start : start + size], _Pace()]
        return Reply(*pieces)


class Screen:
    """The program in a terminal of 100x40."""

    def __init__(self, code: str, home: Path) -> None:
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            environment = os.environ | {
                "SILICONFRIEND_HOME": str(home),
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
            }
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            os.execve(sys.executable, [sys.executable, "-c", code], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self._painted = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, keys: str) -> None:
        """Press keys."""
        self._painted = ""
        os.write(self._terminal, keys.encode())

    def seconds_until(self, mark: str, limit: float = GIVE_UP_SECONDS) -> float:
        """Until `mark` is painted after the last write."""
        begun = time.perf_counter()
        while mark not in self._painted:
            if time.perf_counter() - begun > limit:
                raise SystemExit(f"{mark!r} was not painted: {self._painted[-500:]!r}")
            self.read(0.05)
        return time.perf_counter() - begun

    def read(self, seconds: float) -> None:
        """Take what is painted within `seconds`."""
        if select.select([self._terminal], [], [], seconds)[0]:
            self._painted += self._decoder.decode(os.read(self._terminal, 65536))

    def empty(self) -> None:
        """Take out what was typed."""
        self.write("\x15")
        self.seconds_until(EMPTY)

    def close(self) -> None:
        """End the program."""
        os.kill(self._process, signal.SIGKILL)
        os.close(self._terminal)
        os.waitpid(self._process, 0)


def echoes(screen: Screen, seconds: float, going_on: Callable[[], bool] = lambda: True) -> list[float]:
    """Seconds from a key to its echo, again and again, for so many seconds and while something goes on."""
    times, end = [], time.perf_counter() + seconds
    for key in cycle(LETTERS):
        if time.perf_counter() > end or not going_on():
            break
        screen.write(key)
        times.append(screen.seconds_until(key))
        pause = time.perf_counter() + PRESS_EVERY_SECONDS
        while (left := pause - time.perf_counter()) > 0:
            screen.read(left)
        if key == LETTERS[-1]:
            screen.empty()
    screen.empty()
    return times


def make_home(home: Path) -> None:
    """A person with a hundred long turns."""
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
        turn = bank.ask(conversation, f"thing number {number}", now)
        bank.answer(turn.id, LONG, state=TurnState.FINISHED, now=now, model="scripted")
    bank.close()


def write_past(file: Path) -> None:
    """Turns to be imported, as MemoryBank writes them."""
    history: dict[str, list[dict[str, str]]] = {}
    for number in range(IMPORTED):
        day = date(2024, 1, 1) + timedelta(days=number // A_DAY)
        said = {"query": f"I did thing number {number} by the river.", "response": f"And how was it, {number}?"}
        history.setdefault(day.isoformat(), []).append(said)
    file.write_text(json.dumps({"Emily": {"name": "Emily", "history": history}}), encoding="utf-8")


def while_importing(screen: Screen, home: Path) -> list[float]:
    """Echoes while the past is brought in by another process."""
    write_past(home / "past.json")
    command = [sys.executable, "-m", "siliconfriend", "import", str(home / "past.json")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as importing:
        times = echoes(screen, GIVE_UP_SECONDS, lambda: importing.poll() is None)
        importing.terminate()
    return times


def show(name: str, times: list[float]) -> None:
    """A line of percentiles."""
    cuts = statistics.quantiles(times, n=100)
    figures = "  ".join(f"p{percent} {cuts[percent - 1] * 1000:5.1f}" for percent in (50, 90, 95, 99))
    print(f"{name:24} {len(times):4} keys  {figures}  most {max(times) * 1000:5.1f} ms")


def main(seconds: float) -> None:
    """Type, time, print."""
    with tempfile.TemporaryDirectory() as folder, _Server() as server:
        home = Path(folder)
        make_home(home)
        screen = Screen(OURS.replace("BASE", server.url), home)
        try:
            screen.seconds_until(EMPTY)
            show("while the memory wakes", echoes(screen, 4.0))
            screen.write("go on\r")
            screen.seconds_until("Some")
            show("while a reply streams", echoes(screen, seconds))
            screen.write("\x1b")
            screen.read(1.0)
            show("while 10,000 turns come", while_importing(screen, home))
        finally:
            screen.close()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else CHARACTERS / 5 / CHUNKS_A_SECOND - 2)
