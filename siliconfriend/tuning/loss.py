"""How far a model is from the answers: cross entropy over the answers' tokens, and of nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from siliconfriend.tuning.batches import NOTHING

CHATGLM = "chatglm"


def answer_loss(model: Any, inputs: Mapping[str, Tensor], accepted: frozenset[str]) -> tuple[Tensor, Tensor]:
    """The summed loss of all answer tokens in a batch, and how many they are.

    Scores are computed for the columns of answers only where the model can be told so: with a large vocabulary
    they are most of a batch's memory.
    """
    labels = inputs["labels"]
    width = labels.shape[1]
    first = int((labels != NOTHING).any(dim=0).int().argmax())
    kept = width - first + 1 if first else width
    given: dict[str, Any] = {name: inputs[name] for name in ("input_ids", "attention_mask")}
    if "logits_to_keep" in accepted:
        given["logits_to_keep"] = kept
    if "position_ids" in accepted:
        given["position_ids"] = (inputs["attention_mask"].cumsum(dim=1) - 1).clamp(min=0)
    if "use_cache" in accepted:
        given["use_cache"] = False
    scores = model(**given).logits[:, -kept:][:, :-1]
    wanted = labels[:, width - kept + 1 :]
    learned = wanted != NOTHING
    loss = functional.cross_entropy(scores[learned].float(), wanted[learned], reduction="sum")
    return loss, learned.sum()


def accepted_by(model: Any) -> frozenset[str]:
    """The names of what `model`, which peft may have wrapped, can be called with, of those that matter here."""
    plain = model.get_base_model() if hasattr(model, "get_base_model") else model
    names = set(inspect.signature(plain.forward).parameters) & {"logits_to_keep", "position_ids", "use_cache"}
    if plain.config.model_type == CHATGLM:
        names.discard("position_ids")  # it has two rows of them, and makes them itself
    return frozenset(names)


def perplexity(loss: float) -> float:
    """e to the power of a mean loss."""
    return float(torch.tensor(loss, dtype=torch.float64).exp())
