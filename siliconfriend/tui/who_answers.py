"""What the screen asks about models: which one answers whom, and which there are. All of it blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Profile
    from siliconfriend.models.address import Address
    from siliconfriend.models.base import ChatModel
    from siliconfriend.models.offers import Offer
    from siliconfriend.settings import Settings


class WhoAnswers:
    """By what is set, what the command line says, and what a person chose."""

    settings: Settings
    flags: dict[str, object]

    def companion(self, bank: Bank, model: str | None = None) -> Companion:
        """The companion that talks from `bank` with `model`, or else the one that is set.

        Raises:
            ModelError: there is no such model.
        """
        from siliconfriend.companion import Companion

        return Companion(bank, self.model(model), self.settings)

    def model(self, name: str | None = None, base_url: str = "") -> ChatModel:
        """The model called `name`, or else the one that is set; at another server if `base_url` names one.

        Raises:
            ModelError: there is no such model.
        """
        from msgspec.structs import replace

        from siliconfriend.models.catalog import as_chosen, open_model

        chat = as_chosen(self.settings.chat, name) if name else self.settings.chat
        return open_model(replace(chat, base_url=base_url) if base_url else chat)

    def offers(self, stop: Callable[[], bool] = lambda: False) -> Sequence[Offer]:
        """Models that could be chosen here and now; takes a second or two, or until `stop` says so."""
        from siliconfriend.models.offers import offers

        return offers(self.settings.chat, stop=stop)

    def offers_at(self, address: Address, stop: Callable[[], bool]) -> Sequence[Offer]:
        """The models of the server at `address`; takes as long as it takes to answer, or until `stop` says so.

        Raises:
            ModelError: it does not answer, or has no model that chats.
        """
        from siliconfriend.models.offers import offers_at

        return offers_at(address, self.settings.chat.timeout, stop)

    def to_be_fetched(self, model: ChatModel) -> str:
        """What would be fetched from the hub before `model` can answer; empty: nothing."""
        from siliconfriend.models.local.fetching import to_be_fetched
        from siliconfriend.models.local.model import LocalModel

        return to_be_fetched(model.choice.base, model.choice.adapter) if isinstance(model, LocalModel) else ""

    def model_for(self, profile: Profile) -> ChatModel:
        """The model that is to answer a person: the one they chose, else the one that is set.

        Raises:
            ModelError: there is no such model.
        """
        return self.model(self.own_model(profile))

    def own_model(self, profile: Profile, settings: Settings | None = None) -> str | None:
        """What a person chose, unless the command line says otherwise, or the settings another server."""
        from siliconfriend.models.plain_names import CHATGPT, meant

        otherwise = {"chat.model", "chat.base"}
        if profile.model and meant(profile.model) == CHATGPT:  # it is not at the server that was said
            otherwise.add("chat.base_url")
        if otherwise & self.flags.keys() or self.left_behind(profile, settings):
            return None
        return profile.model or None

    def left_behind(self, profile: Profile, settings: Settings | None = None) -> bool:
        """Whether a person chose a model of another server than the one that would be asked for it now."""
        from siliconfriend.hosts import same_server
        from siliconfriend.models.base import ModelError
        from siliconfriend.models.catalog import as_chosen, open_model

        if not (profile.model and profile.model_at) or {"chat.model", "chat.base"} & self.flags.keys():
            return False
        try:
            asked = open_model(as_chosen((settings or self.settings).chat, profile.model)).destination
        except ModelError:  # no server has it: that is said
            return False
        return not same_server(asked, profile.model_at)

    def choose(self, bank: Bank, name: str) -> None:
        """Keep that the person whose memory this is chose the model called `name`, and at which server.

        Raises:
            MemoryBankError: it cannot be kept.
        """
        from siliconfriend.models.catalog import chosen_at

        bank.choose(model=name, model_at=chosen_at(self.settings.chat, name))

    def note_where_chosen(self, bank: Bank) -> None:
        """A choice of which that is not known counts as made where the settings say now."""
        from siliconfriend.memory.records import MemoryBankError
        from siliconfriend.models.catalog import chosen_at

        profile = bank.profile
        if not profile.model or profile.model_at or bank.read_only or "chat.base_url" in self.flags:
            return
        if at := chosen_at(self.settings.chat, profile.model):
            with suppress(MemoryBankError):  # then the next time
                bank.choose(model_at=at)
