"""What is compared: models by name, each with the companion's memory or with less of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from siliconfriend.models.catalog import open_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from siliconfriend.models.base import ChatModel
    from siliconfriend.settings import ChatSettings

_AT_ADDRESS = re.compile(r"(?P<name>.+)@(?P<address>https?://.+)", re.IGNORECASE)


class Variant(StrEnum):
    """How much of its memory a system has; the values are keys of the JSON and of the locale."""

    WHOLE = "whole"
    NO_MEMORY = "no_memory"
    DENSE_ONLY = "dense_only"
    LEXICAL_ONLY = "lexical_only"
    WITHOUT_TIME = "without_time"
    WITHOUT_SUMMARIES = "without_summaries"
    WITH_FORGETTING = "with_forgetting"


@dataclass(frozen=True, slots=True)
class Model:
    """A chat model to be asked: `given` is how the user named it, `settings` what the catalog opens."""

    given: str
    settings: ChatSettings

    def open(self) -> ChatModel:
        """The model; nothing is loaded or asked before its first reply.

        Raises:
            ModelError: the name or the address means nothing.
        """
        return open_model(self.settings)


@dataclass(frozen=True, slots=True)
class System:
    """A model with a variant of memory."""

    model: Model
    variant: Variant = Variant.WHOLE

    @property
    def label(self) -> str:
        """Its name in the JSON: the model's, and after a colon the variant's."""
        given = self.model.given
        return given if self.variant is Variant.WHOLE else f"{given}:{self.variant.value}"


def named(given: str, chat: ChatSettings) -> Model:
    """The model `given` as NAME or NAME@http://server, everything else about it as in `chat`."""
    name, address = given.strip(), chat.base_url
    if found := _AT_ADDRESS.fullmatch(name):
        name, address = found["name"], found["address"]
    return Model(given.strip(), msgspec.structs.replace(chat, model=name, base_url=address))


def systems(models: Iterable[Model], variants: Sequence[Variant]) -> list[System]:
    """Each model once, with each variant."""
    once = {model.given: model for model in models}
    return [System(model, variant) for model in once.values() for variant in variants]
