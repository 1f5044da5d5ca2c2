"""Models that could be chosen, as a person reads them, and what choosing one means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from siliconfriend.hosts import stays_here
from siliconfriend.models.plain_names import CHATGPT
from siliconfriend.tui.destination import called
from siliconfriend.tui.report import Report
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.models.base import ChatModel
    from siliconfriend.models.offers import Offer
    from siliconfriend.settings import Settings
    from siliconfriend.tui.core import Core


class ModelsOffered(Report):
    """What was found."""

    offers: Sequence[Offer]


class HostFound(Report):
    """Words of somebody new, to be called `name`, would go to `host`, which is to be asked about; empty: none."""

    host: str
    name: str
    offer: Offer | None


def line(say: Words, offer: Offer) -> str:
    """The offer in one line: what answers, where it is, and where words go."""
    kind = offer.kind.value
    if kind == "weights" and offer.about:
        kind = "weights_on_card"
    elif kind == "server" and not offer.name:
        kind = "own_server"
    elif kind == "server" and not stays_here(offer.about):
        kind = "server_elsewhere"
    about, _, host = offer.about.partition(" · ")
    return one_line(say(f"choosing.kind.{kind}", name=offer.name, about=about, host=host))


def named(offers: Sequence[Offer], name: str) -> Offer | None:
    """The one of `offers` that is called `name`, with or without its host as on the screen."""
    wanted = name.strip().casefold()
    for one in offers:
        if one.name and wanted in (one.name.casefold(), f"{one.name} · {one.about}".casefold()):
            return one
    return None


def shown(say: Words, name: str) -> str:
    """What a person may write for the model called `name`."""
    return say("choosing.chatgpt") if name == CHATGPT else called(say, name)


def answers_now(model: ChatModel, offer: Offer) -> bool:
    """Whether the offer is `model`."""
    from siliconfriend.models.offers import Kind

    if offer.kind is Kind.SERVER:
        return (offer.name, offer.about) == (model.name, model.destination)
    if offer.kind is Kind.CHATGPT:
        return offer.about == f"{model.name} · {model.destination}"
    return not model.destination and model.name == offer.name.rstrip("/").rpartition("/")[2]


def as_offer(model: ChatModel) -> Offer:
    """`model`, which answers, as it would be offered if it were found."""
    from siliconfriend.models.offers import Kind, Offer

    return Offer(Kind.SERVER if model.destination else Kind.WEIGHTS, model.name, about=model.destination)


def take_server(core: Core, offer: Offer) -> None:
    """Keep the address of the offer's server in the settings. Blocks: call it from a thread.

    Raises:
        SettingsError, OSError: it holds until the program ends, and could not be written down.
    """
    if offer.base_url and offer.base_url != core.settings.chat.base_url:
        _keep(core, "chat.base_url", offer.base_url)


def settings_with(settings: Settings, offer: Offer | None) -> Settings:
    """`settings` as they would be if everybody took `offer`."""
    from siliconfriend.config_file import with_value

    if offer is None:
        return settings
    if offer.base_url:
        settings = with_value(settings, "chat.base_url", offer.base_url)
    return with_value(settings, "chat.model", offer.name)


def take_for_everybody(core: Core, offer: Offer) -> None:
    """Let the offer answer everybody who has chosen nothing else. Blocks: call it from a thread.

    Raises:
        SettingsError, OSError: as for `take_server`.
    """
    take_server(core, offer)
    _keep(core, "chat.model", offer.name)


def _keep(core: Core, key: str, value: str) -> None:
    from siliconfriend.tui.settings.entries import use, write

    use(core, key, value)
    write(core, key)
