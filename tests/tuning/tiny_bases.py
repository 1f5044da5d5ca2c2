"""Bases to tune, made on the spot: random weights that are large enough for an adapter to learn something on.

Embeddings and head stay as they are under LoRA. At the usual width of 0.02 a head this small could not even say
what it knows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.tiny_local import bare_belle, bare_chatglm

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
    from transformers import LlamaForCausalLM

    config: Any = bare_belle(folder, TEXTS)
    config.initializer_range = WIDTH
    _seed()
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def make_chatglm(folder: Path) -> Path:
    """A ChatGLM of two layers."""
    import torch

    from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration

    config = bare_chatglm(folder)
    _seed()
    model = ChatGLMForConditionalGeneration(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1:
                weight.normal_(std=0.1 if "embedding" in name else 0.2)
    model.save_pretrained(folder)
    told = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(told | {"model_type": "chatglm"}))
    return folder


def _seed() -> None:
    import torch

    torch.manual_seed(5)
