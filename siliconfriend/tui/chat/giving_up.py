"""What takes long is given up: a model that is being loaded, memories that are learnt anew for another embedder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from siliconfriend.settings import EMBEDDER
from siliconfriend.settings_error import SettingsError
from siliconfriend.settings_trouble import not_written
from siliconfriend.tui.chat.choosing_model import ChoosingModel
from siliconfriend.tui.chat.reflecting import Reflecting
from siliconfriend.tui.chat.settling import Settling
from siliconfriend.tui.destination import called
from siliconfriend.tui.settings.messages import SettingRefused
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.models.base import Loads
    from siliconfriend.settings import MemorySettings


class GivingUp(Reflecting, ChoosingModel, Settling):
    """Whatever was in use before goes on."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape means something while something goes on."""
        if action == "stop" and (self.being_loaded is not None or self.relearning):
            return True
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """What else can be stopped goes first: a reply that waits for the model is the nearer wish."""
        if super().check_action("stop", ()):
            super().action_stop()
        elif self.companion is not None and self.being_loaded is not None:
            self._give_up_loading(self.companion, self.being_loaded)
        elif self.companion is not None and self.relearning:
            self._give_up_relearning(self.companion)

    def _give_up_loading(self, companion: Companion, model: Loads) -> None:
        self.stop_loading()
        self.go_back(companion)
        self._rest()
        self.tell("local.given_up", model=model.name, other=called(self.words, companion.model.name, begins=True))
        self.run_worker(model.close(), group="letting go", exit_on_error=False)

    def _give_up_relearning(self, companion: Companion) -> None:
        before = self.stop_relearning()
        self._finish_before_leaving(self._set_again(companion, before))
        self.tell("settings.embedding_stopped")

    @work(thread=True, group="setting again", exit_on_error=False)
    def _set_again(self, companion: Companion, before: MemorySettings) -> None:
        from siliconfriend.tui.settings.entries import use, write

        core = self.friend.core
        try:
            for key in EMBEDDER:
                use(core, key, getattr(before, key.partition(".")[2]))
                write(core, key)
        except (SettingsError, OSError) as error:
            self.post_message(SettingRefused(one_line(not_written(self.words, error))))
        companion.settings = core.settings
