"""Vocabularies of the sentencepiece kinds of 2023, trained on the spot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SENTENCES = (
    "Hello, how was your day? I remember the garden and the river.",
    "你好，今天过得怎么样？我记得你喜欢在河边散步。",
    "慢慢来，我一直在这里听你说。",
    "I am here whenever you want to talk, in the morning or at night.",
)
CONTROL = ["[MASK]", "[gMASK]", "[sMASK]", "<unused_0>", "<sop>", "<eop>", "<ENC>", "<dBLOCK>"]
DEFINED = ["<n>", "<|tab|>", *(f"<|blank_{width}|>" for width in range(2, 81))]


def train_chatglm(file: Path, *, control: Sequence[str] = CONTROL, defined: Sequence[str] = DEFINED) -> Path:
    """One laid out as ChatGLM's."""
    return _train(
        file,
        SENTENCES,
        vocab_size=500,
        pad_id=3,
        pad_piece="<pad>",
        control_symbols=list(control),
        user_defined_symbols=list(defined),
    )


def train_llama(file: Path, texts: Sequence[str] = SENTENCES, *, size: int = 450) -> Path:
    """One of LLaMA's kind: BPE, with text kept as it is."""
    return _train(file, texts, vocab_size=size, model_type="bpe", normalization_rule_name="identity")


def _train(file: Path, texts: Sequence[str], **how: Any) -> Path:
    from sentencepiece import SentencePieceTrainer

    made = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter([*texts] * 20),
        model_writer=made,
        hard_vocab_limit=False,
        byte_fallback=True,
        remove_extra_whitespaces=False,
        character_coverage=1.0,
        minloglevel=2,
        **how,
    )
    file.write_bytes(made.getvalue())
    return file
