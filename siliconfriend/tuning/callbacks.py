"""Beside the learning: lines of metrics, a bar, an end when asked for, and one when nothing gets better."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.trainer import LOSS, PERPLEXITY
from siliconfriend.tuning.watching import At

if TYPE_CHECKING:
    from accelerate import Accelerator

    from siliconfriend.tuning.metrics import Metrics
    from siliconfriend.tuning.watching import Watcher


class Telling(TrainerCallback):
    """Metrics and the watcher are told; of several processes only the first has `metrics`."""

    def __init__(self, watcher: Watcher, metrics: Metrics | None) -> None:
        self._watcher, self._metrics = watcher, metrics
        self._began = self._tokens_before = 0.0
        self._steps_before = 0

    def on_train_begin(
        self,
        args: TrainingArguments,  # noqa: ARG002 - transformers' signature
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002 - the same
        **_: Any,
    ) -> None:
        """The clock starts."""
        self._began = time.monotonic()
        self._tokens_before, self._steps_before = state.num_input_tokens_seen, state.global_step

    def on_log(
        self,
        args: TrainingArguments,  # noqa: ARG002 - transformers' signature
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002 - transformers' signature
        logs: dict[str, float] | None = None,
        **_: Any,
    ) -> None:
        """A step's loss.

        Raises:
            TuningError: it is no number any more.
        """
        if not logs or "loss" not in logs:
            return
        if not math.isfinite(logs["loss"]):
            raise TuningError("diverged", step=state.global_step, advice=("slower", "bf16"))
        seconds = time.monotonic() - self._began
        rate = (state.num_input_tokens_seen - self._tokens_before) / seconds if seconds else None
        done = state.global_step - self._steps_before
        left = seconds / done * (state.max_steps - state.global_step) if done else None
        if self._metrics is not None:
            self._metrics.add(
                step=state.global_step,
                epoch=round(state.epoch or 0.0, 4),
                loss=logs["loss"],
                learning_rate=logs.get("learning_rate", 0.0),
                tokens=state.num_input_tokens_seen,
                tokens_per_second=round(rate or 0.0, 1),
            )
        self._watcher.at(At(state.global_step, state.max_steps, logs["loss"], rate, left))

    def on_evaluate(
        self,
        args: TrainingArguments,  # noqa: ARG002 - transformers' signature
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002 - transformers' signature
        metrics: dict[str, float] | None = None,
        **_: Any,
    ) -> None:
        """The held answers were measured."""
        if metrics is None:
            return
        if self._metrics is not None:
            self._metrics.add(
                step=state.global_step, validation_loss=metrics[LOSS], validation_perplexity=metrics[PERPLEXITY]
            )
        self._watcher.measured(state.global_step, metrics[LOSS], metrics[PERPLEXITY])


class Ending(TrainerCallback):
    """Save and stop when the watcher asks; stop when `patience` measurings in a row found nothing better; measure
    at the last step too."""

    def __init__(self, watcher: Watcher, patience: int, *, measures: bool) -> None:
        self._watcher, self._patience, self._measures = watcher, patience, measures
        self.accelerator: Accelerator | None = None
        self.interrupted = False

    def on_step_end(
        self,
        args: TrainingArguments,  # noqa: ARG002 - transformers' signature
        state: TrainerState,
        control: TrainerControl,
        **_: Any,
    ) -> None:
        """All processes agree on whether to stop, so that none waits for another."""
        if state.global_step >= state.max_steps:
            control.should_evaluate = self._measures
            control.should_save = True
        elif self._asked():
            self.interrupted = True
            control.should_save = control.should_training_stop = True

    def on_evaluate(
        self,
        args: TrainingArguments,  # noqa: ARG002 - transformers' signature
        state: TrainerState,
        control: TrainerControl,
        **_: Any,
    ) -> None:
        """Compare with what was measured before, also before a break."""
        losses = [one[LOSS] for one in state.log_history if LOSS in one and one["step"]]
        if self._patience and losses and len(losses) - 1 - losses.index(min(losses)) >= self._patience:
            control.should_training_stop = True

    def _asked(self) -> bool:
        if self.accelerator is None or self.accelerator.num_processes == 1:
            return self._watcher.stopped()
        if self._watcher.stopped():
            self.accelerator.set_trigger()
        return bool(self.accelerator.check_trigger())
