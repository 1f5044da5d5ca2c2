"""What a model's folder tells about it, without loading anything and without torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from msgspec import Struct

from siliconfriend.models import checkpoints
from siliconfriend.models.checkpoints import DamagedWeightsError, NoWeightsError

CONFIG, GENERATION = "config.json", "generation_config.json"
BYTES = {"float32": 4, "float16": 2, "bfloat16": 2, "float8_e4m3fn": 1}
CHATGLM_LENGTH = 2048


class Facts(Struct, frozen=True):
    """A folder's model.

    `bytes` are those of its weights on disk, `dtype` the number format they say they are in, `context` the most
    tokens it takes (0: it does not say), `cache_bytes` what keys and values of one token take in 16 bits,
    `own_code` whether it names a program of its own.
    """

    folder: str
    model_type: str
    bytes: int
    files: int
    dtype: str
    context: int
    cache_bytes: int
    own_code: bool
    ends: tuple[int, ...]
    quantized: str


def look(folder: Path) -> Facts:
    """What is in `folder`.

    Raises:
        CheckpointError: there is no model, or a file of it is missing or damaged.
    """
    config = _json(folder / CONFIG)
    if config is None:
        raise NoWeightsError(folder=folder)
    weights = checkpoints.files(folder)
    text = _of_text(config)
    generation = _json(folder / GENERATION) or {}
    return Facts(
        folder=str(folder),
        model_type=str(config.get("model_type", "")),
        bytes=sum(file.stat().st_size for file in weights),
        files=len(weights),
        dtype=str(config.get("dtype") or config.get("torch_dtype") or text.get("dtype") or "float32"),
        context=_context(text),
        cache_bytes=_cache_bytes(text),
        own_code="auto_map" in config,
        ends=_ends(generation, config),
        quantized=_quantized(config),
    )


def context_of(folder: Path) -> int | None:
    """The most tokens that the model in `folder` takes; None: unknown."""
    try:
        config = _json(folder / CONFIG)
    except DamagedWeightsError:
        return None
    return _context(_of_text(config or {})) or None


def _of_text(config: dict[str, Any]) -> dict[str, Any]:
    """The part about text, where a model also sees or hears."""
    part = config.get("text_config")
    return part if isinstance(part, dict) else config


def _context(config: dict[str, Any]) -> int:
    """The shortest of what the names of the years call it."""
    names = ("max_position_embeddings", "max_sequence_length", "seq_length", "n_positions")
    found = [config[name] for name in names if isinstance(config.get(name), int) and config[name] > 0]
    return min(found, default=CHATGLM_LENGTH if config.get("model_type") == "chatglm" else 0)


def _cache_bytes(config: dict[str, Any]) -> int:
    def number(*names: str) -> int:
        return next((config[name] for name in names if isinstance(config.get(name), int)), 0)

    layers, heads = number("num_hidden_layers", "num_layers", "n_layer"), number("num_attention_heads", "n_head")
    size = number("head_dim") or (number("hidden_size", "n_embd") // heads if heads else 0)
    return 2 * 2 * layers * (number("num_key_value_heads") or heads) * size


def _ends(generation: dict[str, Any], config: dict[str, Any]) -> tuple[int, ...]:
    told = generation.get("eos_token_id", config.get("eos_token_id"))
    ids = told if isinstance(told, list) else [told]
    return tuple(one for one in ids if isinstance(one, int))


def _quantized(config: dict[str, Any]) -> str:
    told = config.get("quantization_config")
    return str(told.get("quant_method", "?")) if isinstance(told, dict) else ""


def _json(file: Path) -> dict[str, Any] | None:
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DamagedWeightsError(str(error).splitlines()[0], file=file) from error
    if not isinstance(read, dict):
        raise DamagedWeightsError("{} ?", file=file)
    return read
