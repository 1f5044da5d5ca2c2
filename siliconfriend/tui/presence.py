"""That somebody's conversation is open here, told to other instances of the program by a lock on a file."""

from __future__ import annotations

from pathlib import Path

from siliconfriend.beside import OPEN


class Presence:
    """Held from `begin` to `end`; `alone` says whether no other instance held it first.

    Where the folder cannot be written or the file system knows no locks, nobody is noticed.
    """

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock

        self.alone = True
        self._lock = FileLock(folder / OPEN, timeout=0, mode=0o600, thread_local=False)

    def begin(self) -> None:
        """Be here."""
        from filelock import Timeout

        try:
            self._lock.acquire()
        except Timeout:
            self.alone = False
        except (OSError, NotImplementedError):
            pass

    def end(self) -> None:
        """Be gone."""
        self._lock.release()
