"""LoRA on a base: where it goes, and how it is written down."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.presets import ALL_LINEAR, Preset

if TYPE_CHECKING:
    from siliconfriend.tuning.plan import Plan

BEING_WRITTEN = ".being-written"


def adapted(model: Any, preset: Preset, plan: Plan) -> Any:
    """`model` wrapped by peft with a fresh adapter, which alone is learned.

    Raises:
        TuningError: the model has none of the layers that the preset adapts.
    """
    from peft import LoraConfig, get_peft_model

    if plan.quantize:
        prepare: Any = import_module("peft").prepare_model_for_kbit_training
        model = prepare(model, use_gradient_checkpointing=False)
    config = LoraConfig(
        r=plan.rank or preset.rank,
        lora_alpha=plan.alpha or preset.alpha,
        lora_dropout=preset.dropout if plan.dropout is None else plan.dropout,
        target_modules=ALL_LINEAR if preset.targets == (ALL_LINEAR,) else list(preset.targets),
        bias="none",
        task_type="CAUSAL_LM",
    )
    try:
        return get_peft_model(model, config)
    except ValueError as error:
        raise TuningError(
            "no_such_layers",
            preset=preset.name,
            layers=", ".join(preset.targets),
            found=model.config.model_type,
            advice=("default_preset",),
        ) from error


def learned_numbers(model: Any) -> tuple[int, int]:
    """How many numbers are learned, and how many there are."""
    learned, whole = model.get_nb_trainable_parameters()
    return int(learned), int(whole)


def write(model: Any, folder: Path) -> None:
    """Write the adapter to `folder`: whole, or the old one stays."""
    beside = folder / BEING_WRITTEN
    shutil.rmtree(beside, ignore_errors=True)
    try:
        model.save_pretrained(beside, save_embedding_layers=False)
        for file in sorted(beside.iterdir()):
            file.replace(folder / file.name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
