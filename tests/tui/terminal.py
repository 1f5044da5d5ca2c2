"""The real program in a terminal of its own, for tests from end to end."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping

GIVE_UP_SECONDS = 60
CODES = re.compile(r"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>78])")

STARTED_BY_ANOTHER = """
import signal, subprocess, sys
signal.signal(signal.SIGHUP, lambda *_: None)  # as make: it is told, and waits
sys.exit(subprocess.call([sys.executable, "-m", "siliconfriend", *sys.argv[1:]]))
"""


class Terminal:
    """`siliconfriend` with `arguments`; `seen` is all that was painted since the last key, without colours.

    `raw` is all of it since the start, with them. `by_another`: what began the session only waits for it.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *arguments: str,
        size: tuple[int, int] = (100, 30),
        by_another: bool = False,
    ) -> None:
        how = ["-c", STARTED_BY_ANOTHER] if by_another else ["-m", "siliconfriend"]
        self._process, self._descriptor = pty.fork()
        if self._process == 0:
            os.execve(sys.executable, [sys.executable, *how, *arguments], dict(environment))
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.seen = self.raw = ""
        self.resize(*size)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys: str) -> None:
        """Press keys; from now on `seen` is new."""
        self.read(0)
        self.seen = ""
        left = keys.encode()
        while left:
            if select.select([], [self._descriptor], [], 0.05)[1]:
                left = left[os.write(self._descriptor, left[:1024]) :]
            self.read(0)  # a program that is drawing takes nothing until somebody looks

    def paste(self, text: str) -> None:
        """Paste `text` as terminals do."""
        self.press(f"\x1b[200~{text}\x1b[201~")

    def wait_for(self, text: str) -> None:
        """Until `text` is painted."""
        end = time.monotonic() + GIVE_UP_SECONDS
        while text not in self.seen:
            assert time.monotonic() < end, f"{text!r} was not painted: {self.seen[-3000:]!r}"
            self.read(0.05)

    def read(self, seconds: float) -> None:
        """Take what is painted within `seconds`."""
        while select.select([self._descriptor], [], [], seconds)[0]:
            try:
                painted = self._decoder.decode(os.read(self._descriptor, 65536))
            except OSError:  # the program is gone
                return
            self.raw += painted
            self.seen += CODES.sub("", painted)
            seconds = 0

    def signal(self, number: int) -> None:
        """Send the program the signal `number`."""
        os.kill(self._process, number)

    def hang_up(self) -> int:
        """Close the terminal, and wait until the program has noticed; its exit code."""
        os.close(self._descriptor)
        end = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < end:
            done, status = os.waitpid(self._process, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        os.kill(self._process, signal.SIGKILL)
        raise AssertionError("the program goes on without a terminal")

    def kill(self) -> None:
        """End the program as nothing can be done about."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._descriptor)

    def wait(self) -> int:
        """Until the program has ended by itself; its exit code."""
        end = time.monotonic() + GIVE_UP_SECONDS
        while True:
            self.read(0.05)
            done, status = os.waitpid(self._process, os.WNOHANG)
            if done:
                os.close(self._descriptor)
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, f"the program does not end: {self.seen[-3000:]!r}"
