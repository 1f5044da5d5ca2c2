"""Models of 2023 with random weights, made on the spot, each with an adapter: what they say is noise.

python -m tests.tiny_local FOLDER     makes FOLDER/chatglm and FOLDER/belle, with FOLDER/*/lora
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.tiny_vocabularies import SENTENCES, train_chatglm, train_llama

if TYPE_CHECKING:
    from transformers import LlamaConfig

    from siliconfriend.models.chatglm import ChatGLMConfig

LORA = "lora"


def make_tiny_chatglm(folder: Path) -> Path:
    """A ChatGLM of two layers as two .bin shards in half precision, and a peft adapter in `folder`/lora."""
    import torch

    from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration

    config = bare_chatglm(folder)
    torch.manual_seed(11)
    model = ChatGLMForConditionalGeneration(config)
    told = {name: value for name, value in config.to_dict().items() if name != "dtype"}
    (folder / "config.json").write_text(json.dumps(told | {"torch_dtype": "float16"}))
    weights = {name: tensor.half() for name, tensor in model.state_dict().items()}
    files = ("pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin")
    places = {name: files[".layers.1." in name] for name in weights}
    for file in files:
        torch.save({name: weights[name] for name in weights if places[name] == file}, folder / file)
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
    _adapter(model, folder / LORA, ["query_key_value"], alpha=32)
    return folder


def bare_chatglm(folder: Path) -> ChatGLMConfig:
    """Make `folder` with the vocabulary of a ChatGLM; what a model of two layers for it looks like."""
    from siliconfriend.models.chatglm import ChatGLMConfig, ChatGLMTokenizer

    folder.mkdir(parents=True)
    tokenizer = ChatGLMTokenizer(train_chatglm(folder / "ice_text.model"), num_image_tokens=0)
    (folder / "tokenizer_config.json").write_text(json.dumps({"num_image_tokens": 0}))
    return ChatGLMConfig(
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


def make_tiny_belle(folder: Path) -> Path:
    """A LLaMA of two layers with a vocabulary as in 2023, and an adapter as MemoryBank's in `folder`/lora."""
    import torch
    from transformers import LlamaForCausalLM

    config = bare_belle(folder)
    torch.manual_seed(12)
    model: Any = LlamaForCausalLM(config)
    model.save_pretrained(folder)
    targets = ["q_proj", "k_proj", "v_proj", "gate_proj", "up_proj", "down_proj"]
    _adapter(model, folder / LORA, targets, alpha=16)
    return folder


def bare_belle(folder: Path, texts: Sequence[str] = SENTENCES) -> LlamaConfig:
    """Make `folder` with a vocabulary trained on `texts`; what a LLaMA of two layers for it looks like."""
    from transformers import LlamaConfig

    from siliconfriend.models.sentencepieces import LlamaTokenizer

    folder.mkdir(parents=True)
    train_llama(folder / "tokenizer.model", texts)
    return LlamaConfig(
        vocab_size=LlamaTokenizer.from_pretrained(folder).vocab_size,
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=2048,
        bos_token_id=1,
        eos_token_id=2,
    )


def _adapter(model: Any, folder: Path, targets: list[str], *, alpha: int) -> None:
    import torch
    from peft import LoraConfig, get_peft_model

    wrapped: Any = get_peft_model(
        model, LoraConfig(r=8, lora_alpha=alpha, target_modules=targets, task_type="CAUSAL_LM")
    )
    with torch.no_grad():
        for name, one in wrapped.named_parameters():
            if "lora_B" in name:
                one.normal_(std=0.05)
    wrapped.save_pretrained(folder)


if __name__ == "__main__":
    make_tiny_chatglm(Path(sys.argv[1]) / "chatglm")
    make_tiny_belle(Path(sys.argv[1]) / "belle")
