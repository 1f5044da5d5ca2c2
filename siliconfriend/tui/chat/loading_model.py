"""A model with weights is loaded while the conversation is already there; the status line says how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.worker import Worker

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.core import STAND_IN
from siliconfriend.tui.destination import called
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.notice import Notice
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Profile
    from siliconfriend.models.base import ChatModel, Loads, ModelError
    from siliconfriend.models.local.progress import Progress


class LoadingModel(Room):
    """Words can be said meanwhile: they are kept, and answered when the model is there.

    A model that a person chose is chosen once it is loaded; if it cannot be, whoever answered before goes on.
    """

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._so_far: Progress | None = None
        self._loader: Worker[None] | None = None
        self._before: ChatModel | None = None
        self.wished = ""
        """The name of the model that is being loaded, to be kept when it is; empty: it is kept already."""

    @property
    def being_loaded(self) -> Loads | None:
        """The model that is being loaded."""
        from siliconfriend.models.base import Loads

        model = self.companion.model if self.companion is not None else None
        under_way = self._loader is not None and not self._loader.is_finished
        return model if under_way and isinstance(model, Loads) else None

    def stop_loading(self) -> None:
        """Wait for it no longer."""
        self._so_far = None
        if self._loader is not None:
            self._loader.cancel()
            self._loader = None

    def _show_activity(self, text: str | None = None) -> None:
        if self._so_far is not None:
            from siliconfriend.models.local.progress import told

            text = told(self.words, self._so_far)
            self.query_one(KeyBar).streaming = True  # Escape stops it
        super()._show_activity(text)

    def _load_model(self) -> None:
        """Load the model that answers from now on, if it is one that takes its time."""
        from siliconfriend.models.base import Loads

        self._so_far = None
        model = self.companion.model if self.companion is not None else None
        if isinstance(model, Loads):
            self._loader = self._load(model)

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
        self.query_one(KeyBar).streaming = self.answering
        self._show_activity(self.words("tui.activity.thinking") if self.answering else None)
        if event.error is not None:
            await self._say_who_answers_now(companion, event.error)
        elif self.wished:
            self._finish_before_leaving(self._keep_wished(companion, self.wished))
            self.wished = ""

    async def _say_who_answers_now(self, companion: Companion, error: ModelError) -> None:
        if not self.wished:
            companion.model = self.friend.core.model(STAND_IN)
            self._show_place(companion)
            await self._say_who_stands_in(error)
            return
        self.go_back(companion)
        answering = companion.model.name
        await self._tell_trouble(
            error, lambda: self.words("local.gone_back", other=called(self.words, answering, begins=True))
        )

    async def _say_who_stands_in(self, error: ModelError) -> None:
        await self._tell_trouble(error, lambda: self.words("tui.transcript.stand_in", models=self.way_to("model")))

    @on(messages.LeftBehind)
    async def say_what_is_left_behind(self) -> None:
        """What was chosen is at a server that is set no more: who answers now."""
        if self.companion is None:
            return
        chose, answers = self.companion.bank.profile, self.companion.model.name
        await self.query_one(Transcript).mount(
            Notice(
                lambda: self.words(
                    "tui.transcript.left_behind",
                    model=chose.model,
                    host=chose.model_at,
                    other=called(self.words, answers, begins=True),
                    models=self.way_to("model"),
                ),
                trouble=True,
            )
        )

    async def _tell_trouble(self, error: ModelError, then: Callable[[], str]) -> None:
        notice = Notice(lambda: f"{self.sentence(error)}\n{then()}", trouble=True)
        await self.query_one(Transcript).mount(notice)

    def go_back(self, companion: Companion) -> None:
        """Whoever answered before answers again, and stays chosen."""
        from siliconfriend.local_only import StaysHereError

        before, self._before, self.wished = self._before, None, ""
        try:
            companion.model = before or self.friend.core.model(STAND_IN)
        except StaysHereError:
            companion.model = self.friend.core.model(STAND_IN)
        self._show_place(companion)
        self._load_model()

    @work(thread=True, group="keeping model", exclusive=True, exit_on_error=False)
    def _keep_wished(self, companion: Companion, name: str) -> None:
        try:
            self.friend.core.choose(companion.bank, name)
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))
