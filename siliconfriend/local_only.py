"""People whose words stay on this machine: no model and no embedder elsewhere is used for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.memory.records import EmbedderError
from siliconfriend.models.address import on_this_machine
from siliconfriend.models.base import ModelError

if TYPE_CHECKING:
    from siliconfriend.memory.records import Embedder, Profile
    from siliconfriend.models.base import ChatModel


class StaysHereError(ModelError):
    """The model is elsewhere, and this person's words stay here."""

    code = "stays_here"


def allow(profile: Profile, model: ChatModel) -> None:
    """Let `model` read the words of `profile`.

    Raises:
        StaysHereError: they would leave this machine, and they must not.
    """
    if profile.local_only and not _here(model.destination):
        raise StaysHereError(name=profile.name, model=model.name, host=model.destination)


def allow_embedder(profile: Profile, embedder: Embedder) -> None:
    """Let `embedder` read the words of `profile`.

    Raises:
        EmbedderError: they would leave this machine, and they must not.
    """
    if profile.local_only and not _here(embedder.destination):
        raise EmbedderError("embedder_stays_here", name=profile.name, host=embedder.destination)


def _here(destination: str) -> bool:
    return not destination or on_this_machine(destination)
