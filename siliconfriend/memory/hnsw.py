"""The hnswlib index and its file: never trusted, always replaceable.

hnswlib loads a damaged file, or one of another dimension, by crashing the process. So a file is loaded only when
a sidecar written after it names its sha256 and what it was made with, and the store names the sidecar's;
otherwise the store fills a new index.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from siliconfriend.memory.index import ExactIndex, Hits, sorted_hits
from siliconfriend.places import only_a_file, private_folder, write_privately

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

FILE = "index.hnsw"
LINKS = 16
BUILD_BREADTH = 100
LEAST_BREADTH = 256
LEAST_ROOM = 1024
EXACT_UP_TO = 10_000

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
    """Approximate search, quick for millions; searches broadly enough to agree with the exact one.

    Up to some ten thousand vectors the exact search is as quick, and is used: in a small graph a vector that was
    replaced or dropped can leave another out of reach.
    """

    def __init__(self, dimension: int, saved: Path | None = None) -> None:
        self._dimension = dimension
        self._live: set[int] = set()
        self._dropped: set[int] = set()
        self._exact: ExactIndex | None = None
        self._index = _graph(dimension, saved)

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
        if self._exact is not None:
            self._exact.put(ids, vectors)

    def drop(self, ids: Sequence[int]) -> None:
        """Overwrites each vector before it is marked: hnswlib keeps the bytes of a marked one.

        When most of the graph would be marked, which makes hnswlib slow and then wrong, the rest moves to a
        new one.
        """
        if self._exact is not None:
            self._exact.drop(ids)
        gone = self._live.intersection(ids)
        if len(self._dropped) + len(gone) > len(self._live) - len(gone):
            self._move(sorted(self._live - gone))
            return
        for id_ in gone:
            self._index.add_items(np.zeros((1, self._dimension), dtype=np.float32), [id_], num_threads=1)
            self._index.mark_deleted(id_)
            self._live.discard(id_)
            self._dropped.add(id_)

    def search(self, vector: Vectors, k: int) -> Hits:
        k = min(k, len(self._live))
        if k <= 0:
            return []
        if len(self._live) <= EXACT_UP_TO:
            return self._everything().search(vector, k)
        self._exact = None
        self._index.set_ef(breadth(len(self._live), k))
        try:
            labels, distances = self._index.knn_query(vector[None, :], k=k, num_threads=1)
        except RuntimeError:  # it reached fewer than k
            return self._everything().search(vector, k)
        return sorted_hits(
            [(int(label), 1.0 - float(distance)) for label, distance in zip(labels[0], distances[0], strict=True)]
        )

    def _everything(self) -> ExactIndex:
        if self._exact is None:
            self._exact, ids = ExactIndex(self._dimension), list(self._live)
            self._exact.put(ids, np.asarray(self._index.get_items(ids), dtype=np.float32))
        return self._exact

    def _move(self, ids: Sequence[int]) -> None:
        vectors = np.asarray(self._index.get_items(ids), dtype=np.float32) if ids else np.empty(0, np.float32)
        self._index, self._live, self._dropped = _graph(self._dimension), set(), set()
        self.put(ids, vectors)

    def save(self, file: Path, embedder: str, seen: int) -> str:
        """Replace `file` and its sidecar; the stamp with which `load` takes them, and no others.

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
        content = msgspec.json.encode(sidecar)
        _make_way(_sidecar_of(file))
        write_privately(_sidecar_of(file), content)
        return hashlib.sha256(content).hexdigest()

    @classmethod
    def load(cls, file: Path, embedder: str, dimension: int, stamp: str | None) -> tuple[HnswIndex, int] | None:
        """The index in `file` and the newest vector id it knows; None when there is none that can be trusted."""
        try:
            only_a_file(file)
            content = _content(_sidecar_of(file))
            if hashlib.sha256(content).hexdigest() != stamp:
                return None
            sidecar = msgspec.json.decode(content, type=Sidecar)
            if sidecar != Sidecar(_sha256(file), embedder, dimension, sidecar.seen, sidecar.dropped):
                return None
            index = cls(dimension, saved=file)
        except (OSError, msgspec.MsgspecError, RuntimeError) as error:
            log.info("index cache not used: %s", type(error).__name__)
            return None
        index._dropped = set(sidecar.dropped)
        index._live = set(index._index.get_ids_list()) - index._dropped
        return index, sidecar.seen


def breadth(count: int, k: int) -> int:
    """How many of `count` vectors are kept in sight to find `k`: 256 find .80 of the 40 nearest of a million."""
    return max(LEAST_BREADTH, 4 * k, math.isqrt(count))


def made_with(file: Path, stamp: str | None) -> tuple[str, int] | None:
    """The embedder and the dimension of an index file that can be loaded here; None when there is no such file."""
    try:
        content = _content(_sidecar_of(file))
        if not installed() or hashlib.sha256(content).hexdigest() != stamp:
            return None
        sidecar = msgspec.json.decode(content, type=Sidecar)
    except (OSError, msgspec.MsgspecError):
        return None
    return sidecar.embedder, sidecar.dimension


def remove(file: Path) -> None:
    """Take an index file away, with its sidecar.

    Raises:
        OSError: the disk refused.
    """
    file.unlink(missing_ok=True)
    _sidecar_of(file).unlink(missing_ok=True)


def _graph(dimension: int, saved: Path | None = None) -> Any:
    import hnswlib

    graph = hnswlib.Index(space="ip", dim=dimension)
    if saved is None:
        graph.init_index(max_elements=LEAST_ROOM, M=LINKS, ef_construction=BUILD_BREADTH, random_seed=1)
    else:
        graph.load_index(str(saved))
    graph.set_num_threads(1)
    return graph


def _sidecar_of(file: Path) -> Path:
    return file.with_suffix(".json")


def _content(sidecar: Path) -> bytes:
    only_a_file(sidecar)
    return sidecar.read_bytes()


def _make_way(file: Path) -> None:
    """Take away what is neither a file nor a folder, and in the way of a cache."""
    if file.exists() and not file.is_file() and not file.is_dir():
        file.unlink()


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
