"""How long recall takes in a large memory: python benchmarks/recall.py [MEMORIES] [FOLDER]

Asks our own English questions, with the bundled encoder, of MEMORIES (100000) made-up turns: their words are the
encoder's vocabulary, as often as in natural text (Zipf), their vectors are clustered at random. Prints how long it
takes to open and to recall, the embedding included; the dense part against a bare hnswlib query over the same
index; the fading pass; and what is held in memory and on disk. With FOLDER the made-up memory is kept there and
used again: a million takes half an hour to make.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hnswlib
import numpy as np
from tokenizers import Tokenizer

from siliconfriend.embedders.minilm import MiniLM, bundled_folder
from siliconfriend.evaluation.datasets import own_dataset
from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.meaning import CACHES
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = 1500
CLUSTERS = 1000
QUERY_WORDS, RESPONSE_WORDS = 15, 30
MOST_FADED = 100


class Clustered:
    """The bundled encoder for questions, random clustered vectors for the many memories."""

    name, destination = "clustered", ""

    def __init__(self, real: MiniLM) -> None:
        self.dimension = real.dimension
        self.asking = False
        self._real = real
        self._random = np.random.default_rng(1)
        self._centres = self._random.normal(size=(CLUSTERS, self.dimension))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors."""
        if self.asking:
            return self._real.encode(texts)
        centres = self._centres[self._random.integers(0, CLUSTERS, len(texts))]
        vectors = centres + 0.5 * self._random.normal(size=centres.shape)
        unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def coverage(self, text: str) -> float:
        """As the bundled encoder's."""
        return self._real.coverage(text)


def main(memories: int, folder: Path) -> None:
    weights = bundled_folder()
    if weights is None:
        sys.exit("the bundled encoder is not installed")
    embedder = Clustered(MiniLM(weights))
    profiles = Profiles(folder / "profiles")
    if not profiles.list():
        make(profiles, memories, embedder, words_of(weights))
    embedder.asking = True
    asked = [question.text for question in own_dataset(Language.EN).questions]
    with timing("open"):
        bank = profiles.open(profiles.list()[0])
    with closing(bank):
        before = resident()
        with timing("load the index"):
            bank.attach(embedder)
        print(f"  {bank.counts().turns} turns; {resident() - before:.0f} MB of index, {resident():.0f} MB in all")
        print(f"  on disk: {sum(file.stat().st_size for file in folder.rglob('*') if file.is_file()) >> 20} MB")
        for name, step in {
            "recall": partial(bank.recall, k=5, now=NOW),
            "again, the same questions": partial(bank.recall, k=5, now=NOW),
            "of it, embedding the question": lambda one: embedder.encode([one]),
        }.items():
            show(name, [timed(partial(step, one)) for one in asked])
        bare_against_ours(bank, embedder, asked, next(folder.rglob(f"{CACHES}/*.hnsw")))
        fading(bank)


def make(profiles: Profiles, memories: int, embedder: Clustered, words: Sequence[str]) -> None:
    random = np.random.default_rng(0)
    often = np.cumsum(1 / (np.arange(len(words)) + 5))

    def text(length: int) -> str:
        return " ".join(words[at] for at in np.searchsorted(often, random.random(length) * often[-1]))

    with closing(profiles.open(profiles.create("Big", Language.EN, NOW))) as bank:
        with timing("make the turns"), bank.writing():
            conversation = bank.begin_conversation(NOW)
            for number in range(memories):
                day = date(2022, 1, 1) + timedelta(days=number * DAYS // memories)
                turn = bank.dialogue.add_past(conversation, day, text(QUERY_WORDS), text(RESPONSE_WORDS), zone=UTC)
                bank.form(Kind.TURN, day, NOW, turn=turn)
        bank.attach(embedder)
        with timing("store the vectors and make the index"):
            bank.embed_missing()


def words_of(weights: Path) -> list[str]:
    """The whole words of the vocabulary, the most frequent first, as it is sorted."""
    vocabulary = Tokenizer.from_file(str(weights / "tokenizer.json")).get_vocab()
    return [word for word in sorted(vocabulary, key=vocabulary.__getitem__) if word.isascii() and word.isalpha()]


def bare_against_ours(bank: Bank, embedder: Clustered, asked: Sequence[str], file: Path) -> None:
    dense = bank._retriever.dense
    assert dense is not None
    index = hnswlib.Index(space="ip", dim=embedder.dimension)
    index.load_index(str(file))
    index.set_ef(100)
    questions = [embedder.encode([one])[0] for one in asked]
    bare = [timed(partial(index.knn_query, one, k=10, num_threads=1)) for one in questions]
    ours = [timed(partial(dense.search, one, 40)) for one in questions]
    print(f"dense part against a bare hnswlib query (ef 100, k 10): {np.median(ours) / np.median(bare):.1f} x")


def fading(bank: Bank) -> None:
    """A pass that finds nothing, and one that finds what fades on a usual day."""
    with timing("fading pass, nothing fades"):
        bank.fade(NOW)
    some = list(bank.memories.recallable())[:MOST_FADED]
    long_ago = NOW - timedelta(days=2 * bank.curve.life_days)
    for id_ in some:
        bank.memories.set_clock(id_, strength=1, recalled=long_ago, formed=long_ago)
    with timing(f"fading pass, {len(some)} fade"):
        bank.fade(NOW)
    bank.restore(some, NOW)


@contextmanager
def timing(name: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    print(f"{name}: {time.perf_counter() - begun:.2f} s", flush=True)


def timed(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def show(name: str, seconds: Sequence[float]) -> None:
    milliseconds = np.percentile(np.array(seconds) * 1000, [50, 95, 100])
    print(f"{name}: p50 {milliseconds[0]:.1f} ms, p95 {milliseconds[1]:.1f} ms, worst {milliseconds[2]:.1f} ms")


def resident() -> float:
    """Megabytes held now, at most as many as at the peak."""
    status = Path("/proc/self/status")
    if status.exists():
        return float(status.read_text().partition("VmRSS:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(wanted, Path(temporary))
