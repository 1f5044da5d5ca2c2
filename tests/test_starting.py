"""What the first frame waits for: nothing heavy is loaded by importing the program's two ends."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "torch",
    "transformers",
    "peft",
    "sentence_transformers",
    "openai",
    "numpy",
    "sqlite_utils",
    "hnswlib",
    "tokenizers",
}

LOADED = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(module: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", LOADED, module], capture_output=True, text=True, check=True, timeout=60
    )
    found: list[str] = json.loads(ended.stdout)
    return set(found)


@pytest.mark.parametrize("module", ["siliconfriend.tui.app", "siliconfriend.cli", "siliconfriend"])
def test_nothing_heavy_is_loaded_at_start(module: str) -> None:
    assert loaded(module) & HEAVY == set()


@pytest.mark.parametrize(
    "module",
    ["siliconfriend.cli", "siliconfriend.opening", "siliconfriend.companion", "siliconfriend.memory.profiles"],
)
def test_the_screens_library_is_the_screens_alone(module: str) -> None:
    assert "textual" not in loaded(module)


def test_the_core_loads_no_model_and_no_client() -> None:
    assert loaded("siliconfriend.opening") & (HEAVY - {"numpy", "sqlite_utils"}) == set()


def test_the_screen_does_load_its_library() -> None:
    assert "textual" in loaded("siliconfriend.tui.app")
