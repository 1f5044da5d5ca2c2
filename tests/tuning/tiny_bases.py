"""Bases to tune, made on the spot: random weights that are large enough for an adapter to learn something on.

Embeddings and head stay as they are under LoRA. At the usual width of 0.02 a head this small could not even say
what it knows.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

WIDTH = 0.25

TEXTS = (
    "They gave the lead role to Dan. Nobody rang today. I am so tired of it all, you know.",
    "What was it like, and what did you say then? I am glad you told me. Tell me more about her.",
    "今天一个人吃的饭。你好，今天过得怎么样？慢慢来，我一直在这里听你说。",
    "Human: Hello\nAssistant: Hello there",
)


def make_llama(folder: Path) -> Path:
    """A LLaMA with a chat template."""
    from transformers import LlamaConfig, LlamaForCausalLM

    from tests.tiny_llama import make_tiny_llama

    make_tiny_llama(folder)
    config: Any = LlamaConfig.from_pretrained(folder)
    config.initializer_range = WIDTH
    _seed()
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def make_belle(folder: Path) -> Path:
    """A LLaMA of two layers with the sentencepiece vocabulary of 2023, without a template."""
    from sentencepiece import SentencePieceTrainer
    from transformers import LlamaConfig, LlamaForCausalLM

    folder.mkdir(parents=True)
    made = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS * 20),
        model_writer=made,
        model_type="bpe",
        vocab_size=440,
        hard_vocab_limit=False,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        character_coverage=1.0,
        minloglevel=2,
    )
    (folder / "tokenizer.model").write_bytes(made.getvalue())
    _seed()
    config = LlamaConfig(
        vocab_size=440,
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=2048,
        bos_token_id=1,
        eos_token_id=2,
        initializer_range=WIDTH,
    )
    model: Any = LlamaForCausalLM(config)
    model.save_pretrained(folder)
    return folder


def make_chatglm(folder: Path) -> Path:
    """A ChatGLM of two layers."""
    import torch

    from siliconfriend.models.chatglm import ChatGLMConfig, ChatGLMForConditionalGeneration, ChatGLMTokenizer
    from tests.models.chatglm.conftest import CONTROL, DEFINED, train_vocabulary

    folder.mkdir(parents=True)
    vocabulary = train_vocabulary(folder / "ice_text.model", control=CONTROL, defined=DEFINED)
    tokenizer = ChatGLMTokenizer(vocabulary, num_image_tokens=0)
    config = ChatGLMConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        num_layers=2,
        num_attention_heads=4,
        max_sequence_length=2048,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        gmask_token_id=tokenizer.gmask_token_id,
        mask_token_id=tokenizer.mask_token_id,
    )
    _seed()
    model = ChatGLMForConditionalGeneration(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1:
                weight.normal_(std=0.1 if "embedding" in name else 0.2)
    model.save_pretrained(folder)
    told = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(told | {"model_type": "chatglm"}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"num_image_tokens": 0}))
    return folder


def _seed() -> None:
    import torch

    torch.manual_seed(5)
