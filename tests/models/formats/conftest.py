"""Vocabularies trained on the spot."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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
    from tests.models.chatglm.conftest import CONTROL, DEFINED, train_vocabulary

    file = tmp_path_factory.mktemp("chatglm") / "ice_text.model"
    return ChatGLMTokenizer(train_vocabulary(file, control=CONTROL, defined=DEFINED), num_image_tokens=0)


@pytest.fixture(scope="session")
def llama_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LLaMA's kind of vocabulary: BPE, with text kept as it is."""
    import io

    from sentencepiece import SentencePieceTrainer

    from tests.models.chatglm.conftest import SENTENCES

    made = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter([*SENTENCES, "Human: Hello\nAssistant: Hello there"] * 20),
        model_writer=made,
        model_type="bpe",
        vocab_size=450,
        hard_vocab_limit=False,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        character_coverage=1.0,
        minloglevel=2,
    )
    file = tmp_path_factory.mktemp("llama") / "tokenizer.model"
    file.write_bytes(made.getvalue())
    return file


@pytest.fixture(scope="session")
def llama_tokenizer(llama_file: Path) -> LlamaTokenizer:
    from siliconfriend.models.sentencepieces import LlamaTokenizer

    return LlamaTokenizer(llama_file)
