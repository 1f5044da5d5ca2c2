"""Settings that were changed take effect on the conversation that is open."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.message import Message
from textual.worker import Worker, get_current_worker

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.settings import EMBEDDER
from siliconfriend.tui import messages
from siliconfriend.tui.chat.opening import Opening
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.composer_note import ComposerNote
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Profile
    from siliconfriend.settings import MemorySettings

OWN_MODEL: Final = "profile.model"
DRAWING: Final = {
    "chat.temperature",
    "chat.top_p",
    "chat.frequency_penalty",
    "chat.presence_penalty",
    "chat.max_tokens",
    "chat.context_tokens",
}
"""Settings of `chat` that the next reply reads by itself; every other one is the model's own."""


class Settling(Opening):
    """Nothing that is on its way is disturbed: another model waits for the end of the reply."""

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._model_due = False
        self._relearning: Worker[None] | None = None
        self._given_up = Event()
        self._memory_before: MemorySettings | None = None

    @property
    def relearning(self) -> bool:
        """Whether memories are learnt anew for another embedder."""
        under_way = self._relearning is not None and not self._relearning.is_finished
        return under_way and not self._given_up.is_set()

    def stop_relearning(self) -> MemorySettings:
        """Recall goes on by the embedder that was set before, as these settings say."""
        self._given_up.set()
        if self.companion is not None:
            self.companion.embedder_awaited = ""
        before, self._memory_before = self._memory_before, None
        self.post_message(messages.EmbeddingEnded())
        return before or self.friend.core.settings.memory

    async def use_setting(self, key: str) -> None:
        """Follow the setting called `key`."""
        if key.startswith("keys."):
            self.query_one(Composer).keyboard = self.friend.keyboard
            self.query_one(KeyBar).use_keyboard(self.friend.keyboard)
        companion = self.companion
        if companion is None:
            return
        if key.endswith((".language", ".name", ".companion", ".plain")):
            await self._respeak(companion)
        memory, companion.settings = companion.settings.memory, self.friend.core.settings
        if key.startswith("forgetting."):
            companion.bank.pace(self.friend.core.curve())
        elif key in EMBEDDER:
            from siliconfriend.embedders.catalog import embedding_host

            if not self.relearning:
                self._memory_before = memory
            self._given_up = Event()
            companion.embedder_awaited = embedding_host(companion.settings.memory)
            self._relearning = self._finish_before_leaving(self._change_embedder(companion, self._given_up))
            self._show_place(companion)
        elif key == OWN_MODEL or (key.startswith("chat.") and key not in DRAWING):
            self._model_due = self.answering
            if key == OWN_MODEL:
                self.wished = ""
            if not self.answering:
                self._open_model(companion)

    @on(messages.ReplyEnded)
    def _model_after_all(self) -> None:
        if self._model_due and self.companion is not None and not self.answering:
            self._model_due = False
            self._open_model(self.companion)

    @work(thread=True, group="choosing", exclusive=True, exit_on_error=False)
    def _open_model(self, companion: Companion) -> None:
        from siliconfriend.models.base import ModelError
        from siliconfriend.tui.consent import unasked_host

        core, wished = self.friend.core, self.wished
        if not wished and unasked_host(self, companion.bank.profile):
            return  # they said no: whoever answers goes on
        try:
            model = core.model(wished) if wished else core.model_for(companion.bank.profile)
            profile, before = companion.bank.profile, companion.model
            self.post_message(messages.ModelChosen(model, wished))
            another = (model.name, model.destination) != (before.name, before.destination)
            if another and not wished and core.left_behind(profile):
                self.post_message(messages.LeftBehind())
        except ModelError as error:
            self.post_message(messages.NotDone(error))

    def keep_theme(self, theme: str) -> None:
        """Whoever is here likes `theme`."""
        if self.companion is not None:
            self._finish_before_leaving(self._keep_theme(self.companion, theme))

    @work(thread=True, group="dressing", exclusive=True, exit_on_error=False)
    def _keep_theme(self, companion: Companion, theme: str) -> None:
        try:
            companion.bank.choose(theme=theme)
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))

    @work(thread=True, group="embedding", exclusive=True, exit_on_error=False)
    def _change_embedder(self, companion: Companion, given_up: Event) -> None:
        from siliconfriend.tui.consent import unasked_embedding_host

        worker = get_current_worker()

        def stop() -> bool:
            return self._leaving or worker.is_cancelled or given_up.is_set()

        def went_on(done: int, total: int) -> None:
            if not stop():
                self._embedded(done, total)

        self._embedded(0, 0)  # an embedder may take seconds to load
        try:
            if not unasked_embedding_host(self, companion.bank.profile):  # else they said no
                self.friend.core.change_embedder(companion.bank, stop, went_on)
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))
        if not stop():
            companion.embedder_awaited = ""
            self.post_message(messages.EmbeddingEnded())

    @on(messages.EmbeddingWentOn)
    def _show_progress(self, event: messages.EmbeddingWentOn) -> None:
        if self._given_up.is_set():
            return  # told just before it was
        self._tell_in_front(event, (event.done, event.total))
        if self.relearning:
            self.query_one(KeyBar).streaming = True  # Escape stops it
        if not self.answering:
            percent = f"{event.done * 100 // max(1, event.total)} %"
            self._show_activity(self.words("settings.embedding", percent=percent))

    @on(messages.EmbeddingEnded)
    def _show_the_end(self, event: messages.EmbeddingEnded) -> None:
        self._tell_in_front(event, None)
        if self.companion is not None:
            self._show_place(self.companion)
        self.query_one(KeyBar).streaming = self.answering
        if not self.answering:
            self._show_activity()

    def _tell_in_front(self, event: Message, so_far: tuple[int, int] | None) -> None:
        """The settings may be in front of the conversation, and show how far it is."""
        self.friend.learning = so_far
        self.tell_in_front(event)

    async def _respeak(self, companion: Companion) -> None:
        """Say everything that is on the screen in the language that is spoken now."""
        self.query_one(Composer).use_words(self.words)
        self.query_one(KeyBar).use_words(self.words)
        self.query_one(ComposerNote).say_again()
        self._show_place(companion)
        if not self.answering:
            self._show_activity()
        await self.query_one(Transcript).use_words(self.words)
