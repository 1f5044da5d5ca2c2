"""A clock, an embedder and a way of talking that every test of memory can share."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Recollection, Turn, TurnState

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=timezone(timedelta(hours=8)))
SYNONYMS = {"dog": "animal", "puppy": "animal", "rex": "animal", "physician": "doctor", "sea": "ocean"}
CACHES = ("vector", "embedder", "cache", "sqlite_sequence", "memory_terms")


def days(count: float) -> datetime:
    """The moment `count` days after the first one."""
    return NOW + timedelta(days=count)


class ToyEmbedder:
    """English words, each a fixed direction, synonyms the same one; a text is the sum of its words."""

    def __init__(self, name: str = "toy", dimension: int = 32) -> None:
        self.name = name
        self.dimension = dimension
        self.destination = ""
        self.encoded: list[str] = []
        self.before: Callable[[Sequence[str]], None] = lambda _: None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors; `before` is told the texts first."""
        self.before(texts)
        self.encoded.extend(texts)
        return np.stack([self._one(text) for text in texts])

    def coverage(self, text: str) -> float:
        """The share of letters that are ASCII."""
        letters = [char for char in text if char.isalpha()]
        return sum(char.isascii() for char in letters) / len(letters) if letters else 0.0

    def _one(self, text: str) -> Vectors:
        total = np.full(self.dimension, 1e-3)
        for word in re.findall(r"[a-z]+", text.lower()):
            key = f"{self.name} {SYNONYMS.get(word, word)}"
            total += np.random.default_rng(zlib.crc32(key.encode())).normal(size=self.dimension)
        unit: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
        return unit


class HeldEmbedder(ToyEmbedder):
    """Stops for `gate` before each batch after the first."""

    def __init__(self) -> None:
        super().__init__("held", dimension=48)
        self.gate = threading.Event()
        self.batches = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A batch, sooner or later."""
        self.batches += 1
        if self.batches > 1:
            assert self.gate.wait(20)
        return super().encode(texts)


def talk(
    bank: Bank,
    query: str,
    response: str = "",
    now: datetime = NOW,
    *,
    state: TurnState = TurnState.FINISHED,
    recalled: Sequence[Recollection] = (),
    echo: bool = False,
) -> Turn:
    """A turn with its reply, in the latest conversation."""
    conversation = bank.latest_conversation() or bank.begin_conversation(now)
    turn = bank.ask(conversation, query, now)
    return bank.answer(turn.id, response, state=state, now=now, model="toy", recalled=recalled, echo=echo)


def memory_of(bank: Bank, turn: Turn) -> int:
    """The id of a turn's memory."""
    memory = bank.memories.of_turn(turn.id)
    assert memory is not None
    return memory.id


def found(bank: Bank, question: str, now: datetime = NOW, k: int = 5) -> list[str]:
    """The queries of the memories recalled, best first."""
    return [one.memory.query for one in bank.recall(question, k=k, now=now)]


def sql(bank: Bank, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Rows, or what was changed, behind the bank's back."""
    with bank._database.writing() as db:
        return db.execute(statement, list(values)).fetchall()


def steps(bank: Bank, work: Callable[[], object]) -> int:
    """How many steps SQLite's machine takes for `work`, to a hundred: the same on a busy machine."""
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 100

    connection = bank._database._connection
    connection.set_progress_handler(step, 100)
    try:
        work()
    finally:
        connection.set_progress_handler(None, 0)
    return taken


def dump(bank: Bank) -> dict[str, list[tuple[Any, ...]]]:
    """Every row but those of caches."""
    tables = [row[0] for row in sql(bank, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: sql(bank, f'SELECT * FROM "{name}"') for name in tables if not name.startswith(CACHES)}


def run_python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """`code` in a process of its own, with `arguments` as JSON strings in sys.argv."""
    return subprocess.run(
        [sys.executable, "-c", code, *(json.dumps(str(one)) for one in arguments)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=120,
    )


def holding(folder: Path, marks: Sequence[bytes]) -> dict[str, list[bytes]]:
    """Which of `marks` the files under `folder` hold, by the files' names."""
    files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    found = {name: [mark for mark in marks if mark in content] for name, content in files.items()}
    return {name: marks_ for name, marks_ in found.items() if marks_}
