"""Vocabularies trained on the spot."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.tiny_vocabularies import SENTENCES, train_chatglm, train_llama

if TYPE_CHECKING:
    from siliconfriend.models.chatglm import ChatGLMTokenizer
    from siliconfriend.models.sentencepieces import LlamaTokenizer

# These need the extra `local`.
collect_ignore_glob = (
    [] if all(map(find_spec, ("torch", "transformers", "peft", "sentencepiece"))) else ["test_*.py"]
)


@pytest.fixture(scope="session")
def chatglm_tokenizer(tmp_path_factory: pytest.TempPathFactory) -> ChatGLMTokenizer:
    from siliconfriend.models.chatglm import ChatGLMTokenizer

    file = tmp_path_factory.mktemp("chatglm") / "ice_text.model"
    return ChatGLMTokenizer(train_chatglm(file), num_image_tokens=0)


@pytest.fixture(scope="session")
def llama_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LLaMA's kind of vocabulary: BPE, with text kept as it is."""
    texts = [*SENTENCES, "Human: Hello\nAssistant: Hello there"]
    return train_llama(tmp_path_factory.mktemp("llama") / "tokenizer.model", texts)


@pytest.fixture(scope="session")
def llama_tokenizer(llama_file: Path) -> LlamaTokenizer:
    from siliconfriend.models.sentencepieces import LlamaTokenizer

    return LlamaTokenizer(llama_file)
