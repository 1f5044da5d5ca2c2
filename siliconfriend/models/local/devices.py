"""Where a model runs, in which number format, and whether there is room for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import torch

from siliconfriend.models.local.errors import NoDeviceError, TooLargeError
from siliconfriend.models.local.facts import BYTES

if TYPE_CHECKING:
    from siliconfriend.models.local.choice import Choice
    from siliconfriend.models.local.facts import Facts

SPARE = 1.1
"""What loading and computing take beside the weights, as a share of them."""
BASIC_BYTES = 300 * 2**20
"""What torch takes for itself."""
QUANTIZED_SHARE = {"8bit": 0.55, "4bit": 0.32}
"""Of 16-bit weights; some layers stay as they are."""
CACHED_TOKENS = 8192
CGROUPS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)


def device_for(choice: Choice) -> torch.device:
    """The device that is asked for, or the best there is.

    Raises:
        NoDeviceError: this machine has no such device.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if choice.device == "auto":
        return torch.device(next(name for name, usable in there.items() if usable))
    if not there[choice.device]:
        found = ", ".join(name for name, usable in there.items() if usable)
        raise NoDeviceError(device=choice.device, found=found)
    return torch.device(choice.device)


def dtype_for(device: torch.device, facts: Facts, choice: Choice) -> torch.dtype:
    """bfloat16 on a GPU that has it, else float16; on a CPU float32 if there is room for it, else bfloat16."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if device.type == "mps":
        return torch.float16
    fits = needed(facts, choice, torch.float32) <= free_bytes(device)
    return torch.float32 if fits else torch.bfloat16


def needed(facts: Facts, choice: Choice, dtype: torch.dtype) -> int:
    """Bytes that the model will take."""
    stored = BYTES.get(facts.dtype, 2)
    size = facts.bytes if facts.quantized else facts.bytes / stored * dtype.itemsize
    if choice.quantize:
        size = facts.bytes / stored * 2 * QUANTIZED_SHARE[choice.quantize]
    cache = facts.cache_bytes * min(facts.context or CACHED_TOKENS, CACHED_TOKENS)
    return round(size * SPARE) + cache + BASIC_BYTES


def free_bytes(device: torch.device) -> int:
    """Memory that can be had on `device` now."""
    if device.type == "cuda":
        free: int = torch.cuda.mem_get_info(device)[0]
        return free
    free = psutil.virtual_memory().available
    if device.type == "mps":
        return min(free, torch.mps.recommended_max_memory())
    return min([free, *_left_to_this_container()])


def require_room(facts: Facts, choice: Choice, device: torch.device, dtype: torch.dtype) -> None:
    """Refuse what would not fit, before anything is loaded.

    Raises:
        TooLargeError: with both sizes in it.
    """
    wanted, free = needed(facts, choice, dtype), free_bytes(device)
    if wanted > free:
        raise TooLargeError(
            needed=f"{wanted / 2**30:.1f}", free=f"{free / 2**30:.1f}", device=device.type, model=choice.name
        )


def _left_to_this_container() -> list[int]:
    left = []
    for limit, used in CGROUPS:
        try:
            left.append(int(Path(limit).read_text()) - int(Path(used).read_text()))
        except (OSError, ValueError):  # no such container, or one without a limit
            continue
    return left
