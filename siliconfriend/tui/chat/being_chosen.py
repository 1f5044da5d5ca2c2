"""What is said behind the wish for another model is for that model: it waits until it is known who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.worker import Worker, WorkerState

from siliconfriend.tui import messages
from siliconfriend.tui.chat.waiting import Waiting

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile


class BeingChosen(Waiting):
    """From the wish until a model is chosen, or until it is known that whoever answers goes on."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._choosing: Worker[None] | None = None

    @property
    def choosing(self) -> bool:
        """Whether another model is being chosen: nothing that is said is for the one that answers now."""
        return self._choosing is not None

    def _goes_on_choosing(self, worker: Worker[None]) -> Worker[None]:
        """What `worker` finds out is the next step."""
        self._choosing = worker
        return worker

    async def _one_is_chosen(self) -> None:
        self._choosing = None
        await self.send_waiting()

    def _none_is_chosen(self) -> None:
        """What waited goes back to the composer: it was for somebody else."""
        if self._choosing is not None:
            self._choosing = None
            self._unwait()

    @on(messages.NotDone)
    def _see_that_it_cannot_be(self, event: messages.NotDone) -> None:
        if event.id == "model":
            self._none_is_chosen()

    @on(Worker.StateChanged)
    def _see_that_it_broke_off(self, event: Worker.StateChanged) -> None:
        if event.worker is self._choosing and event.state in (WorkerState.ERROR, WorkerState.CANCELLED):
            self._none_is_chosen()
