"""A plan in the words of transformers' Trainer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from transformers import TrainingArguments

from siliconfriend.tuning import checkpoints
from siliconfriend.tuning.trainer import LOSS

if TYPE_CHECKING:
    from pathlib import Path

    from siliconfriend.tuning.place import Place
    from siliconfriend.tuning.plan import Plan
    from siliconfriend.tuning.presets import Preset

LOGGED = 500
"""About how many lines of metrics a long run gives."""
CHECKPOINTS = 2


def arguments(
    plan: Plan, preset: Preset, count: int, measured: bool, place: Place, output: Path
) -> TrainingArguments:
    """How `count` lessons are learned; `measured`: some are held back to be measured on."""
    an_epoch = max(math.ceil(count / (plan.batch * plan.accumulate * place.processes)), 1)
    total = plan.steps or math.ceil(an_epoch * plan.epochs)
    every = min(plan.check_every or an_epoch, total)
    how: dict[str, Any] = {}
    if plan.checkpointing:
        how = {"activation_checkpointing": True, "activation_checkpointing_kwargs": {"use_reentrant": False}}
    return TrainingArguments(
        output_dir=str(output / checkpoints.FOLDER),
        per_device_train_batch_size=plan.batch,
        per_device_eval_batch_size=plan.batch,
        gradient_accumulation_steps=plan.accumulate,
        max_steps=total,
        learning_rate=plan.learning_rate or preset.learning_rate,
        lr_scheduler_type=preset.schedule,
        warmup_steps=math.ceil(preset.warmup * total),
        ddp_find_unused_parameters=False if place.processes > 1 else None,
        bf16=place.dtype is torch.bfloat16,
        fp16=place.dtype is torch.float16,
        eval_strategy="steps" if measured else "no",
        eval_steps=every,
        save_strategy="steps",
        save_steps=every,
        save_total_limit=CHECKPOINTS,
        load_best_model_at_end=measured,
        metric_for_best_model=LOSS,
        greater_is_better=False,
        logging_strategy="steps",
        logging_steps=max(total // LOGGED, 1),
        logging_nan_inf_filter=False,
        include_num_input_tokens_seen="non_padding",
        seed=plan.seed,
        use_cpu=place.device.type == "cpu",
        ddp_backend="gloo" if place.device.type == "cpu" and place.processes > 1 else None,
        dataloader_pin_memory=place.device.type == "cuda",
        disable_tqdm=True,
        report_to=[],
        remove_unused_columns=False,
        label_names=["labels"],
        **how,
    )
