"""Tiny bases, a few dialogues, and a watcher that stops where it is told."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from siliconfriend.tuning.reading import read

if TYPE_CHECKING:
    from siliconfriend.tuning.dialogues import Dialogue
    from siliconfriend.tuning.watching import At

# These need the extra `tuning`.
_NEEDED = ("torch", "transformers", "peft", "sentencepiece", "accelerate")
collect_ignore = (
    []
    if all(map(find_spec, _NEEDED))
    else ["test_running.py", "test_lessons.py", "test_loss.py", "test_merging.py", "test_tune_command.py"]
)

OWN = Path(__file__).parents[2] / "eval_data" / "tuning"


class Watching:
    """Remembers what it was told, and asks to stop after so many steps."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.notes: dict[str, dict[str, object]] = {}
        self.losses: list[float] = []
        self.measurings: list[tuple[int, float]] = []
        self._stop_after = stop_after
        self._asked = 0

    def note(self, key: str, /, **values: object) -> None:
        self.notes[key] = values

    def at(self, at: At) -> None:
        self.losses.append(at.loss)

    def measured(self, step: int, loss: float, perplexity: float) -> None:
        self.measurings.append((step, loss))

    def stopped(self) -> bool:
        self._asked += 1
        return self._stop_after is not None and self._asked >= self._stop_after


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tuning.tiny_bases import make_llama

    return make_llama(tmp_path_factory.mktemp("bases") / "llama")


@pytest.fixture(scope="session")
def belle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tuning.tiny_bases import make_belle

    return make_belle(tmp_path_factory.mktemp("bases") / "belle")


@pytest.fixture(scope="session")
def chatglm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.tuning.tiny_bases import make_chatglm

    return make_chatglm(tmp_path_factory.mktemp("bases") / "chatglm")


@pytest.fixture(scope="session")
def own() -> tuple[Dialogue, ...]:
    """Our own English dialogues."""
    return read([OWN / "en.jsonl"]).dialogues
