"""From a name ("auto", "builtin", "chatgpt", "chatglm", "belle", a server's model, a folder) to a `ChatModel`.

Imports nothing heavy.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from siliconfriend.hosts import official
from siliconfriend.models import api_key
from siliconfriend.models.address import OPENAI, Address
from siliconfriend.models.base import ChatModel, ModelError, UnknownModelError
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.models.plain_names import BUILTIN, CHATGPT, meant
from siliconfriend.settings import ChatSettings

if TYPE_CHECKING:
    from siliconfriend.models.local.choice import Choice

AUTO, CHATGLM, BELLE = "auto", "chatglm", "belle"
CHATGLM_AT_HUB = "zai-org/chatglm-6b"
OPENAI_NAME = re.compile(r"(ft:)?(gpt-|chatgpt-|o\d)", re.IGNORECASE)
BASE_URL_VARIABLE = "OPENAI_BASE_URL"


class UnknownNameError(UnknownModelError):
    """No model has this name, and no server was given that might."""

    code = "unknown_name"


def open_model(settings: ChatSettings) -> ChatModel:
    """The model that `settings` ask for; nothing is loaded or asked before its first reply.

    `auto` is the local model in `chat.base` if one is set, a server if one is given (by setting or
    OPENAI_BASE_URL) or a key is in the environment, else the built-in companion.

    Raises:
        ModelError: the name, the folder or the address means nothing, or the packages for it are missing.
    """
    name = meant(settings.model) or AUTO
    if name != BUILTIN and (choice := local_choice(settings)) is not None:
        from siliconfriend.models.local.model import LocalModel

        return LocalModel(choice)
    given = _given(settings)
    if name == BUILTIN or (name.lower() == AUTO and not given and not api_key.from_environment()):
        from siliconfriend.models.builtin import Builtin

        return Builtin()
    address = Address.parse(given) if given else OPENAI
    return ChatGPT(address, _name_there(name, address, settings), timeout=settings.timeout)


def as_chosen(settings: ChatSettings, name: str) -> ChatSettings:
    """`settings` for a person who chose `name`: ChatGPT is OpenAI's, whatever server is set for other names."""
    name = meant(name)
    if name == CHATGPT and not official(host_named(settings)):
        settings = replace(settings, base_url="")
    return replace(settings, model=name)


def chosen_at(settings: ChatSettings, name: str) -> str:
    """The server at which a person chooses a model of its own when they choose `name`; empty: at none.

    The names that mean something wherever a server is, or none, are those of no server.
    """
    if meant(name).lower() in ("", AUTO, BUILTIN, CHATGPT):
        return ""
    try:
        return open_model(as_chosen(settings, name)).destination
    except ModelError:
        return ""


def host_named(settings: ChatSettings) -> str:
    """The host that `settings` themselves name, by an address or by a model; empty: none, or none that could be."""
    given, name = _given(settings), settings.model.strip().lower()
    try:
        if given:
            return Address.parse(given).host
        return "" if name in ("", AUTO) else open_model(settings).destination
    except ModelError:
        return ""


def _given(settings: ChatSettings) -> str:
    """The address of a server, as it is written."""
    return settings.base_url.strip() or os.environ.get(BASE_URL_VARIABLE, "").strip()


def _name_there(name: str, address: Address, settings: ChatSettings) -> str:
    """What the server at `address` knows the model called `name` by; empty: whatever it has."""
    chosen = settings.openai_model != ChatSettings().openai_model
    if name == CHATGPT or (name.lower() == AUTO and (address.official or chosen)):
        return settings.openai_model
    if name.lower() == AUTO:
        return ""
    if not address.official or OPENAI_NAME.match(name):
        return name
    raise UnknownNameError(host=address.host, model=name)


def local_choice(settings: ChatSettings) -> Choice | None:
    """Which weights on this machine the settings ask for; None: none, a server or nobody answers.

    A name is a server's where there is a server, unless `chat.base` names the weights.

    Raises:
        ModelError: a folder is not there, or BELLE was asked for without one.
    """
    name, base, adapter = meant(settings.model) or AUTO, settings.base.strip(), settings.adapter.strip()
    served = bool(_given(settings))
    kind = name.lower()
    if kind in (AUTO, CHATGLM, BELLE) and base:
        return _choice(base, adapter, "" if kind == AUTO else kind, settings)
    if served or kind == AUTO:
        return None
    if kind == BELLE:
        from siliconfriend.models.local.errors import NeedsBaseError

        raise NeedsBaseError(model=name)
    if kind == CHATGLM:
        return _choice(CHATGLM_AT_HUB, adapter, kind, settings)
    if kind.startswith(("http://", "https://")):
        raise UnknownNameError(host="", model=name)
    if "/" in name or os.sep in name or Path(name).expanduser().is_dir():
        return _choice(name, "" if base else adapter, "", settings)
    return None


def _choice(base: str, adapter: str, form: str, settings: ChatSettings) -> Choice:
    from siliconfriend.models.adapter_errors import NoAdapterError
    from siliconfriend.models.checkpoints import NoWeightsError
    from siliconfriend.models.local.choice import Choice, Form, is_hub_name

    for one, error in ((base, NoWeightsError), (adapter, NoAdapterError)):
        if one and not Path(one).expanduser().is_dir() and not is_hub_name(one):
            raise error(folder=one)
    return Choice(
        base=_whole(base),
        form=Form(form) if form else None,
        adapter=_whole(adapter),
        quantize="" if settings.quantize == "none" else settings.quantize,
        device=settings.device,
        seed=None if settings.seed < 0 else settings.seed,
        fast=settings.compile,
    )


def _whole(name: str) -> str:
    """A folder's whole path, wherever a process is started; a name at the hub as it is."""
    folder = Path(name).expanduser()
    return str(folder.resolve()) if name and folder.is_dir() else name
