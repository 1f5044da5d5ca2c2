"""The hnswlib index and its file: never trusted, always replaceable.

hnswlib loads a damaged file, or one of another dimension, by crashing the process. So a file is loaded only when
a sidecar written after it names its sha256 and what it was made with; otherwise the store fills a new index.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from siliconfriend.memory.index import Hits, sorted_hits
from siliconfriend.places import private_folder, write_privately

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

LINKS = 16
BUILD_BREADTH = 200
LEAST_BREADTH = 256
CHUNK = 1 << 20

log = logging.getLogger(__name__)


class Sidecar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an index file is: `seen` is the newest vector id of the store in it, `dropped` the marked labels."""

    sha256: str
    embedder: str
    dimension: int
    seen: int
    dropped: list[int]
    format: str = "hnswlib 0.8, inner product, 1"


def installed() -> bool:
    """Whether hnswlib can be used here."""
    return importlib.util.find_spec("hnswlib") is not None


class HnswIndex:
    """Approximate search, quick for millions; searches broadly enough to agree with the exact one."""

    def __init__(self, dimension: int, saved: Path | None = None) -> None:
        import hnswlib

        self._dimension = dimension
        self._live: set[int] = set()
        self._dropped: set[int] = set()
        self._index: Any = hnswlib.Index(space="ip", dim=dimension)
        if saved is None:
            self._index.init_index(max_elements=1024, M=LINKS, ef_construction=BUILD_BREADTH, random_seed=1)
        else:
            self._index.load_index(str(saved))
        self._index.set_num_threads(1)

    def ids(self) -> set[int]:
        return set(self._live)

    def put(self, ids: Sequence[int], vectors: Vectors) -> None:
        if not ids:
            return
        needed = self._index.get_current_count() + len(ids)
        if needed > self._index.get_max_elements():
            self._index.resize_index(max(needed, 2 * self._index.get_max_elements()))
        self._index.add_items(np.ascontiguousarray(vectors, dtype=np.float32), list(ids), num_threads=1)
        self._live.update(ids)
        self._dropped.difference_update(ids)

    def drop(self, ids: Sequence[int]) -> None:
        """Overwrites each vector before it is marked: hnswlib keeps the bytes of a marked one."""
        for id_ in self._live.intersection(ids):
            self._index.add_items(np.zeros((1, self._dimension), dtype=np.float32), [id_], num_threads=1)
            self._index.mark_deleted(id_)
            self._live.discard(id_)
            self._dropped.add(id_)

    def search(self, vector: Vectors, k: int) -> Hits:
        k = min(k, len(self._live))
        if k <= 0:
            return []
        self._index.set_ef(max(LEAST_BREADTH, 4 * k))
        labels, distances = self._index.knn_query(vector[None, :], k=k, num_threads=1)
        return sorted_hits(
            [(int(label), 1.0 - float(distance)) for label, distance in zip(labels[0], distances[0], strict=True)]
        )

    def save(self, file: Path, embedder: str, seen: int) -> None:
        """Replace `file` and its sidecar; a crash in between leaves a pair that `load` refuses.

        Raises:
            OSError: the disk refused; the old pair is still there or is refused by `load`.
        """
        private_folder(file.parent)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".index.")
        os.close(handle)
        new = Path(name)
        try:
            self._index.save_index(name)
            with new.open("rb") as saved:
                os.fsync(saved.fileno())
            if new.stat().st_size != self._index.index_file_size():
                raise OSError(f"{name} was cut short")
            sidecar = Sidecar(_sha256(new), embedder, self._dimension, seen, sorted(self._dropped))
            new.replace(file)
        finally:
            new.unlink(missing_ok=True)
        write_privately(_sidecar_of(file), msgspec.json.encode(sidecar))

    @classmethod
    def load(cls, file: Path, embedder: str, dimension: int) -> tuple[HnswIndex, int] | None:
        """The index in `file` and the newest vector id it knows; None when there is none that can be trusted."""
        try:
            sidecar = msgspec.json.decode(_sidecar_of(file).read_bytes(), type=Sidecar)
            if sidecar != Sidecar(_sha256(file), embedder, dimension, sidecar.seen, sidecar.dropped):
                return None
            index = cls(dimension, saved=file)
        except (OSError, msgspec.MsgspecError, RuntimeError) as error:
            log.info("index cache not used: %s", type(error).__name__)
            return None
        index._dropped = set(sidecar.dropped)
        index._live = set(index._index.get_ids_list()) - index._dropped
        return index, sidecar.seen


def _sidecar_of(file: Path) -> Path:
    return file.with_suffix(".json")


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
