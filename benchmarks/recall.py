"""How long recall takes in a large memory: python benchmarks/recall.py [MEMORIES] [QUESTIONS]

Prints percentiles of whole recalls (the question's embedding included), the embedding alone, and the dense part
against a bare hnswlib query over the same vectors. Texts are made of words with a natural (Zipf) distribution,
vectors are clustered; the bundled encoder embeds the questions, when it is installed.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from siliconfriend.embedders.catalog import open_embedder
from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Embedder, Kind
from siliconfriend.settings import MemorySettings

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = 1500
DIMENSION = 384
WORDS, QUERY_WORDS, RESPONSE_WORDS, QUESTION_WORDS = 30_000, 15, 30, 8


class Clustered:
    """Real vectors for questions, random clustered ones for the many memories."""

    name, dimension, destination = "clustered", DIMENSION, ""

    def __init__(self, real: Embedder | None) -> None:
        self._real = real
        self._random = np.random.default_rng(1)
        self._centres = self._random.normal(size=(1000, DIMENSION))
        self.asking = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        if self.asking and self._real:
            return self._real.encode(texts)
        chosen = self._random.integers(0, len(self._centres), len(texts))
        vectors = self._centres[chosen] + 0.5 * self._random.normal(size=(len(texts), DIMENSION))
        unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def coverage(self, text: str) -> float:
        return float(bool(text))


def main(memories: int, questions: int) -> None:
    random = np.random.default_rng(0)
    words = np.array(["".join(random.choice(list("aeioubcdlmnrst"), 4 + n % 6)) for n in range(WORDS)])
    weights = 1 / (np.arange(WORDS) + 5)
    weights /= weights.sum()

    def text(length: int) -> str:
        return " ".join(random.choice(words, length, p=weights))

    with tempfile.TemporaryDirectory() as folder:
        profiles = Profiles(Path(folder) / "profiles")
        bank = profiles.open(profiles.create("Big", Language.EN, NOW))
        fill(bank, memories, text)
        real = open_embedder(MemorySettings())
        embedder = Clustered(real)
        bank.attach(embedder)
        bank.embed_missing()
        embedder.asking = True
        asked = [text(QUESTION_WORDS) for _ in range(questions)]
        bank.recall(asked[0], k=5, now=NOW)
        whole = [timed(partial(bank.recall, one, k=5, now=NOW)) for one in asked]
        alone = [timed(partial(embedder.encode, [one])) for one in asked]
        print(f"{memories} memories, {questions} questions, RSS {rss()} MB")
        show("recall", whole)
        show("of it, embedding the question", alone)
        bare_against_ours(bank, embedder, asked)
        bank.close()


def fill(bank: Bank, memories: int, text: Callable[[int], str]) -> None:
    with bank.writing():
        conversation = bank.begin_conversation(NOW)
        for number in range(memories):
            day = date(2022, 1, 1) + timedelta(days=number * DAYS // memories)
            turn = bank.dialogue.add_past(conversation, day, text(QUERY_WORDS), text(RESPONSE_WORDS), zone=UTC)
            bank.form(Kind.TURN, day, NOW, turn=turn)


def bare_against_ours(bank: Bank, embedder: Embedder, asked: Sequence[str]) -> None:
    import hnswlib

    dense = bank._retriever.dense
    assert dense is not None
    index = hnswlib.Index(space="ip", dim=DIMENSION)
    vectors = dense.vectors(bank.memories.recallable())
    index.init_index(max_elements=len(vectors), random_seed=1)
    index.add_items(np.stack(list(vectors.values())), list(vectors), num_threads=1)
    index.set_ef(100)
    questions = [embedder.encode([one])[0] for one in asked]
    bare = [timed(partial(index.knn_query, one, k=10, num_threads=1)) for one in questions]
    ours = [timed(partial(dense.search, one, 100)) for one in questions]
    print(f"dense part against a bare hnswlib query (ef 100, k 10): {np.median(ours) / np.median(bare):.1f} x")


def timed(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def show(name: str, seconds: Sequence[float]) -> None:
    milliseconds = np.percentile(np.array(seconds) * 1000, [50, 95, 100])
    print(f"{name}: p50 {milliseconds[0]:.1f} ms, p95 {milliseconds[1]:.1f} ms, worst {milliseconds[2]:.1f} ms")


def rss() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(*(int(value) for value in (sys.argv[1:] + ["100000", "200"][len(sys.argv) - 1 :])))
