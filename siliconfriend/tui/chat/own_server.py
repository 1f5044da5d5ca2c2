"""A server of one's own, by its address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.message import Message
from textual.worker import Worker, get_current_worker

from siliconfriend.tui import messages
from siliconfriend.tui.chat.giving_up import GivingUp
from siliconfriend.tui.widgets.composer import Composer
from siliconfriend.tui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.records import Profile
    from siliconfriend.models.address import Address
    from siliconfriend.models.offers import Offer


class OwnServer(GivingUp):
    """It is set when one of its models is chosen: a no, or no answer, leaves everything as it was.

    Its models are shown when it has told them, and the reply on its way has ended, and nothing else is in front.
    """

    def __init__(self, who: Profile | str | None) -> None:
        super().__init__(who)
        self._offered: Sequence[Offer] = ()
        self._written_then = ""
        self._asked: Worker[None] | None = None

    def action_model(self, name: str = "") -> None:
        """The models of the server, if it is a server's address that is given."""
        from siliconfriend.models.address import is_address

        if self._offered:
            self._offered = ()
            self._none_is_chosen()
        if self.companion is not None and not self.answering and is_address(name):
            self._goes_on_choosing(self._see_whether_to_ask(self.companion, name))
        else:
            super().action_model(name)

    def _take_offer(self, chosen: Offer | str | None) -> None:
        if self.companion is not None and chosen is not None and not isinstance(chosen, str) and not chosen.name:
            self._goes_on_choosing(self._see_whether_to_ask(self.companion, chosen.base_url))
        else:
            super()._take_offer(chosen)

    @work(thread=True, group="choosing", exclusive=True, exit_on_error=False)
    def _see_whether_to_ask(self, companion: Companion, written: str) -> None:
        from siliconfriend.hosts import stays_here
        from siliconfriend.local_only import StaysHereError
        from siliconfriend.models.address import Address
        from siliconfriend.models.base import ModelError
        from siliconfriend.models.catalog import host_named
        from siliconfriend.tui.consent import to_be_asked

        profile = companion.bank.profile
        try:
            address = Address.parse(written)
        except ModelError as error:
            self.post_message(messages.NotDone(error, "model", written))  # more than an address may stand there
            return
        try:
            if profile.local_only and not stays_here(address.host):
                raise StaysHereError(name=profile.name, model=address.url, host=address.host)
        except ModelError as error:
            self.post_message(messages.NotDone(error, "model"))
            return
        # The address holds for everybody: a new one is asked about whoever agreed to it some other time.
        known = address.host == host_named(self.friend.core.settings.chat)
        self.post_message(
            messages.ServerNamed(address, to_be_asked(self, profile if known else None, address.host))
        )

    @on(messages.ServerNamed)
    def _ask_about_it(self, event: messages.ServerNamed) -> None:
        from siliconfriend.tui.consent import ask

        if self.companion is None:
            return
        if event.to_be_asked:
            ask(self, self.companion.bank.profile, event.address.host, partial(self._go_on_with, event.address))
        else:
            self._go_on_with(event.address)

    def _go_on_with(self, address: Address, yes: bool = True) -> None:
        if yes:
            self.tell("choosing.own.asking", host=address.host)
            self._written_then = self.query_one(Composer).text
            self._asked = self._goes_on_choosing(self._ask_for_models(address))
            self.query_one(KeyBar).streaming = True  # Escape stops it
        else:
            self._none_is_chosen()

    @property
    def _being_asked(self) -> bool:
        return self._asked is not None and not self._asked.is_finished

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape means something while a server is asked."""
        if action == "stop" and self._being_asked:
            return True
        return super().check_action(action, parameters)

    def action_stop(self) -> None:
        """Ask the server no longer, when nothing else is to be stopped."""
        if super().check_action("stop", ()):
            super().action_stop()
        elif self._asked is not None and self._being_asked:
            self._asked.cancel()
            self._none_is_chosen()
            self._rest()
            self.tell("choosing.own.stopped")

    @work(thread=True, group="choosing", exclusive=True, exit_on_error=False)
    def _ask_for_models(self, address: Address) -> None:
        from siliconfriend.models.base import ModelError

        worker = get_current_worker()
        try:
            found = self.friend.core.offers_at(address, lambda: worker.is_cancelled)
            answer: Message = messages.ServerAnswered(found)
        except ModelError as error:
            answer = messages.ServerNotUsable(address, error)
        if not worker.is_cancelled:  # given up, or another model was chosen meanwhile
            self.post_message(answer)

    @on(Worker.StateChanged)
    def _see_that_it_is_over(self, event: Worker.StateChanged) -> None:
        if event.worker is self._asked and event.worker.is_finished:
            self._rest()

    @on(messages.ServerNotUsable)
    def _ask_for_another_address(self, event: messages.ServerNotUsable) -> None:
        """It is written already, and may want a sign more or less; nobody is kept from what they do by now."""
        from siliconfriend.tui.choosing.address import AddressScreen

        self._none_is_chosen()
        said = self.sentence(event.error)
        if self.answering or self.app.screen is not self or self._writing:
            self.notify(said, severity="error", markup=False)
        else:
            self.app.push_screen(AddressScreen(event.address.url, said), self._take_address)

    def _take_address(self, written: str | None) -> None:
        if written and self.companion is not None:
            self._goes_on_choosing(self._see_whether_to_ask(self.companion, written))

    @property
    def _writing(self) -> bool:
        return bool(self._waiting) or self.query_one(Composer).text != self._written_then

    @on(messages.ServerAnswered)
    def _choose_one(self, event: messages.ServerAnswered) -> None:
        self._offered = event.offers
        self._offer_models()

    @on(events.ScreenResume)
    @on(messages.ReplyEnded)
    def _offer_soon(self) -> None:
        if self._offered:
            self.call_later(self._offer_models)

    def _offer_models(self) -> None:
        from siliconfriend.tui.choosing.of_server import ServerModelsScreen

        offers = self._offered
        if not offers or self.companion is None or self.answering or self.app.screen is not self:
            return
        self._offered = ()
        if len(offers) == 1:
            self._take_offer(offers[0])
        else:
            there = partial(self._take_from, offers)
            self.app.push_screen(ServerModelsScreen(self.companion.model, offers, writing=self._writing), there)

    def _take_from(self, offers: Sequence[Offer], chosen: Offer | str | None) -> None:
        """A name that was typed is a model of the server that has the `offers`, told of there or not."""
        from siliconfriend.models.address import is_address
        from siliconfriend.models.plain_names import BUILTIN, CHATGPT, meant
        from siliconfriend.tui.choosing.offered import named

        if isinstance(chosen, str) and meant(chosen) not in (BUILTIN, CHATGPT) and not is_address(chosen):
            chosen = named(offers, chosen) or replace(offers[0], name=chosen)
        elif chosen is None:
            self._none_is_chosen()
        self._take_offer(chosen)
