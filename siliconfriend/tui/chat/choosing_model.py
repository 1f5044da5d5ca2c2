"""Which model answers from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.loading_model import LoadingModel
from siliconfriend.tui.choosing.offered import take_server
from siliconfriend.tui.settings.messages import SettingRefused
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.models.offers import Offer


class ChoosingModel(LoadingModel):
    """Another model, between two replies."""

    def action_model(self, name: str = "") -> None:
        """Let another model answer whoever is here, today and later; without a name, choose it from a list."""
        if self.answering:
            self.tell("tui.composer.still_answering")
        elif self.companion is None:
            self.tell("tui.composer.not_yet")
        elif name:
            self._choose_model(self.companion, name)
        else:
            from siliconfriend.tui.choosing.screen import ModelsScreen

            self.app.push_screen(ModelsScreen(), self._take_offer)

    def _take_offer(self, chosen: Offer | str | None) -> None:
        if self.companion is None or chosen is None:
            return
        if isinstance(chosen, str):
            self._choose_model(self.companion, chosen)
        else:
            self._choose_model(self.companion, chosen.name, chosen)

    @work(thread=True, group="choosing", exclusive=True, exit_on_error=False)
    def _choose_model(self, companion: Companion, name: str, offer: Offer | None = None) -> None:
        from siliconfriend.local_only import allow
        from siliconfriend.models.base import ModelError
        from siliconfriend.settings import SettingsError

        try:
            if offer is not None:
                take_server(self.friend.core, offer)
        except (SettingsError, OSError) as error:
            self.post_message(SettingRefused(self.words("settings.not_written", detail=one_line(str(error)))))
        try:
            companion.settings = self.friend.core.settings
            model = self.friend.core.model(name)
            allow(companion.bank.profile, model)
            companion.bank.choose(model=name)
            self.post_message(messages.ModelChosen(model))
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

    @on(SettingRefused)
    def _say_not_written(self, event: SettingRefused) -> None:
        self.notify(event.detail, severity="warning", markup=False)
