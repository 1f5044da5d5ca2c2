"""What reflecting costs: whether a model is paid for, and how much it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from siliconfriend.memory.reflected import BUILTIN
from siliconfriend.models.address import Address
from siliconfriend.models.base import ChatModel, Message, ModelError
from siliconfriend.prompting import MESSAGE_TOKENS
from siliconfriend.tokens import estimate_tokens


def costs_nothing(model: ChatModel) -> bool:
    """Whether nobody is paid for what `model` answers: it runs here, or in the local network."""
    if not model.destination:
        return True
    try:
        return Address.parse(f"http://{model.destination}").nearby
    except ModelError:
        return False


def extractive(model: ChatModel) -> bool:
    """Whether `model` is none that can be asked: sentences are taken from what was said instead."""
    return model.name == BUILTIN and model.context_tokens == 0


@dataclass
class Spent:
    """Calls made, and the tokens of what was sent and what came back, as estimated without a tokenizer."""

    calls: int = 0
    sent: int = 0
    received: int = 0

    def call(self, messages: Sequence[Message], reply: str) -> None:
        """Count one."""
        self.calls += 1
        self.sent += sum(MESSAGE_TOKENS + estimate_tokens(one.content) for one in messages)
        self.received += estimate_tokens(reply)
