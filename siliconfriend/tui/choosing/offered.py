"""Models that could be chosen, as a person reads them, and what choosing one means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.models.offers import Offer
    from siliconfriend.tui.core import Core


@dataclass(eq=False, repr=False)
class ModelsOffered(Message):
    """What was found."""

    offers: Sequence[Offer]


def line(say: Words, offer: Offer) -> str:
    """The offer in one line: what answers, where it is, and where words go."""
    kind = offer.kind.value
    if kind == "weights" and offer.about:
        kind = "weights_on_card"
    return one_line(say(f"choosing.kind.{kind}", name=offer.name, about=offer.about))


def take_server(core: Core, offer: Offer) -> None:
    """Keep the address of the offer's server in the settings. Blocks: call it from a thread.

    Raises:
        SettingsError, OSError: it holds until the program ends, and could not be written down.
    """
    if offer.base_url and offer.base_url != core.settings.chat.base_url:
        _keep(core, "chat.base_url", offer.base_url)


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
