"""From a name ("auto", "builtin", "chatgpt", any server's model) to a `ChatModel`. Imports nothing heavy."""

from __future__ import annotations

import os
import re
from pathlib import Path

from siliconfriend.models import keys
from siliconfriend.models.address import OPENAI, Address
from siliconfriend.models.base import ChatModel, ModelError, UnknownModelError
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.settings import ChatSettings

AUTO, BUILTIN, CHATGPT = "auto", "builtin", "chatgpt"
LOCAL_NAMES = frozenset({"chatglm", "belle"})
OPENAI_NAME = re.compile(r"(ft:)?(gpt-|chatgpt-|o\d)", re.IGNORECASE)
BASE_URL_VARIABLE = "OPENAI_BASE_URL"


class UnknownNameError(UnknownModelError):
    """No model has this name, and no server was given that might."""

    code = "unknown_name"


class LocalModelError(ModelError):
    """A model with weights on this machine."""

    code = "local_model"


def open_model(settings: ChatSettings) -> ChatModel:
    """The model that `settings` ask for; nothing is loaded or asked before its first reply.

    `auto` is a server if one is given (by setting or OPENAI_BASE_URL) or a key is in the environment, else
    the built-in companion.

    Raises:
        ModelError: the name or the address means nothing.
    """
    name = settings.model.strip() or AUTO
    given = settings.base_url.strip() or os.environ.get(BASE_URL_VARIABLE, "").strip()
    if name.lower() == BUILTIN or (name.lower() == AUTO and not given and not keys.from_environment()):
        from siliconfriend.models.builtin import Builtin

        return Builtin()
    address = Address.parse(given) if given else OPENAI
    return ChatGPT(address, _name_there(name, address, settings), timeout=settings.timeout)


def _name_there(name: str, address: Address, settings: ChatSettings) -> str:
    """What the server at `address` knows the model called `name` by; empty: whatever it has."""
    chosen = settings.openai_model != ChatSettings().openai_model
    if name.lower() == CHATGPT or (name.lower() == AUTO and (address.official or chosen)):
        return settings.openai_model
    if name.lower() == AUTO:
        return ""
    if not address.official or OPENAI_NAME.match(name):
        return name
    if name.lower() in LOCAL_NAMES or "/" in name or os.sep in name or Path(name).expanduser().is_dir():
        raise LocalModelError(model=name)
    raise UnknownNameError(host=address.host, model=name)
