"""Which weights are to be used, and how."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal

from msgspec import Struct


class Form(StrEnum):
    """How messages are written down for a model; see `models.formats`."""

    CHATGLM = "chatglm"
    BELLE = "belle"
    TEMPLATE = "template"


Quantize = Literal["", "8bit", "4bit"]
Device = Literal["auto", "cuda", "mps", "cpu"]


class Choice(Struct, frozen=True):
    """A base model, a folder or a name at the Hugging Face hub, with an adapter if one is given.

    Without a `form` the files decide.
    """

    base: str
    form: Form | None = None
    adapter: str = ""
    quantize: Quantize = ""
    device: Device = "auto"
    seed: int | None = None
    fast: bool = True
    download: bool = True

    @property
    def name(self) -> str:
        """As shown to the user: the last part of the base's name, and of the adapter's."""
        names = [Path(one.rstrip("/\\")).name for one in (self.base, self.adapter) if one]
        return " + ".join(names)


def is_hub_name(name: str) -> bool:
    """Whether `name` could be one at the hub: OWNER/NAME, and no path."""
    parts = name.split("/")
    return len(parts) == 2 and all(parts) and not name.startswith((".", "~", "/")) and "\\" not in name
