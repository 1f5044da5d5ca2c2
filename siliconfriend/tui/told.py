"""What a person was told about themselves when they came in, so that it is not said again each time."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

from siliconfriend.beside import TOLD
from siliconfriend.places import only_a_file, write_privately

if TYPE_CHECKING:
    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.models.base import ModelError

ONCE: Final = {"stays_here", "embedder_stays_here"}
"""What follows from a person's own wish is no trouble: it is said once, and again when it is something else."""

log = logging.getLogger(__name__)


def is_news(folder: Path, error: MemoryBankError | ModelError) -> bool:
    """Whether `error` is to be said to the person whose `folder` this is; it is noted that it was. Blocks."""
    if error.code not in ONCE:
        return True
    file = folder / TOLD
    said = " ".join([error.code, *(str(error.details.get(one, "")) for one in ("model", "host"))])
    try:
        only_a_file(file)
        before = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        if said in before:
            return False
        others = [line for line in before if line.split()[:1] != [error.code]]
        write_privately(file, "\n".join([*others, said, ""]).encode())
    except (OSError, ValueError) as refusal:  # then it is said again
        log.warning("that something was said could not be noted: %s", type(refusal).__name__)
    return True
