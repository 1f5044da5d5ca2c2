"""Where a run takes place: a device, a number format, and which of several processes this is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from siliconfriend.models.local.choice import Choice
from siliconfriend.models.local.devices import device_for
from siliconfriend.tuning.errors import TuningError

if TYPE_CHECKING:
    from siliconfriend.tuning.plan import Plan


@dataclass(frozen=True, slots=True)
class Place:
    """One of `processes`, the `rank`-th from 0."""

    device: torch.device
    dtype: torch.dtype
    rank: int
    processes: int


def place_for(plan: Plan) -> Place:
    """Where `plan` is carried out.

    Raises:
        NoDeviceError: this machine has no such device.
        TuningError: nothing can be learned there in that number format.
    """
    rank, local = int(os.environ.get("RANK", "0")), int(os.environ.get("LOCAL_RANK", "0"))
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    name = device_for(Choice(plan.base, device=plan.device)).type
    device = torch.device("cuda", local) if name == "cuda" else torch.device(name)
    if name == "cuda":
        torch.cuda.set_device(device)
    asked = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}.get(plan.dtype)
    if asked is torch.float16 and name != "cuda":
        raise TuningError("no_fp16", device=name)
    usual = torch.float32
    if name == "cuda":
        usual = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return Place(device, asked or usual, rank, processes)
