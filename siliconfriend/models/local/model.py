"""A model on this machine as a `ChatModel`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from siliconfriend.models.base import ModelError, Prompt, Sampling
from siliconfriend.models.local import wire
from siliconfriend.models.local.choice import Choice
from siliconfriend.models.local.errors import HostDiedError, LoadingDiedError, NotInstalledError
from siliconfriend.models.local.facts import context_of
from siliconfriend.models.local.process import Process
from siliconfriend.models.local.progress import Progress, Report, Stage, silent
from siliconfriend.models.local.timing import Timing

PACKAGES = ("torch", "transformers", "peft", "sentencepiece")


class LocalModel:
    """Weights in a process of their own, started when they are first needed or when `load` is called.

    Raises:
        NotInstalledError: the packages for it are missing.
    """

    destination = ""
    echoes = False

    def __init__(self, choice: Choice, name: str = "") -> None:
        missing = [one for one in PACKAGES if find_spec(one) is None]
        if missing:
            raise NotInstalledError(", ".join(missing))
        self.choice = choice
        self.timing = Timing()
        self.ready: wire.Ready | None = None
        self._name = name or choice.name
        self._context: int | None = context_of(Path(choice.base).expanduser())
        self._process: Process | None = None
        self._loading: asyncio.Future[None] | None = None
        self._reports: list[Report] = []
        self._progress = Progress(Stage.STARTING)
        self._replies: dict[int, asyncio.Queue[wire.Event]] = {}
        self._asked = 0
        self._ending: asyncio.Future[None] | None = None

    @property
    def name(self) -> str:
        """The last part of the folder's or the hub's name, with the adapter's."""
        return self._name

    @property
    def context_tokens(self) -> int | None:
        """The longest prompt and reply together, as the model's files say."""
        return self._context

    async def load(self, report: Report = silent) -> None:
        """Load the weights, unless they are loaded; `report` is told how far it is.

        Raises:
            ModelError: they cannot be had, or cannot be used. The next call tries again.
        """
        if self._loading is None:
            self._loading = asyncio.get_running_loop().create_future()
            await self._start()
        self._reports.append(report)
        try:
            if not self._loading.done():
                report(self._progress)
            await asyncio.shield(self._loading)
        finally:
            self._reports.remove(report)

    async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
        """The reply, piece by piece. Closing it stops the model at its next token.

        Raises:
            ModelError: while the stream is read; the model may be asked again.
        """
        await self.load()
        process = self._process
        if process is None:
            raise HostDiedError(model=self.name)
        self._asked += 1
        number, events = self._asked, asyncio.Queue[wire.Event]()
        self._replies[number] = events
        process.send(wire.Ask(number, prompt.messages, sampling))
        ended = False
        try:
            while True:
                event = await events.get()
                if isinstance(event, wire.Piece):
                    yield event.text
                    continue
                ended = True
                if isinstance(event, wire.Ended):
                    self.timing = event.timing
                elif isinstance(event, wire.Failed):
                    raise wire.error(event)
                return
        finally:
            self._replies.pop(number, None)
            if not ended:
                process.send(wire.Stop(number))

    async def close(self) -> None:
        """Let go of the weights, or give up loading them. A later stream would load them again."""
        process, self._process = self._process, None
        loading, self._loading = self._loading, None
        if loading is not None:
            loading.cancel()
        if process is not None:
            await process.end()

    async def _start(self) -> None:
        self._process = process = Process(self._hear, self._end)
        try:
            await process.start()
        except OSError as error:
            self._fail(ModelError(str(error)))
            return
        process.send(wire.Load(self.choice))

    def _hear(self, event: wire.Event) -> None:
        if isinstance(event, wire.Loading):
            self._progress = event.progress
            for report in tuple(self._reports):
                report(event.progress)
        elif isinstance(event, wire.Ready):
            self.ready, self._context = event, event.context
            if self._loading is not None and not self._loading.done():
                self._loading.set_result(None)
        elif isinstance(event, wire.Failed) and not event.number:
            self._fail(wire.error(event))
        elif event.number in self._replies:
            self._replies[event.number].put_nowait(event)

    def _fail(self, error: ModelError) -> None:
        """Loading failed: whoever waits is told, and the next call starts anew."""
        loading, self._loading = self._loading, None
        if loading is not None and not loading.done():
            loading.set_exception(error)
            with suppress(ModelError):
                loading.exception()  # nobody may be waiting
        process, self._process = self._process, None
        if process is not None:
            self._ending = asyncio.ensure_future(process.end())

    def _end(self, code: int) -> None:
        """The process ended by itself."""
        died = LoadingDiedError if self.ready is None else HostDiedError
        self.ready, error = None, died(str(code), model=self.name)
        self._fail(error)
        for events in self._replies.values():
            events.put_nowait(wire.failed(1, error))
