"""Which model answers from now on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.being_chosen import BeingChosen
from siliconfriend.tui.chat.loading_model import LoadingModel
from siliconfriend.tui.choosing.offered import take_server
from siliconfriend.tui.settings.messages import SettingRefused
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.models.base import ChatModel
    from siliconfriend.models.offers import Offer


class ChoosingModel(LoadingModel, BeingChosen):
    """Another model, between two replies."""

    def action_model(self, name: str = "") -> None:
        """Let another model answer whoever is here, today and later; without a name, choose it from a list."""
        if self.answering:
            self.say_still_answering("model", name)
        elif self.companion is None:
            self.when_open(lambda: self.action_model(name), "model", name)
        elif name:
            from siliconfriend.models.plain_names import meant

            self._goes_on_choosing(self._choose_model(self.companion, meant(name)))
        else:
            from siliconfriend.tui.choosing.screen import ModelsScreen

            self.app.push_screen(ModelsScreen(self.companion.model), self._take_offer)

    def _take_offer(self, chosen: Offer | str | None) -> None:
        if self.companion is None or chosen is None:
            return
        if isinstance(chosen, str):
            self.action_model(chosen)
        else:
            self._goes_on_choosing(self._choose_model(self.companion, chosen.name, chosen))

    @work(thread=True, group="choosing", exclusive=True, exit_on_error=False)
    def _choose_model(self, companion: Companion, name: str, offer: Offer | None = None) -> None:
        self._open_named(companion, name, offer)

    def _open_named(self, companion: Companion, name: str, offer: Offer | None) -> None:
        """Blocks: call it from a thread."""
        from siliconfriend.local_only import allow
        from siliconfriend.models.base import ModelError
        from siliconfriend.tui.choosing.offered import named
        from siliconfriend.tui.consent import to_be_asked

        core, profile = self.friend.core, companion.bank.profile
        try:
            companion.settings = core.settings
            model = core.model(name) if offer is None else core.model(name, offer.base_url)
            allow(profile, model)
        except ModelError as error:
            found = named(core.offers(), name) if offer is None else None
            if found is None:
                self.post_message(messages.NotDone(error, "model"))
            else:
                self._open_named(companion, found.name, found)
            return
        fetched = core.to_be_fetched(model)
        if fetched or to_be_asked(self, profile, model.destination):
            self.post_message(messages.ModelToBeAskedAbout(name, model, offer, fetched))
        else:
            self._choose(companion, name, model, offer)

    @on(messages.ModelToBeAskedAbout)
    def _ask_first(self, event: messages.ModelToBeAskedAbout) -> None:
        from siliconfriend.tui.consent import ask, ask_about_fetching

        if self.companion is None:
            return
        if event.fetched:
            ask_about_fetching(self, event.fetched, partial(self._answered, event))
        else:
            ask(self, self.companion.bank.profile, event.model.destination, partial(self._answered, event))

    def _answered(self, event: messages.ModelToBeAskedAbout, yes: bool) -> None:
        if yes and self.companion is not None:
            chosen = self._choose_asked(self.companion, event.name, event.model, event.offer)
            self._goes_on_choosing(chosen)
        else:
            self._none_is_chosen()
            self.run_worker(event.model.close(), group="letting go", exit_on_error=False)

    @work(thread=True, group="choosing", exclusive=True, exit_on_error=False)
    def _choose_asked(self, companion: Companion, name: str, model: ChatModel, offer: Offer | None) -> None:
        self._choose(companion, name, model, offer)

    def _choose(self, companion: Companion, name: str, model: ChatModel, offer: Offer | None) -> None:
        """Blocks: call it from a thread."""
        from siliconfriend.models.base import Loads
        from siliconfriend.settings_error import SettingsError
        from siliconfriend.settings_trouble import not_written

        try:
            if offer is not None:
                take_server(self.friend.core, offer)
                companion.settings = self.friend.core.settings
        except (SettingsError, OSError) as error:
            self.post_message(SettingRefused(one_line(not_written(self.words, error))))
        if isinstance(model, Loads):
            self.post_message(messages.ModelChosen(model, name))
            return
        try:
            self.friend.core.choose(companion.bank, name)
            self.post_message(messages.ModelChosen(model))
        except MemoryBankError as error:
            self.post_message(messages.NotDone(error, "model", "" if offer is not None else name))

    @on(messages.CompanionJoined)
    def _begin_with_its_host(self, event: messages.CompanionJoined) -> None:
        self._agreed_to(event.joined.companion)

    def _agreed_to(self, companion: Companion) -> None:
        """Where words go already is not asked about."""
        self.friend.answering_hosts(companion.bank.profile).answered(companion.model.destination, True)

    @on(messages.ModelChosen)
    async def _use_model(self, event: messages.ModelChosen) -> None:
        companion = self.companion
        if companion is None or self.answering:
            self._none_is_chosen()
            await event.model.close()
            return
        from siliconfriend.local_only import StaysHereError

        before = companion.model
        if self._before is None or self.being_loaded is None:  # one that never was there answered nobody
            self._before = before
        self.wished = event.wished
        try:
            companion.model = event.model
        except StaysHereError as error:
            self.notify(self.sentence(error), severity="error", markup=False)
            before, self._before, self.wished = event.model, None, ""
            self._none_is_chosen()
        self._agreed_to(companion)
        self._show_place(companion)
        self._load_model()
        self._show_activity()
        await before.close()
        await self._one_is_chosen()

    @on(SettingRefused)
    def _say_not_written(self, event: SettingRefused) -> None:
        self.notify(event.detail, severity="warning", markup=False)
