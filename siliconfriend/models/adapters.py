"""Adapters of 2023 on today's models: LoRA, and P-tuning v2 prefixes in peft's form and in ChatGLM's own.

What an adapter file holds is compared with the model before anything is changed. peft itself only warns when an
adapter is empty or matches nothing, and then answers as the bare model.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siliconfriend.models import checkpoints
from siliconfriend.models.adapter_config import lora_config, prefix_config
from siliconfriend.models.adapter_errors import (
    EmptyAdapterError,
    NoAdapterError,
    OtherBaseError,
    OtherRankError,
)

if TYPE_CHECKING:
    from peft import LoraConfig, PeftModel
    from torch import Tensor, nn
    from transformers import PreTrainedModel

FILES = ("adapter_model.safetensors", "adapter_model.bin", "model.safetensors", "pytorch_model.bin")
"""peft's names, then those that a Trainer gives."""

PROMPT = "prompt_embeddings"
PEFT_PREFIX = "base_model.model."
DEFAULT = ".default."
LORA_A, LORA_B = ".lora_A.weight", ".lora_B.weight"


def attach(model: PreTrainedModel, folder: Path) -> PreTrainedModel | PeftModel:
    """`model` with the adapter in `folder`: wrapped by peft, or itself for ChatGLM's own form of prefix.

    A Trainer's checkpoint, which has no adapter_config.json, takes its settings from the folder above it, else
    from the script of 2023 that wrote it.

    Raises:
        AdapterError: there is no adapter, it is empty, or it was made for another model; `model` is as it was.
        CheckpointError: its file is damaged or unsafe; nothing of it was executed.
    """
    file = next((folder / name for name in FILES if (folder / name).is_file()), None)
    if file is None:
        raise NoAdapterError(folder=folder)
    shapes = {name.replace(DEFAULT, "."): shape for name, shape in checkpoints.shapes(file).items()}
    if any("prefix_encoder." in name for name in shapes):
        from siliconfriend.models.chatglm.prefix_loading import attach_prefix

        return attach_prefix(model, checkpoints.read(file), folder)
    if PROMPT in shapes:
        return _with_prefix(model, checkpoints.read(file), folder)
    if not any(".lora_" in name for name in shapes):
        raise EmptyAdapterError(folder=folder)
    config = lora_config(model, folder, _ranks(model, shapes, folder))
    tensors = {name.replace(DEFAULT, "."): tensor for name, tensor in checkpoints.read(file).items()}
    return _wrapped(model, config, tensors, folder)


def _ranks(model: PreTrainedModel, shapes: Mapping[str, checkpoints.Shape], folder: Path) -> dict[str, int]:
    """The rank of each adapted layer, by its name in `model`, which has it and in that size."""
    layers = dict(model.named_modules())
    ranks: dict[str, int] = {}
    for name in sorted(shapes):
        if not name.endswith((LORA_A, LORA_B)):
            continue
        plain = name.removeprefix(PEFT_PREFIX)
        first = plain.endswith(LORA_A)
        layer = plain.removesuffix(LORA_A).removesuffix(LORA_B)
        if layer not in layers:
            raise OtherBaseError(layer, folder=folder)
        if len(shapes[name]) != 2:
            raise OtherBaseError(f"{layer}: {list(shapes[name])}", folder=folder)
        rank, found = shapes[name] if first else reversed(shapes[name])
        wanted = _width(layers[layer], into=first)
        if wanted is not None and found != wanted:
            raise OtherBaseError(f"{layer}: {found} ≠ {wanted}", folder=folder)
        if ranks.setdefault(layer, rank) != rank:
            raise OtherRankError(folder=folder, found=rank, said=ranks[layer])
    return ranks


def _width(layer: nn.Module, *, into: bool) -> int | None:
    width = getattr(layer, "in_features" if into else "out_features", None)
    return width if isinstance(width, int) else None


def _wrapped(model: PreTrainedModel, config: LoraConfig, tensors: dict[str, Tensor], folder: Path) -> PeftModel:
    from peft import get_peft_model, set_peft_model_state_dict

    try:
        wrapped = get_peft_model(model, config)
    except ValueError as error:
        raise OtherBaseError(str(error), folder=folder) from error
    try:
        result: Any = set_peft_model_state_dict(wrapped, tensors)
        strange = [*result.unexpected_keys, *(name for name in result.missing_keys if ".lora_" in name)]
        detail = min(strange, default="").removeprefix(PEFT_PREFIX)
    except (RuntimeError, KeyError) as error:
        detail = str(error).strip().splitlines()[-1].strip()
    if detail:
        wrapped.unload()
        raise OtherBaseError(detail, folder=folder)
    wrapped.eval()
    return wrapped


def _with_prefix(model: PreTrainedModel, tensors: dict[str, Tensor], folder: Path) -> PeftModel:
    from peft import get_peft_model, set_peft_model_state_dict

    config = prefix_config(model, folder)
    try:
        wrapped = get_peft_model(model, config)
    except (ValueError, KeyError) as error:
        raise OtherBaseError(str(error), folder=folder) from error
    encoder: Any = wrapped.prompt_encoder["default"]
    found, wanted = tensors[PROMPT].shape, encoder.embedding.weight.shape
    if found != wanted:
        raise OtherBaseError(f"{PROMPT}: {list(found)} ≠ {list(wanted)}", folder=folder)
    set_peft_model_state_dict(wrapped, tensors)
    wrapped.eval()
    return wrapped
