"""Which model answers from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.arguments import Arguments
from siliconfriend.tui.chat.loading_model import LoadingModel

if TYPE_CHECKING:
    from siliconfriend.companion import Companion


class ChoosingModel(Arguments, LoadingModel):
    """Another model, between two replies."""

    def action_model(self, name: str = "") -> None:
        """Let another model answer whoever is here, today and later; without a name, begin to write it."""
        if self.answering:
            self.tell("tui.composer.still_answering")
        else:
            self._with_argument("model", name, self._choose_model)

    @work(thread=True, group="choosing", exclusive=True, exit_on_error=False)
    def _choose_model(self, companion: Companion, name: str) -> None:
        from siliconfriend.models.base import ModelError

        try:
            self.post_message(messages.ModelChosen(self.friend.core.model(name)))
            companion.bank.choose(model=name)
        except (MemoryBankError, ModelError) as error:
            self.post_message(messages.NotDone(error))

    @on(messages.ModelChosen)
    async def _use_model(self, event: messages.ModelChosen) -> None:
        companion = self.companion
        if companion is None or self.answering:
            await event.model.close()
            return
        from siliconfriend.local_only import StaysHereError

        before = companion.model
        try:
            companion.model = event.model
        except StaysHereError as error:
            self.notify(self.sentence(error), severity="error", markup=False)
            before = event.model
        self._show_place(companion)
        self._load_model()
        self._show_activity()
        await before.close()
