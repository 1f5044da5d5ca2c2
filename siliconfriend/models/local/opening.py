"""From a choice to an engine, in this process: fetched if need be, loaded, ready to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.models.local.facts import look
from siliconfriend.models.local.fetching import folder_of
from siliconfriend.models.local.progress import Report, silent

if TYPE_CHECKING:
    from siliconfriend.models.local.choice import Choice
    from siliconfriend.models.local.engine import Engine


def open_engine(choice: Choice, report: Report = silent, *, keep: bool = True) -> Engine:
    """The model of `choice`, ready.

    Raises:
        ModelError: it cannot be had, or cannot be used.
    """
    folder = folder_of(choice.base, report, download=choice.download)
    adapter = folder_of(choice.adapter, report, download=choice.download) if choice.adapter else None
    look(folder)  # before torch takes its seconds
    from siliconfriend.models.local.engine import Engine
    from siliconfriend.models.local.loading import load

    loaded = load(choice, folder, adapter, report)
    return Engine(loaded, seed=choice.seed, fast=choice.fast, keep=keep)
