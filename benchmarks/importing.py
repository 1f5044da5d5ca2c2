"""How quickly a past is imported and embedded, against the bundled encoder alone: python benchmarks/importing.py

Brings our own English evaluation data into an empty memory, embeds it there, and has the encoder embed the same
texts in one call. Each is done twice, in turns; the better time counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.embedders.minilm import MiniLM, bundled_folder
from siliconfriend.evaluation.datasets import own_dataset
from siliconfriend.language import Language
from siliconfriend.memory.exchange import bring_in
from siliconfriend.memory.profiles import Profiles

if TYPE_CHECKING:
    from siliconfriend.memory.exchange import Person

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TIMES = 2


def main() -> None:
    weights = bundled_folder()
    if weights is None:
        sys.exit("the bundled encoder is not installed")
    embedder, people = MiniLM(weights), own_dataset(Language.EN).people
    texts: list[str] = []
    whole, bare = [], []
    for _ in range(TIMES):
        with tempfile.TemporaryDirectory() as folder:
            whole.append(seconds(partial(bring, Path(folder), embedder, people, texts)))
        bare.append(seconds(partial(embedder.encode, texts)))
    print(f"{len(texts)} turns imported and embedded: {len(texts) / min(whole):.0f} a second")
    print(f"the encoder alone: {len(texts) / min(bare):.0f} a second")
    print(f"import: {min(bare) / min(whole):.2f} x the encoder's own throughput")


def bring(folder: Path, embedder: MiniLM, people: Sequence[Person], texts: list[str]) -> None:
    """Import `people`; `texts` is what became of them."""
    profiles = Profiles(folder / "profiles")
    with closing(profiles.open(profiles.create("All", Language.EN, NOW))) as bank:
        for person in people:
            bring_in(bank, person, NOW)
        bank.attach(embedder)
        bank.embed_missing()
        texts[:] = [memory.text for memory in bank.memories.everything()]


def seconds(step: Callable[[], object]) -> float:
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
