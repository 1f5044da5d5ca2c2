"""How long a key takes to be seen in the open browser: python benchmarks/browser.py [MEMORIES]

The program runs in a terminal of its own, 160x40, the browser beside the chat; no vectors are made. Keys that move
the cursor (down, and a page) are timed from the write to the terminal until the last cell that they change is
painted (nothing more comes for 30 ms). Then words are looked for, in the browser and in everything that was said
(Ctrl+F): a key of theirs until it is echoed, the last one until what was found is counted on the screen. First with
100 memories, then with MEMORIES (100000; at least 3000). Prints percentiles of both and the ratio of their medians.
"pane opens" is its frame and head, "list" from there to its first lines.
"""

from __future__ import annotations

import codecs
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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

OURS = """
SET = {"chat.model": "none", "chat.base_url": "http://127.0.0.1:9", "memory.embedder": "none"}
from siliconfriend.places import places
from siliconfriend.settings import load
from siliconfriend.tui.start import run
run(load(places().config_file, SET), None, places())
"""
FEW = 100
A_DAY = 70
PRESSED = 60
QUIET_SECONDS = 0.03
GIVE_UP_SECONDS = 20
F6, DOWN, PAGE_DOWN, PAGE_UP, END, HOME = "\x1b[17~", "\x1b[B", "\x1b[6~", "\x1b[5~", "\x1b[F", "\x1b[H"
CTRL_F, CTRL_U, ESCAPE = "\x06", "\x15", "\x1b"
WORDS = {"river": 1, "heron": 1000, "小雨": 2, "火锅": 1000}
"""What is looked for: one in so many memories holds it."""


class Screen:
    """The program in a terminal."""

    def __init__(self, home: Path) -> None:
        self._process, self._terminal = pty.fork()
        if self._process == 0:
            environment = os.environ | {
                "SILICONFRIEND_HOME": str(home),
                "TERM": "xterm-256color",
                "LANG": "C.UTF-8",
            }
            os.execve(sys.executable, [sys.executable, "-c", OURS], environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def press(self, key: str, until: str = "") -> float:
        """Seconds until the last of what a key changes is painted; at least until `until` is."""
        begun = last = time.perf_counter()
        os.write(self._terminal, key.encode())
        painted = ""
        while True:
            now = time.perf_counter()
            if now - begun > GIVE_UP_SECONDS:
                raise SystemExit(f"{until or key!r} was not painted: {painted[-500:]!r}")
            if select.select([self._terminal], [], [], QUIET_SECONDS)[0]:
                painted += self._decoder.decode(os.read(self._terminal, 65536))
                last = time.perf_counter()
            elif painted and until in painted:
                return last - begun

    def close(self) -> None:
        """End the program."""
        os.kill(self._process, signal.SIGKILL)
        os.close(self._terminal)
        os.waitpid(self._process, 0)


def make_home(home: Path, memories: int) -> None:
    """A person with so many turns, some of them a day."""
    os.environ["SILICONFRIEND_HOME"] = str(home)
    from siliconfriend.language import Language
    from siliconfriend.memory.new import NewMemory, NewTurn
    from siliconfriend.memory.profiles import Profiles
    from siliconfriend.memory.records import Kind
    from siliconfriend.places import places

    now = datetime.now(UTC)
    profiles = Profiles(places().profiles)
    bank = profiles.open(profiles.create("Emily", Language.EN, now))
    with bank.writing():
        conversation = bank.begin_conversation(now)
        for number in range(memories):
            day = date(2022, 1, 1) + timedelta(days=number // A_DAY)
            said = f"Thing number {number} by the river." + (" 下着小雨。" if number % 2 else "")
            said += " A heron! 我们去吃火锅。" if number % 1000 == 0 else ""
            turn = bank.dialogue.add_past(NewTurn(conversation, day, said, "And how was it?"), UTC)
            bank.form(NewMemory(Kind.TURN, day, turn=turn), now)
    bank.close()


def keys_with(memories: int) -> dict[str, list[float]]:
    """Seconds of each key, with so many memories."""
    with tempfile.TemporaryDirectory() as folder:
        make_home(Path(folder), memories)
        screen = Screen(Path(folder))
        try:
            screen.press("", f"{memories} memories")  # the profile is open; the keys at the bottom are named before
            opened = screen.press(F6, "newest first")
            times = {"pane opens": [opened], "list": [screen.press("", f"number {memories - 1} ")]}
            times["end"] = [screen.press(END, "number 0 ")]
            screen.press(HOME)
            times["end"] += [screen.press(key) for _ in range(10) for key in (END, HOME)]
            times["down"] = [screen.press(DOWN) for _ in range(PRESSED)]
            screen.press(HOME)
            pages = [PAGE_DOWN] * PRESSED if memories > FEW else [PAGE_DOWN, PAGE_UP] * (PRESSED // 2)
            times["page"] = [screen.press(key) for key in pages]
            screen.press("/")
            for word, one_in in WORDS.items():
                held = len(range(one_in == 2, memories, one_in))
                look_for(screen, word, f"{held:,} memor", "search", times)
                screen.press(CTRL_U, f"{memories:,} memor")
            screen.press(ESCAPE)
            screen.press(CTRL_F, "part of one")
            for word in WORDS:
                look_for(screen, word, f"“{word}”", "find", times)
                screen.press(CTRL_U)
            return times
        finally:
            screen.close()


def look_for(screen: Screen, word: str, until: str, where: str, times: dict[str, list[float]]) -> None:
    """Write a word where it is looked for."""
    times.setdefault(f"{where}, a key", []).extend(screen.press(key) for key in word[:-1])
    times[f"{where} {word}"] = [screen.press(word[-1], until)]


def high(times: list[float]) -> float:
    """The 95th percentile; of one, itself."""
    return statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]


def main(memories: int) -> None:
    """Time both, print."""
    few, many = keys_with(FEW), keys_with(memories)
    for key in few:
        for count, times in ((FEW, few[key]), (memories, many[key])):
            p50, p95 = (1000 * one for one in (statistics.median(times), high(times)))
            print(f"{key:16} {count:7} memories  p50 {p50:6.1f} ms  p95 {p95:6.1f} ms")
        print(f"{key:16} ratio {statistics.median(many[key]) / statistics.median(few[key]):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
