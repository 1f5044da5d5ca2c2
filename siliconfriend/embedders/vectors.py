"""Vectors of length one, so that a dot product is a cosine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

SMALLEST_NORM = 1e-12


def unit(rows: Vectors) -> Vectors:
    """`rows` (count, dimension) scaled to length one; a row of zeros stays zero."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(norms, SMALLEST_NORM), dtype=np.float32)
