"""Reading a safetensors file with numpy alone, once it is known to be the right one.

Format: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import hashlib
import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from siliconfriend.embedders.errors import AlteredWeightsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LENGTH_BYTES = 8


def verified(path: Path, sha256: str) -> Path:
    """`path`, when its content has this sum.

    Raises:
        AlteredWeightsError: it has not, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise AlteredWeightsError(path.name) from error
    if found != sha256:
        raise AlteredWeightsError(path.name)
    return path


def float32_tensors(path: Path) -> Mapping[str, NDArray[np.float32]]:
    """The file's float32 tensors by name, read-only and mapped: what is never touched costs no memory."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = LENGTH_BYTES + int.from_bytes(mapped[:LENGTH_BYTES], "little")
    header = json.loads(mapped[LENGTH_BYTES:start])
    tensors = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            begin, end = entry["data_offsets"]
            flat = np.frombuffer(mapped, "<f4", (end - begin) // 4, start + begin)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors
