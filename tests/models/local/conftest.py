"""Tiny models of each kind, made once; see `tests.tiny_local`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

# These need the extra `local`.
collect_ignore_glob = (
    [] if all(map(find_spec, ("torch", "transformers", "peft", "sentencepiece"))) else ["test_*.py"]
)


@pytest.fixture(scope="session")
def chatglm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ChatGLM of two layers as .bin shards, with a LoRA adapter in `lora`."""
    from tests.tiny_local import make_tiny_chatglm

    return make_tiny_chatglm(tmp_path_factory.mktemp("local") / "chatglm")


@pytest.fixture(scope="session")
def belle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LLaMA of two layers with a vocabulary of 2023, with a LoRA adapter in `lora`."""
    from tests.tiny_local import make_tiny_belle

    return make_tiny_belle(tmp_path_factory.mktemp("local") / "belle")


@pytest.fixture(scope="session")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama with a chat template that never ends by itself."""
    from tests.tiny_llama import make_tiny_llama

    return make_tiny_llama(tmp_path_factory.mktemp("local") / "llama", endless=True)
