"""The log file, which never holds the words that people wrote, and a terminal that nothing else paints on."""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final

from siliconfriend.places import only_a_file, private_folder

LOG_FILE: Final = "siliconfriend.log"
NATIVE_FILE: Final = "native-output.log"
LARGEST_BYTES: Final = 1_000_000
KEPT_FILES: Final = 3

_Exception = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PrivateFile(RotatingFileHandler):
    """A rotating log that only its user may read."""

    def _open(self) -> TextIOWrapper:
        only_a_file(Path(self.baseFilename))
        stream = super()._open()
        Path(self.baseFilename).chmod(0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """A log that cannot be written is no reason to say anything, least of all across the screen."""


class DiscreetFormatter(logging.Formatter):
    """Says where an exception came from and its type, not its message: that may quote the user."""

    def format(self, record: logging.LogRecord) -> str:
        """One record, without the exception's text that another formatter may have left in it."""
        record = copy(record)
        record.exc_text = None
        return super().format(record)

    def formatException(self, ei: _Exception) -> str:  # noqa: N802 - logging's name
        """Files, lines and types, the cause first."""
        error, told = ei[1], []
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            told.append("".join(traceback.format_list(frames)) + type(error).__name__)
            error = error.__cause__ or error.__context__
        return "\n".join(reversed(told))


@contextmanager
def journal(folder: Path) -> Iterator[None]:
    """While it lasts, warnings and errors go to a rotating file in `folder`, and so does what native
    libraries write to file descriptor 2; Textual keeps the terminal. Where nothing can be written, they go nowhere.
    """
    handler, native = _handler(folder)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        with _native_output_to(native):
            yield
    finally:
        root.removeHandler(handler)
        handler.close()


def _handler(folder: Path) -> tuple[logging.Handler, Path]:
    try:
        private_folder(folder)
        only_a_file(folder / NATIVE_FILE)
        os.close(os.open(folder / NATIVE_FILE, os.O_WRONLY | os.O_CREAT, 0o600))
    except OSError:
        return logging.NullHandler(), Path(os.devnull)
    handler = PrivateFile(
        folder / LOG_FILE, maxBytes=LARGEST_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(DiscreetFormatter("{asctime} {levelname} {name}: {message}", style="{"))
    handler.setLevel(logging.WARNING)
    return handler, folder / NATIVE_FILE


class _Terminal(TextIOWrapper):
    """A terminal that may go away: nothing is raised then, for Textual would wait for its writer for ever."""

    def write(self, text: str) -> int:
        """All of `text`, or nothing."""
        with _gone_or_not():
            return super().write(text)
        return 0

    def flush(self) -> None:
        """Let it be seen."""
        with _gone_or_not():
            super().flush()

    def close(self) -> None:
        """Write no more."""
        with _gone_or_not():
            super().close()


@contextmanager
def _gone_or_not() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EIO, errno.EPIPE, errno.ENXIO):
            raise


@contextmanager
def _native_output_to(file: Path) -> Iterator[None]:
    """Point descriptor 2 at `file`. Textual's drivers write to `sys.__stderr__`: that gets the terminal."""
    terminal = os.dup(2)
    sink = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(sink, 2)
    os.close(sink)
    kept = sys.stderr, sys.__stderr__
    stream = _Terminal(open(terminal, "wb", closefd=False), encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below
    sys.stderr = sys.__stderr__ = stream  # type: ignore[misc]  # Textual reads this name, and no other
    try:
        yield
    finally:
        stream.close()
        sys.stderr, sys.__stderr__ = kept  # type: ignore[misc]  # as above
        os.dup2(terminal, 2)
        os.close(terminal)
