"""The golden model's files, a vocabulary trained on the spot, and quiet."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration

# These need the extra `local`.
collect_ignore_glob = (
    [] if all(map(find_spec, ("torch", "transformers", "peft", "sentencepiece"))) else ["test_*.py"]
)

SENTENCES = (
    "Hello, how was your day? I remember the garden and the river.",
    "你好，今天过得怎么样？我记得你喜欢在河边散步。",
    "慢慢来，我一直在这里听你说。",
    "I am here whenever you want to talk, in the morning or at night.",
)
CONTROL = ["[MASK]", "[gMASK]", "[sMASK]", "<unused_0>", "<sop>", "<eop>", "<ENC>", "<dBLOCK>"]
DEFINED = ["<n>", "<|tab|>", *(f"<|blank_{width}|>" for width in range(2, 81))]


@pytest.fixture(scope="session")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentencepiece file laid out as ChatGLM's."""
    return train_vocabulary(
        tmp_path_factory.mktemp("vocabulary") / "ice_text.model", control=CONTROL, defined=DEFINED
    )


def train_vocabulary(file: Path, *, control: list[str], defined: list[str]) -> Path:
    from sentencepiece import SentencePieceTrainer

    made = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_writer=made,
        vocab_size=500,
        hard_vocab_limit=False,
        byte_fallback=True,
        pad_id=3,
        pad_piece="<pad>",
        control_symbols=control,
        user_defined_symbols=defined,
        remove_extra_whitespaces=False,
        character_coverage=1.0,
        minloglevel=2,
    )
    file.write_bytes(made.getvalue())
    return file


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
