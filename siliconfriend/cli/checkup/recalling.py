"""What finds memories: SQLite, the bundled weights, the fast index, the embedder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.cli.checkup.finding import Case, Finding

SAMPLES = 32


def sqlite(case: Case) -> Iterator[Finding]:
    """Full-text search, and deletion that overwrites."""
    from siliconfriend.memory.store.engine import examine

    engine = examine()
    if engine.fts5 and engine.secure_delete:
        yield case.fine("sqlite", version=engine.version)
        return
    lacks = {"FTS5": not engine.fts5, "secure_delete": not engine.secure_delete}
    missing = ", ".join(name for name, lacking in lacks.items() if lacking)
    yield case.wrong("sqlite", version=engine.version, missing=missing)


def weights(case: Case) -> Iterator[Finding]:
    """The bundled English encoder, byte for byte."""
    from siliconfriend.embedders.errors import AlteredWeightsError
    from siliconfriend.embedders.minilm import TOKENIZER_SHA256, WEIGHTS_SHA256, bundled_folder
    from siliconfriend.embedders.safetensors import verified

    folder = bundled_folder()
    if folder is None:
        yield case.note("weights")
        return
    try:
        verified(folder / "model.safetensors", WEIGHTS_SHA256)
        verified(folder / "tokenizer.json", TOKENIZER_SHA256)
    except AlteredWeightsError as error:
        yield case.wrong("weights", file=error.details["file"])
    else:
        yield case.fine("weights", folder=folder)


def index(case: Case) -> Iterator[Finding]:
    """hnswlib, which a missing compiler keeps many from having."""
    from siliconfriend.memory import hnsw

    if not hnsw.installed():
        yield case.note("index")
        return
    import hnswlib

    hnswlib.Index(space="ip", dim=2)
    yield case.fine("index")


def embedder(case: Case) -> Iterator[Finding]:
    """The embedder that is set: whether it loads, and how fast it is."""
    from siliconfriend.cli.failures import sentence
    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.opening import choose_embedder

    begun = time.perf_counter()
    try:
        found = choose_embedder(case.settings)
        if found is None:
            yield case.note("embedder", setting=case.settings.memory.embedder)
            return
        found.encode(["warm"])
        loaded = time.perf_counter()
        found.encode([f"The {number}. time we met at the harbour it rained." for number in range(SAMPLES)])
        speed = SAMPLES / (time.perf_counter() - loaded)
    except MemoryBankError as error:
        yield case.wrong("embedder", detail=sentence(case.say, error))
        return
    seconds = f"{loaded - begun:.2f}"
    yield case.fine("embedder", name=found.name, seconds=seconds, speed=f"{speed:.0f}")
