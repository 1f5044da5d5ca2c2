"""The host's process, seen from this side: started, spoken to, ended."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

import siliconfriend
from siliconfriend.models.local import wire

MODULE = "siliconfriend.models.local.host"
LONGEST_LINE = 2**22
KEPT_LINES = 20
"""Of what the process says on stderr, for the log."""
LONGEST_KEPT = 200

_RAISED = re.compile(r"([\w.]*(?:Error|Exception|Interrupt|Exit|Warning|Iteration))\s*:.*")

log = logging.getLogger(__name__)


class Process:
    """One process. `on_event` is told everything it says; `on_end` that it ended by itself, with its exit code."""

    def __init__(self, on_event: Callable[[wire.Event], None], on_end: Callable[[int], None]) -> None:
        self._on_event, self._on_end = on_event, on_end
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._errors: deque[str] = deque(maxlen=KEPT_LINES)

    async def start(self) -> None:
        """Start it.

        Raises:
            OSError: the system will not.
        """
        own = str(Path(siliconfriend.__file__).parents[1])
        paths = os.pathsep.join([own, *filter(None, [os.environ.get("PYTHONPATH")])])
        quiet = {"HF_HUB_DISABLE_TELEMETRY": "1", "TOKENIZERS_PARALLELISM": "false"}
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", MODULE),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **quiet, "PYTHONPATH": paths},
            limit=LONGEST_LINE,
            # Ctrl+C is for the conversation: what it means to the model is said over the wire.
            start_new_session=True,
        )
        self._reading = asyncio.create_task(self._read(self._process))

    def send(self, request: wire.Request) -> None:
        """Say something to it; what has ended does not hear."""
        process = self._process
        if process is not None and process.stdin is not None and not process.stdin.is_closing():
            process.stdin.write(wire.line(request))

    async def end(self) -> None:
        """End it at once, whatever it is doing, and return when it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        if self._reading is not None:
            await asyncio.wait({self._reading})

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018 - both are pipes
        listening = asyncio.create_task(self._keep_errors(process.stderr))
        try:
            while text := await process.stdout.readline():
                with suppress(msgspec.MsgspecError):
                    event = wire.event(text)
                    if self._process is not None:
                        self._on_event(event)
        except asyncio.CancelledError:  # the program ends without having closed the model
            self._process = None
            with suppress(ProcessLookupError):
                process.kill()
            raise
        finally:
            code = await process.wait()
            await asyncio.wait({listening})
            if self._process is not None:
                log.error("the model's process ended with %s\n%s", code, "\n".join(self._errors))
                self._on_end(code)

    async def _keep_errors(self, stream: asyncio.StreamReader) -> None:
        with suppress(ValueError):
            while text := await stream.readline():
                self._errors.append(discreet(text.decode(errors="replace").rstrip()))
                log.debug("the model's process: %s", self._errors[-1])


def discreet(line: str) -> str:
    """A line without what an exception in it says, which may quote somebody."""
    raised = _RAISED.match(line)
    return raised[1] if raised else line[:LONGEST_KEPT]
