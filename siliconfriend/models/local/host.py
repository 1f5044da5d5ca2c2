"""The process that holds the weights: `python -m siliconfriend.models.local.host`, spoken to in `wire`'s lines.

It ends when nobody speaks to it any more, whatever it is doing.
"""

from __future__ import annotations

import os
import sys
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, BinaryIO

from siliconfriend.models.base import ModelError
from siliconfriend.models.local import wire
from siliconfriend.models.local.progress import Progress, Stage

if TYPE_CHECKING:
    from siliconfriend.models.local.engine import Engine


class Host:
    """One model, one reply after the other. A thread of its own listens, so that a reply can be stopped."""

    def __init__(self, heard: BinaryIO, said: BinaryIO) -> None:
        self._heard, self._said = heard, said
        self._jobs: SimpleQueue[wire.Load | wire.Ask] = SimpleQueue()
        self._stopped: set[int] = set()

    def run(self) -> None:
        """Do what is asked, until the end."""
        threading.Thread(target=self._listen, daemon=True).start()
        engine: Engine | None = None
        while True:
            job = self._jobs.get()
            number = job.number if isinstance(job, wire.Ask) else 0
            try:
                if isinstance(job, wire.Load):
                    engine = self._load(job)
                elif engine is not None:
                    self._answer(engine, job)
            except ModelError as error:
                self._say(wire.failed(number, error))
            except Exception as error:  # noqa: BLE001 - told to whoever asked
                self._say(wire.failed(number, _explained(error)))

    def _listen(self) -> None:
        for text in self._heard:
            one = wire.request(text)
            if isinstance(one, wire.Stop):
                self._stopped.add(one.number)
            else:
                self._jobs.put(one)
        os._exit(0)

    def _load(self, job: wire.Load) -> Engine:
        self._say(wire.Loading(Progress(Stage.STARTING)))
        from siliconfriend.models.local.opening import open_engine

        engine = open_engine(job.choice, lambda progress: self._say(wire.Loading(progress)))
        loaded = engine.loaded
        dtype = str(loaded.dtype).removeprefix("torch.")
        self._say(wire.Ready(loaded.context, loaded.device.type, dtype, loaded.facts.bytes))
        return engine

    def _answer(self, engine: Engine, job: wire.Ask) -> None:
        reply = engine.reply(job.messages, job.sampling, lambda: job.number in self._stopped)
        for piece in reply:
            self._say(wire.Piece(job.number, piece))
        self._stopped.discard(job.number)
        self._say(wire.Ended(job.number, engine.timing))

    def _say(self, event: wire.Event) -> None:
        try:
            self._said.write(wire.line(event))
            self._said.flush()
        except OSError:  # nobody is there
            os._exit(0)


def _explained(error: Exception) -> ModelError:
    import traceback

    traceback.print_exception(error)
    said = str(error).strip()
    return ModelError(f"{type(error).__name__}: {said.splitlines()[0][:200] if said else ''}")


def main() -> None:
    """Speak over the descriptors of this process; what libraries print goes where errors go."""
    said = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    Host(sys.stdin.buffer, said).run()


if __name__ == "__main__":
    main()
