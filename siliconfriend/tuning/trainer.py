"""transformers' Trainer, with our batches, our loss, and validation that weighs every answer token alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.utils.data import Dataset
from transformers import PrinterCallback, Trainer, TrainingArguments

from siliconfriend.models.formats.base import Lesson
from siliconfriend.tuning.batches import ByLength, batch
from siliconfriend.tuning.loss import accepted_by, answer_loss, perplexity

if TYPE_CHECKING:
    from transformers import TrainerCallback

LOSS, PERPLEXITY = "eval_loss", "eval_perplexity"


class _Rows(Dataset[Lesson]):
    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._lessons = lessons

    def __len__(self) -> int:
        return len(self._lessons)

    def __getitem__(self, place: int) -> Lesson:
        return self._lessons[place]


class LessonTrainer(Trainer):
    """Learns `lessons`, and is measured on those of `held`."""

    def __init__(
        self,
        model: Any,
        args: TrainingArguments,
        lessons: Sequence[Lesson],
        held: Sequence[Lesson],
        callbacks: list[TrainerCallback],
    ) -> None:
        self._lengths = [len(one.prompt) + len(one.answer) for one in lessons]
        self._held = sorted(held, key=lambda one: len(one.prompt) + len(one.answer))
        self._accepted = accepted_by(model)
        super().__init__(
            model=model,
            args=args,
            data_collator=batch,
            train_dataset=_Rows(lessons),
            eval_dataset=_Rows(self._held) if held else None,
            callbacks=callbacks,
        )
        self.remove_callback(PrinterCallback)
        # The mean is over the answers of all that one step accumulates.
        self.model_accepts_loss_kwargs = True
        self._loss_shifts_labels = False

    def _get_train_sampler(self, train_dataset: Any = None) -> ByLength:  # noqa: ARG002 - transformers' signature
        size = self.args.train_batch_size * self.args.world_size
        # By the state's epoch, and no generator's: a resumed run then sees what an unbroken one would.
        return ByLength(self._lengths, size, self.args.seed, lambda: int(self.state.epoch or 0))

    def compute_loss(
        self,
        model: Any,
        inputs: Any,
        return_outputs: bool = False,  # noqa: ARG002 - transformers' signature
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        """The loss of one batch's answers, as a share of the step's mean."""
        loss, tokens = answer_loss(model, inputs, self._accepted)
        if num_items_in_batch is None:
            return loss / tokens
        # Gradients are averaged over the processes, the tokens counted over all of them.
        return loss * self.accelerator.num_processes / num_items_in_batch

    def evaluate(
        self,
        eval_dataset: Any = None,  # noqa: ARG002 - transformers' signature
        ignore_keys: Any = None,  # noqa: ARG002 - transformers' signature
        metric_key_prefix: str = "eval",  # noqa: ARG002 - transformers' signature
    ) -> dict[str, float]:
        """The mean loss of all held answers, and their perplexity. Every process takes its share of the batches."""
        model: Any = self.model
        training = model.training
        model.eval()
        size = self.args.per_device_eval_batch_size
        starts = range(0, len(self._held), size)[self.args.process_index :: self.args.world_size]
        sums = torch.zeros(2, dtype=torch.float64, device="cpu")
        with torch.inference_mode(), self.accelerator.autocast():
            for start in starts:
                inputs = self._prepare_inputs(batch(self._held[start : start + size]))
                loss, tokens = answer_loss(model, inputs, self._accepted)
                sums += torch.tensor([float(loss), float(tokens)], dtype=torch.float64)
        found = self.accelerator.reduce(sums.to(self.args.device), "sum")
        mean = float(found[0] / found[1])
        model.train(training)
        metrics = {LOSS: mean, PERPLEXITY: perplexity(mean)}
        self.log(dict(metrics))
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics
