"""Settings that were changed take effect on the conversation that is open."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Final

from textual import on, work
from textual.message import Message
from textual.worker import get_current_worker

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.opening import Opening
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.earlier_line import EarlierLine
from siliconfriend.tui.widgets.key_bar import KeyBar
from siliconfriend.tui.widgets.transcript import Transcript

if TYPE_CHECKING:
    from siliconfriend.companion import Companion

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

    _model_due = False

    async def use_setting(self, key: str) -> None:
        """Follow the setting called `key`."""
        companion = self.companion
        if companion is None:
            return
        if key.endswith((".language", ".name", ".companion", ".plain")):
            await self._respeak(companion)
        companion.settings = self.friend.core.settings
        if key.startswith("forgetting."):
            companion.bank.pace(self.friend.core.curve())
        elif key.startswith("memory.embedder"):
            self._finish_before_leaving(self._change_embedder(companion))
        elif key == "profile.model" or (key.startswith("chat.") and key not in DRAWING):
            self._model_due = self.answering
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

        try:
            self.post_message(messages.ModelChosen(self.friend.core.model_for(companion.bank.profile)))
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
    def _change_embedder(self, companion: Companion) -> None:
        worker = get_current_worker()
        try:
            self.friend.core.change_embedder(
                companion.bank, lambda: self._leaving or worker.is_cancelled, self._embedded
            )
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error))
        self.post_message(messages.EmbeddingEnded())

    @on(messages.EmbeddingWentOn)
    def _show_progress(self, event: messages.EmbeddingWentOn) -> None:
        self._tell_in_front(event, (event.done, event.total))
        if not self.answering:
            percent = f"{event.done * 100 // max(1, event.total)} %"
            self._show_activity(self.words("settings.embedding", percent=percent))

    @on(messages.EmbeddingEnded)
    def _show_the_end(self, event: messages.EmbeddingEnded) -> None:
        self._tell_in_front(event, None)
        if not self.answering:
            self._show_activity()

    def _tell_in_front(self, event: Message, so_far: tuple[int, int] | None) -> None:
        """The settings may be in front of the conversation, and show how far it is."""
        self.friend.learning = so_far
        if self.app.screen is not self:
            self.app.screen.post_message(copy(event))

    async def _respeak(self, companion: Companion) -> None:
        """Say everything that is on the screen in the language that is spoken now."""
        self.query_one(Composer).use_words(self.words)
        self.query_one(KeyBar).use_words(self.words)
        self._show_place(companion)
        if not self.answering:
            self._show_activity()
            transcript = self.query_one(Transcript)
            turns = [view.turn for view in transcript.turns if view.turn is not None]
            await transcript.show_turns(self.words, turns, more=bool(self.query(EarlierLine)))
