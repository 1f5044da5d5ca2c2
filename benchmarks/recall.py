"""How long recall takes in a large memory: python benchmarks/recall.py [MEMORIES] [FOLDER]

Asks our own English questions, with the bundled encoder, of MEMORIES (100000) made-up turns. Their words are the
encoder's vocabulary, as often as in natural text (Zipf). Their vectors are made up too, as to embed a million turns
would take six hours: each is a mixture of the real vectors of three of the 2,400 sentences in our own data, with
noise. Prints how long it takes to open and to recall, the embedding included; the dense part against a bare hnswlib
query over the same index, and how much of the exact answer it finds; searches as the screens make them; the fading
pass; and what is held in memory and on disk. With FOLDER the made-up memory is kept there and used again: a million
takes half an hour to make.
"""

from __future__ import annotations

import os
import re
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
from siliconfriend.memory.index import Hits, sorted_hits
from siliconfriend.memory.looking import Wanted
from siliconfriend.memory.meaning import CACHES
from siliconfriend.memory.new import NewMemory, NewTurn
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind

if TYPE_CHECKING:
    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.memory.records import Vectors

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAYS = 1500
MIXED, NOISE = 3, 0.3
QUERY_WORDS, RESPONSE_WORDS = 15, 30
MOST_FADED = 100


class Mixed:
    """The bundled encoder for questions; for the many memories mixtures of real sentences' vectors, and noise."""

    name, destination = "mixed", ""

    def __init__(self, real: MiniLM) -> None:
        self.dimension = real.dimension
        self.asking = True
        self._real = real
        self._random = np.random.default_rng(1)
        self._sentences: Vectors = np.empty((0, self.dimension), dtype=np.float32)

    def make_up(self, sentences: Sequence[str]) -> None:
        """Mix the vectors of `sentences` from now on."""
        self._sentences = self._real.encode(sentences)
        self.asking = False

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors."""
        if self.asking:
            return self._real.encode(texts)
        chosen = self._sentences[self._random.integers(0, len(self._sentences), (len(texts), MIXED))]
        shares = self._random.dirichlet(np.ones(MIXED), len(texts))
        vectors = np.einsum("tmw,tm->tw", chosen, shares)
        vectors += NOISE / self.dimension**0.5 * self._random.normal(size=vectors.shape)
        unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def coverage(self, text: str) -> float:
        """As the bundled encoder's."""
        return self._real.coverage(text)


def main(memories: int, folder: Path) -> None:
    weights = bundled_folder()
    if weights is None:
        sys.exit("the bundled encoder is not installed")
    embedder = Mixed(MiniLM(weights))
    profiles = Profiles(folder / "profiles")
    data = own_dataset(Language.EN)
    if not profiles.list():
        embedder.make_up(sentences_of(data))
        make(profiles, memories, embedder, words_of(weights))
        embedder.asking = True
    asked = [question.text for question in data.questions]
    with timing("open"):
        bank = profiles.open(profiles.list()[0])
    with closing(bank):
        before = resident()
        with timing("load the index"):
            bank.attach(embedder)
        print(f"  {bank.counts().turns} turns; {resident() - before:.0f} MB of index, {resident():.0f} MB in all")
        print(f"  on disk: {sum(file.stat().st_size for file in folder.rglob('*') if file.is_file()) >> 20} MB")
        print(f"  load {os.getloadavg()[0]:.1f}")
        recall = partial(bank.recall, k=5, now=NOW)
        show("recall", [timed(partial(recall, one)) for one in asked])
        show("again, the same questions", [timed(partial(recall, one)) for one in asked])
        show("of the processor's time", [timed(partial(recall, one), time.process_time) for one in asked])
        show("of it, embedding the question", [timed(partial(embedder.encode, [one])) for one in asked])
        bare_against_ours(bank, embedder, asked, next(folder.rglob(f"{CACHES}/*.hnsw")))
        looking(bank)
        fading(bank)
        with timing("count what there is"):
            bank.counts()


def make(profiles: Profiles, memories: int, embedder: Mixed, words: Sequence[str]) -> None:
    random = np.random.default_rng(0)
    often = np.cumsum(1 / (np.arange(len(words)) + 5))

    def text(length: int) -> str:
        return " ".join(words[at] for at in np.searchsorted(often, random.random(length) * often[-1]))

    with closing(profiles.open(profiles.create("Big", Language.EN, NOW))) as bank:
        with timing("make the turns"), bank.writing():
            conversation = bank.begin_conversation(NOW)
            for number in range(memories):
                day = date(2022, 1, 1) + timedelta(days=number * DAYS // memories)
                turn = bank.dialogue.add_past(
                    NewTurn(conversation, day, text(QUERY_WORDS), text(RESPONSE_WORDS)), UTC
                )
                bank.form(NewMemory(Kind.TURN, day, turn=turn), NOW)
        bank.attach(embedder)
        with timing("store the vectors and make the index"):
            bank.embed_missing()


def sentences_of(data: Dataset) -> list[str]:
    """The different sentences in what was said."""
    turns = [turn for person in data.people for said in person.history.values() for turn in said]
    said = " ".join(f"{turn.query} {turn.response}" for turn in turns)
    return sorted({one for one in re.split(r"(?<=[.!?])\s+", said) if len(one.split()) > 2})


def words_of(weights: Path) -> list[str]:
    """The whole words of the vocabulary, the most frequent first, as it is sorted."""
    vocabulary = Tokenizer.from_file(str(weights / "tokenizer.json")).get_vocab()
    return [word for word in sorted(vocabulary, key=vocabulary.__getitem__) if word.isascii() and word.isalpha()]


def bare_against_ours(bank: Bank, embedder: Mixed, asked: Sequence[str], file: Path) -> None:
    dense = bank._retriever.dense
    assert dense is not None
    index = hnswlib.Index(space="ip", dim=embedder.dimension)
    index.load_index(str(file))
    index.set_ef(100)
    questions = [embedder.encode([one])[0] for one in asked]
    bare = [timed(partial(index.knn_query, one, k=10, num_threads=1)) for one in questions]
    ours = [timed(partial(dense.search, one, 40)) for one in questions]
    print(f"dense part against a bare hnswlib query (ef 100, k 10): {np.median(ours) / np.median(bare):.1f} x")
    best: list[Hits] = [[] for _ in questions]
    for ids, vectors in dense._rows.since(0):
        for number, cosines in enumerate(np.stack(questions) @ vectors.T):
            nearest = np.argpartition(-cosines, min(40, len(ids) - 1))[:40]
            best[number] = sorted_hits([*best[number], *((ids[at], float(cosines[at])) for at in nearest)])[:40]
    shares = [
        len({id_ for id_, _ in dense.search(one, 40)} & {id_ for id_, _ in hits}) / len(hits)
        for one, hits in zip(questions, best, strict=True)
    ]
    print(f"of the 40 nearest it finds: {np.mean(shares):.3f}")


def looking(bank: Bank) -> None:
    """What the screens look for: a word in everything said, and in the list of memories; the best of three."""
    for word in ("trombone", "house"):
        said = min(timed(partial(bank.find_said, word, limit=101)) for _ in range(3))
        listed = min(timed(partial(bank.listing, Wanted(word))) for _ in range(3))
        print(f"{word!r} in what was said: {said * 1000:.0f} ms, in the list of memories: {listed * 1000:.1f} ms")


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


def timed(step: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    begun = clock()
    step()
    return clock() - begun


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
