"""A run from its plan to an adapter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from transformers import set_seed

from siliconfriend.tuning import checkpoints
from siliconfriend.tuning.adapting import adapted, learned_numbers, write
from siliconfriend.tuning.arguments import CHECKPOINTS, arguments
from siliconfriend.tuning.bases import architecture, form_for, load
from siliconfriend.tuning.callbacks import Ending, Telling
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.lessons import Lessons, lessons, split
from siliconfriend.tuning.metrics import Metrics
from siliconfriend.tuning.metrics import read as read_metrics
from siliconfriend.tuning.place import Place, place_for
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


def run(
    plan: Plan, folder: Path, output: Path, dialogues: Sequence[Dialogue], watcher: Watcher, *, resume: bool
) -> Outcome:
    """Tune the model in `folder` on `dialogues` and write the adapter to `output`.

    Raises:
        ModelError: the model cannot be loaded.
        TuningError: the data, the model or the machine do not allow it; what was saved on the way stays.
    """
    place = place_for(plan)
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
    place: Place,
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
    args = arguments(plan, preset, len(learned.lessons), bool(held.lessons), place, output)
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


def _tell_sizes(model: Any, learned: Lessons, held: Lessons, place: Place, watcher: Watcher) -> None:
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
