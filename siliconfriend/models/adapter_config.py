"""The settings of an adapter: from its adapter_config.json, or inferred where a Trainer wrote none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from siliconfriend.models.adapter_errors import OtherRankError, UnknownAdapterError

if TYPE_CHECKING:
    from peft import LoraConfig, PeftConfig, PrefixTuningConfig
    from transformers import PreTrainedModel

CONFIG = "adapter_config.json"

CHATGLM = "chatglm"
ALPHA_OF_2023 = {CHATGLM: 32, "llama": 16}
"""lora_alpha in MemoryBank's training scripts, by the model's architecture; no file keeps it."""


def lora_config(model: PreTrainedModel, folder: Path, ranks: Mapping[str, int]) -> LoraConfig:
    """The settings of the adapter in `folder`, whose weights have these `ranks`, by layer.

    Raises:
        OtherRankError: the settings tell another rank.
        UnknownAdapterError: it is no LoRA adapter, or nothing tells how strongly it is to be applied.
    """
    from peft import LoraConfig

    config = _told(folder) or _told(folder.parent) or _inferred(model, folder, ranks)
    if not isinstance(config, LoraConfig):
        raise UnknownAdapterError(f"{CONFIG}: {config.peft_type}", folder=folder)
    if not config.rank_pattern:
        for rank in ranks.values():
            if rank != config.r:
                raise OtherRankError(folder=folder, found=rank, said=config.r)
    config.inference_mode = True
    config.base_model_name_or_path = model.name_or_path
    return config


def prefix_config(model: PreTrainedModel, folder: Path) -> PrefixTuningConfig:
    """The settings of the P-tuning v2 prefix in `folder`, but for those that follow from `model`.

    Raises:
        UnknownAdapterError: they are not a prefix's, or the model is a ChatGLM, whose prefixes have their own form.
    """
    from peft import PrefixTuningConfig

    config = _told(folder)
    if not isinstance(config, PrefixTuningConfig) or model.config.model_type == CHATGLM:
        raise UnknownAdapterError(f"{CONFIG}: {config.peft_type if config else '—'}", folder=folder)
    for inferred in ("num_layers", "token_dim", "num_attention_heads"):
        setattr(config, inferred, None)
    config.inference_mode = True
    config.base_model_name_or_path = model.name_or_path
    return config


def _told(folder: Path) -> PeftConfig | None:
    from peft import PeftConfig

    if not (folder / CONFIG).is_file():
        return None
    try:
        return cast("PeftConfig", PeftConfig.from_pretrained(str(folder)))
    except (ValueError, TypeError, KeyError, OSError) as error:
        raise UnknownAdapterError(f"{CONFIG}: {error}", folder=folder) from error


def _inferred(model: PreTrainedModel, folder: Path, ranks: Mapping[str, int]) -> LoraConfig:
    from peft import LoraConfig

    alpha = ALPHA_OF_2023.get(model.config.model_type)
    if alpha is None or len(set(ranks.values())) != 1:
        raise UnknownAdapterError(f"{CONFIG}?", folder=folder)
    return LoraConfig(
        r=next(iter(ranks.values())),
        lora_alpha=alpha,
        target_modules=sorted({layer.rpartition(".")[2] for layer in ranks}),
        task_type="CAUSAL_LM",
        inference_mode=True,
    )
