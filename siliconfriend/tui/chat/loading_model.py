"""A model with weights is loaded while the conversation is already there; the status line says how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.tui import messages
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile
    from siliconfriend.models.base import Loads
    from siliconfriend.models.local.progress import Progress


class LoadingModel(Room):
    """Words can be said meanwhile: they are kept, and answered when the model is there."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._so_far: Progress | None = None

    def _show_activity(self, text: str | None = None) -> None:
        if self._so_far is not None:
            from siliconfriend.models.local.progress import told

            text = told(self.words, self._so_far)
        super()._show_activity(text)

    def _load_model(self) -> None:
        """Load the model that answers from now on, if it is one that takes its time."""
        from siliconfriend.models.base import Loads

        self._so_far = None
        model = self.companion.model if self.companion is not None else None
        if isinstance(model, Loads):
            self._load(model)

    @work(group="loading model", exclusive=True, exit_on_error=False)
    async def _load(self, model: Loads) -> None:
        from siliconfriend.models.base import ModelError

        try:
            await model.load(lambda progress: self.post_message(messages.ModelLoadWentOn(model, progress)))
            self.post_message(messages.ModelLoadEnded(model))
        except ModelError as error:
            self.post_message(messages.ModelLoadEnded(model, error))

    @on(messages.ModelLoadWentOn)
    def _show_how_far(self, event: messages.ModelLoadWentOn) -> None:
        if self.companion is not None and event.model is self.companion.model:
            self._so_far = event.progress
            self._show_activity()

    @on(messages.ModelLoadEnded)
    async def _show_it_is_there(self, event: messages.ModelLoadEnded) -> None:
        companion = self.companion
        if companion is None or event.model is not companion.model:
            return  # another one was chosen meanwhile
        self._so_far = None
        self._show_activity(self.words("tui.activity.thinking") if self.answering else None)
        if event.error is not None:
            from siliconfriend.tui.core import STAND_IN

            companion.model = self.friend.core.model(STAND_IN)
            self._show_place(companion)
            sentences = self.sentence(event.error), self.words("tui.transcript.stand_in")
            await self.query_one(Transcript).mount(Notice("\n".join(sentences), trouble=True))
