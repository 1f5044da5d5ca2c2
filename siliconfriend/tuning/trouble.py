"""What a machine refuses, in our words: no memory, no room on the disk."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.tuning.errors import TuningError

if TYPE_CHECKING:
    from siliconfriend.tuning.plan import Plan

FULL = (errno.ENOSPC, errno.EDQUOT)
FULL_SAID = ("no space left", "os error 28", "disk quota", "failed writing file", "unexpected pos")
"""How safetensors and torch say it: theirs are no OSErrors."""
MEMORY_SAID = ("out of memory", "can't allocate memory", "not enough memory", "cannot allocate memory")


@contextmanager
def explained(output: Path, plan: Plan | None = None) -> Iterator[None]:
    """What a library raises because of the machine becomes a `TuningError`; anything else goes on its way."""
    try:
        yield
    except (OSError, RuntimeError, MemoryError) as error:
        raise _explained(error, output, plan) from error
    except Exception as error:  # safetensors has an error of its own for everything
        if _says(error, FULL_SAID):
            raise _full(output) from error
        raise


def require_room(folder: Path, wanted: int) -> None:
    """Refuse before hours of work what would not fit on the disk.

    Raises:
        TuningError: less than `wanted` bytes are free.
    """
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise TuningError("no_room", folder=folder, needed=in_gigabytes(wanted), free=in_gigabytes(free))


def in_gigabytes(size: int) -> str:
    """`size` bytes for people."""
    return f"{size / 2**30:.1f} GB" if size >= 2**30 / 10 else f"{size / 2**20:.0f} MB"


def _explained(error: BaseException, output: Path, plan: Plan | None) -> BaseException:
    if isinstance(error, MemoryError) or _says(error, MEMORY_SAID):
        return TuningError("out_of_memory", advice=_smaller(plan))
    if (isinstance(error, OSError) and error.errno in FULL) or _says(error, FULL_SAID):
        return _full(output)
    return error


def _full(output: Path) -> TuningError:
    return TuningError("disk_full", folder=output, free=in_gigabytes(shutil.disk_usage(output).free))


def _smaller(plan: Plan | None) -> tuple[str, ...]:
    """What is not done yet and would take less memory, the gentlest first."""
    if plan is None:
        return ("smaller_model",)
    left = {
        "smaller_batch": plan.batch > 1,
        "checkpointing": not plan.checkpointing,
        "four_bits": plan.quantize != "4bit",
        "shorter": True,
    }
    return tuple(name for name, worth in left.items() if worth)


def _says(error: BaseException, words: tuple[str, ...]) -> bool:
    said = str(error).lower()
    return any(word in said for word in words)
