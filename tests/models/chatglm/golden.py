"""A tiny ChatGLM with its adapters and the numbers it must give, and the files it comes in.

`python -m tests.models.chatglm.golden` makes golden.safetensors again: random weights from a fixed seed, numbers by
`written_out`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

FILE = Path(__file__).with_name("golden.safetensors")
BIN = "adapter_model.bin"

MASK, GMASK, SOP, EOP, PAD = 200, 201, 204, 205, 3
HIDDEN, HEADS, LAYERS, VOCABULARY = 32, 4, 2, 256
RANK, ALPHA, PREFIX = 4, 8, 5
STEPS = 16
PROMPTS = ([7, GMASK, SOP], [9, 40, 88, 121, 11, 9, 60, 180, 33, 95, GMASK, SOP], [12, 5, 77, 240, GMASK, SOP])
LEARNED = [*PROMPTS[2], 31, 64, 97, EOP]

CONFIG = {
    "architectures": ["ChatGLMModel"],
    "auto_map": {"AutoModel": "modeling_chatglm.ChatGLMForConditionalGeneration"},
    "bos_token_id": SOP, "eos_token_id": EOP, "pad_token_id": PAD,
    "mask_token_id": MASK, "gmask_token_id": GMASK,
    "hidden_size": HIDDEN, "inner_hidden_size": 4 * HIDDEN, "layernorm_epsilon": 1e-5,
    "max_sequence_length": 64, "model_type": "chatglm", "num_attention_heads": HEADS, "num_layers": LAYERS,
    "position_encoding_2d": True, "torch_dtype": "float16", "use_cache": True, "vocab_size": VOCABULARY,
}  # fmt: skip
LORA_CONFIG = {
    "base_model_name_or_path": "THUDM/chatglm-6b", "bias": "none", "fan_in_fan_out": False, "inference_mode": True,
    "init_lora_weights": True, "lora_alpha": ALPHA, "lora_dropout": 0.1, "modules_to_save": None,
    "peft_type": "LORA", "r": RANK, "target_modules": ["query_key_value"], "task_type": "CAUSAL_LM",
}  # fmt: skip


def golden(part: str) -> dict[str, Tensor]:
    """The tensors named `part/…`: base, lora, prefix, numbers."""
    return {
        name.removeprefix(f"{part}/"): one for name, one in load_file(FILE).items() if name.startswith(f"{part}/")
    }


def write_checkpoint(folder: Path, form: str, **changes: Any) -> Path:
    """The model in `folder`, as two .bin shards in half precision or as one float32 .safetensors."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps(CONFIG | changes))
    weights = golden("base")
    if form == "safetensors":
        save_file({name: one.float() for name, one in weights.items()}, folder / "model.safetensors")
        return folder
    for layer in range(LAYERS):
        weights[f"transformer.layers.{layer}.attention.rotary_emb.inv_freq"] = torch.zeros(2).half()
    files = ("pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin")
    places = {name: files[".layers.1." in name] for name in weights}
    for file in files:
        torch.save({name: weights[name] for name in weights if places[name] == file}, folder / file)
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"metadata": {}, "weight_map": places}))
    return folder


def write_lora(folder: Path, form: str) -> Path:
    """The adapter in `folder`: bin or safetensors as peft saves it, or as MemoryBank's Trainer did."""
    folder.mkdir(parents=True)
    tensors = {f"base_model.model.{name}": one for name, one in golden("lora").items()}
    if form == "trainer":
        torch.save({name.replace(".weight", ".default.weight"): one for name, one in tensors.items()}, folder / BIN)
        return folder
    (folder / "adapter_config.json").write_text(json.dumps(LORA_CONFIG))
    if form == "safetensors":
        save_file(tensors, folder / "adapter_model.safetensors")
    else:
        torch.save(tensors, folder / BIN)
    return folder


def write_prefix(folder: Path) -> Path:
    """The P-tuning v2 prefix in `folder`, as the public code saves it."""
    folder.mkdir(parents=True)
    torch.save(
        {f"transformer.prefix_encoder.{n}": one for n, one in golden("prefix").items()},
        folder / "pytorch_model.bin",
    )
    return folder


def _random_weights(random: np.random.Generator) -> dict[str, np.ndarray[Any, Any]]:
    shapes: dict[str, tuple[int, ...]] = {
        "lm_head.weight": (VOCABULARY, HIDDEN),
        "transformer.word_embeddings.weight": (VOCABULARY, HIDDEN),
    }
    norms = ["transformer.final_layernorm"]
    for layer in range(LAYERS):
        name = f"transformer.layers.{layer}."
        norms += [f"{name}input_layernorm", f"{name}post_attention_layernorm"]
        for part, out, into in (
            ("attention.query_key_value", 3, 1), ("attention.dense", 1, 1),
            ("mlp.dense_h_to_4h", 4, 1), ("mlp.dense_4h_to_h", 1, 4),
        ):  # fmt: skip
            shapes[f"{name}{part}.weight"] = (out * HIDDEN, into * HIDDEN)
            shapes[f"{name}{part}.bias"] = (out * HIDDEN,)
    found = {name: random.normal(0, 0.5, shape) for name, shape in shapes.items()}
    for norm in norms:
        found[f"{norm}.weight"] = random.normal(1, 0.2, HIDDEN)
        found[f"{norm}.bias"] = random.normal(0, 0.2, HIDDEN)
    return {name: one.astype(np.float16) for name, one in found.items()}


def _make() -> None:
    from tests.models.chatglm.written_out import logits

    random = np.random.default_rng(20230518)
    base = _random_weights(random)
    lora = {}
    for layer in range(LAYERS):
        name = f"transformer.layers.{layer}.attention.query_key_value.lora_"
        lora[f"{name}A.weight"] = random.normal(0, 0.3, (RANK, HIDDEN)).astype(np.float32)
        lora[f"{name}B.weight"] = random.normal(0, 0.3, (3 * HIDDEN, RANK)).astype(np.float32)
    prefix = random.normal(0, 1, (PREFIX, 2 * LAYERS * HIDDEN)).astype(np.float32)

    wide = {name: one.astype(np.float64) for name, one in base.items()}
    kinds: dict[str, dict[str, Any]] = {
        "base": {},
        "lora": {"lora": {name: one.astype(np.float64) for name, one in lora.items()}, "scale": ALPHA / RANK},
        "prefix": {"prefix": prefix.astype(np.float64)},
    }
    numbers: dict[str, np.ndarray[Any, Any]] = {}
    for kind, more in kinds.items():
        for row, prompt in enumerate(PROMPTS):
            ids, fixed = list(prompt), {"heads": HEADS, "sop": SOP, "gmask": GMASK, **more}
            numbers[f"{kind}.{row}.logits"] = logits(wide, ids, **fixed).astype(np.float32)
            for _ in range(STEPS):
                ids.append(int(logits(wide, ids, **fixed)[-1].argmax()))
            numbers[f"{kind}.{row}.greedy"] = np.array(ids[len(prompt) :])
    scores = logits(wide, LEARNED, heads=HEADS, sop=SOP, gmask=GMASK)
    chances = scores - np.log(np.exp(scores).sum(-1, keepdims=True))
    start = len(PROMPTS[2])
    numbers["loss"] = -np.array([chances[at - 1, LEARNED[at]] for at in range(start, len(LEARNED))]).mean(
        keepdims=True
    )
    parts = {"base": base, "lora": lora, "prefix": {"embedding.weight": prefix}, "numbers": numbers}
    save_file(
        {f"{p}/{name}": torch.from_numpy(one) for p, part in parts.items() for name, one in part.items()}, FILE
    )


if __name__ == "__main__":
    _make()
