"""Models of 2023 with random weights, made on the spot, each with an adapter: what they say is noise.

python -m tests.tiny_local FOLDER     makes FOLDER/chatglm and FOLDER/belle, with FOLDER/*/lora
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

SENTENCES = (
    "Hello, how was your day? I remember the garden and the river.",
    "你好，今天过得怎么样？我记得你喜欢在河边散步。",
    "慢慢来，我一直在这里听你说。",
    "I am here whenever you want to talk, in the morning or at night.",
)
LORA = "lora"


def make_tiny_chatglm(folder: Path) -> Path:
    """A ChatGLM of two layers as two .bin shards in half precision, and a peft adapter in `folder`/lora."""
    import torch

    from siliconfriend.models.chatglm import ChatGLMConfig, ChatGLMForConditionalGeneration, ChatGLMTokenizer
    from tests.models.chatglm.conftest import CONTROL, DEFINED, train_vocabulary

    folder.mkdir(parents=True)
    vocabulary = train_vocabulary(folder / "ice_text.model", control=CONTROL, defined=DEFINED)
    tokenizer = ChatGLMTokenizer(vocabulary, num_image_tokens=0)
    torch.manual_seed(11)
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
    model = ChatGLMForConditionalGeneration(config)
    told = {name: value for name, value in config.to_dict().items() if name != "dtype"}
    (folder / "config.json").write_text(json.dumps(told | {"torch_dtype": "float16"}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"num_image_tokens": 0}))
    weights = {name: tensor.half() for name, tensor in model.state_dict().items()}
    files = ("pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin")
    places = {name: files[".layers.1." in name] for name in weights}
    for file in files:
        torch.save({name: weights[name] for name in weights if places[name] == file}, folder / file)
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
    _adapter(model, folder / LORA, ["query_key_value"], alpha=32)
    return folder


def make_tiny_belle(folder: Path) -> Path:
    """A LLaMA of two layers with a vocabulary as in 2023, and an adapter as MemoryBank's in `folder`/lora."""
    import torch
    from sentencepiece import SentencePieceTrainer
    from transformers import LlamaConfig, LlamaForCausalLM

    folder.mkdir(parents=True)
    made = io.BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
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
    (folder / "tokenizer.model").write_bytes(made.getvalue())
    from siliconfriend.models.sentencepieces import LlamaTokenizer

    torch.manual_seed(12)
    config = LlamaConfig(
        vocab_size=LlamaTokenizer.from_pretrained(folder).vocab_size,
        hidden_size=64,
        intermediate_size=96,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=2048,
        bos_token_id=1,
        eos_token_id=2,
    )
    model: Any = LlamaForCausalLM(config)
    model.save_pretrained(folder)
    targets = ["q_proj", "k_proj", "v_proj", "gate_proj", "up_proj", "down_proj"]
    _adapter(model, folder / LORA, targets, alpha=16)
    return folder


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
