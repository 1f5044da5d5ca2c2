"""The golden model's files, a vocabulary trained on the spot, and quiet."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tiny_vocabularies import train_chatglm

if TYPE_CHECKING:
    from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration

# These need the extra `local`.
collect_ignore_glob = (
    [] if all(map(find_spec, ("torch", "transformers", "peft", "sentencepiece"))) else ["test_*.py"]
)


@pytest.fixture(scope="session")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentencepiece file laid out as ChatGLM's."""
    return train_chatglm(tmp_path_factory.mktemp("vocabulary") / "ice_text.model")


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden model as .bin shards."""
    from tests.models.chatglm.golden import write_checkpoint

    return write_checkpoint(tmp_path_factory.mktemp("golden") / "bin", "bin")


@pytest.fixture
def model(checkpoint: Path) -> ChatGLMForConditionalGeneration:
    """The golden model, freshly loaded."""
    from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration

    return ChatGLMForConditionalGeneration.from_pretrained(checkpoint)
