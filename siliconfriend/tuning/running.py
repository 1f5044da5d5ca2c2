"""A run from its plan to an adapter."""

from __future__ import annotations

import hashlib
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import torch
from transformers import TrainingArguments, set_seed

from siliconfriend.models.local.choice import Choice
from siliconfriend.models.local.devices import device_for
from siliconfriend.tuning import checkpoints
from siliconfriend.tuning.adapting import adapted, learned_numbers, write
from siliconfriend.tuning.bases import architecture, form_for, load
from siliconfriend.tuning.callbacks import Ending, Telling
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.lessons import Lessons, lessons, split
from siliconfriend.tuning.metrics import Metrics
from siliconfriend.tuning.metrics import read as read_metrics
from siliconfriend.tuning.plan import keep
from siliconfriend.tuning.presets import Preset, preset_for
from siliconfriend.tuning.quiet import quiet
from siliconfriend.tuning.trainer import LOSS, LessonTrainer
from siliconfriend.tuning.trouble import explained, require_room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siliconfriend.tuning.dialogues import Dialogue
    from siliconfriend.tuning.plan import Plan
    from siliconfriend.tuning.watching import Watcher

LOGGED = 500
"""About how many lines of metrics a long run gives."""
CHECKPOINTS = 2
BYTES_A_NUMBER = 12
"""An adapter's number and the two that the optimizer keeps of it, each four bytes."""
LARGE_FOR_A_CPU = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. Losses are of the held answers; None where nothing was held."""

    steps: int
    before: float | None
    after: float | None
    interrupted: bool
    adapter: Path


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a run takes place: a device, a number format, and which of several processes this is."""

    device: torch.device
    dtype: torch.dtype
    rank: int
    processes: int


def run(
    plan: Plan, folder: Path, output: Path, dialogues: Sequence[Dialogue], watcher: Watcher, *, resume: bool
) -> Outcome:
    """Tune the model in `folder` on `dialogues` and write the adapter to `output`.

    Raises:
        ModelError: the model cannot be loaded.
        TuningError: the data, the model or the machine do not allow it; what was saved on the way stays.
    """
    place = _place(plan)
    preset = preset_for(architecture(folder), plan.preset)
    form = form_for(folder, preset.name)
    if not form.ends:
        raise TuningError("no_end", folder=folder)
    with explained(output, plan), quiet():
        base = load(folder, place.dtype, place.device, plan.quantize)
        vocabulary = base.get_input_embeddings().num_embeddings
        learned, held = _lessons(plan, preset, dialogues, form, vocabulary, watcher)
        set_seed(plan.seed)
        model = adapted(base, preset, plan)
        _tell_sizes(model, learned, held, place, watcher)
        require_room(output, learned_numbers(model)[0] * BYTES_A_NUMBER * (CHECKPOINTS + 1))
        return _learn(plan, preset, model, learned, held, place, output, watcher, resume=resume)


def _learn(
    plan: Plan,
    preset: Preset,
    model: Any,
    learned: Lessons,
    held: Lessons,
    place: _Place,
    output: Path,
    watcher: Watcher,
    *,
    resume: bool,
) -> Outcome:
    since = checkpoints.steps(output)[-1:] if resume else []
    if resume and not since:
        raise TuningError("nothing_to_resume", folder=output)
    first = place.rank == 0
    metrics = Metrics(output, since[0][0] if since else None) if first else None
    learns = _fingerprint(learned)
    if since and plan.learned != learns:
        raise TuningError("data_changed", folder=output)
    if first and not since:
        keep(msgspec.structs.replace(plan, learned=learns), output)
    args = _arguments(plan, preset, len(learned.lessons), bool(held.lessons), place, output)
    ending = Ending(watcher, plan.patience, measures=bool(held.lessons))
    trainer = LessonTrainer(model, args, learned.lessons, held.lessons, [Telling(watcher, metrics), ending])
    ending.accelerator = trainer.accelerator
    before = _before(output) if since else None
    if before is None and held.lessons:
        before = trainer.evaluate()[LOSS]
    trainer.train(resume_from_checkpoint=str(since[0][1]) if since else None)
    after = _best(trainer) if held.lessons else None
    if first:
        write(trainer.accelerator.unwrap_model(trainer.model), output)
    trainer.accelerator.wait_for_everyone()
    return Outcome(trainer.state.global_step, before, after, ending.interrupted, output)


def _lessons(
    plan: Plan, preset: Preset, dialogues: Sequence[Dialogue], form: Any, vocabulary: int, watcher: Watcher
) -> tuple[Lessons, Lessons]:
    """What is learned and what is held back to be measured on."""
    kept, held = split(dialogues, plan.validation, plan.seed)
    limits: dict[str, Any] = {
        "prompt_tokens": plan.prompt_tokens or preset.prompt_tokens,
        "answer_tokens": plan.answer_tokens or preset.answer_tokens,
        "vocabulary": vocabulary,
    }
    learned, measured = lessons(kept, form, **limits), lessons(held, form, **limits)
    if not learned.lessons:
        raise TuningError("nothing_to_learn", prompt_tokens=limits["prompt_tokens"])
    if cut := learned.cut + measured.cut:
        watcher.note("cut", count=cut, most=limits["answer_tokens"])
    if left_out := learned.left_out + measured.left_out:
        watcher.note("left_out", count=left_out, most=limits["prompt_tokens"])
    return learned, measured


def _tell_sizes(model: Any, learned: Lessons, held: Lessons, place: _Place, watcher: Watcher) -> None:
    numbers, whole = learned_numbers(model)
    watcher.note(
        "learns",
        numbers=f"{numbers:,}",
        share=f"{100 * numbers / whole:.2g}",
        replies=len(learned.lessons),
        held=len(held.lessons),
        device=place.device.type,
        dtype=str(place.dtype).removeprefix("torch."),
    )
    if place.device.type == "cpu" and whole > LARGE_FOR_A_CPU:
        watcher.note("no_gpu", billions=f"{whole / 1e9:.0f}")


def _arguments(
    plan: Plan, preset: Preset, count: int, measured: bool, place: _Place, output: Path
) -> TrainingArguments:
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


def _place(plan: Plan) -> _Place:
    """Where `plan` is carried out.

    Raises:
        NoDeviceError: this machine has no such device.
        TuningError: nothing can be learned there in that number format.
    """
    rank, local = int(os.environ.get("RANK", "0")), int(os.environ.get("LOCAL_RANK", "0"))
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    name = device_for(Choice(plan.base, device=plan.device)).type
    device = torch.device("cuda", local) if name == "cuda" else torch.device(name)
    if name == "cuda":
        torch.cuda.set_device(device)
    asked = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}.get(plan.dtype)
    if asked is torch.float16 and name != "cuda":
        raise TuningError("no_fp16", device=name)
    usual = torch.float32
    if name == "cuda":
        usual = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return _Place(device, asked or usual, rank, processes)


def _fingerprint(learned: Lessons) -> str:
    return hashlib.sha256(repr([(one.prompt, one.answer) for one in learned.lessons]).encode()).hexdigest()


def _before(output: Path) -> float | None:
    """The loss that an earlier part of this run measured before its first step."""
    found = (one for one in read_metrics(output) if one.get("step") == 0 and "validation_loss" in one)
    return next((one["validation_loss"] for one in found), None)


def _best(trainer: LessonTrainer) -> float | None:
    """The loss of what is written: the best that was measured, which the trainer put back at its end."""
    found: float | None = trainer.state.best_metric
    return found
