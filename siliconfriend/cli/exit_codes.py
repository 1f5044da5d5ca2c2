"""What the command's exit codes mean; `docs/command-line.md` tells users the same."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended. One that a signal ended otherwise exits with 128 and the signal's number."""

    FINE = 0
    FAILED = 1
    USAGE = 2
    NO_PROFILE = 3
    UNREADABLE = 4
    NO_ANSWER = 5
    INTERRUPTED = 130
    NO_READER = 141
