"""Where a person let their words go, so that a model they chose is used when they come in again. It blocks."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.beside import AGREED
from siliconfriend.hosts import stays_here
from siliconfriend.places import only_a_file, write_privately

if TYPE_CHECKING:
    from siliconfriend.settings import ChatSettings


log = logging.getLogger(__name__)


def never_agreed_to(folder: Path, host: str, settings: ChatSettings) -> bool:
    """Whether words would go to `host`, and neither the `settings` name it nor the person whose `folder` this is
    ever let them.
    """
    from siliconfriend.models.catalog import host_named

    return not stays_here(host) and host != host_named(settings) and host not in _hosts(folder)


def keep_agreed(folder: Path, host: str) -> None:
    """The person whose `folder` this is lets words go to `host`."""
    known = _hosts(folder)
    if host in known:
        return
    try:
        write_privately(folder / AGREED, "\n".join([*known, host, ""]).encode())
    except OSError as refusal:  # then they are asked again
        log.warning("that somebody agreed could not be noted: %s", type(refusal).__name__)


def _hosts(folder: Path) -> list[str]:
    try:
        only_a_file(folder / AGREED)
        return (folder / AGREED).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
