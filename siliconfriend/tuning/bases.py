"""The model that is tuned, with its way of writing messages: loaded as for a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from siliconfriend.models import checkpoints
from siliconfriend.models.local.choice import Choice, Form
from siliconfriend.models.local.devices import require_room
from siliconfriend.models.local.facts import look
from siliconfriend.models.local.loading import form_of, weights_of
from siliconfriend.models.local.quantizing import quantization
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.presets import BELLE, CHATGLM

if TYPE_CHECKING:
    import torch

    from siliconfriend.models.formats.base import Format
    from siliconfriend.models.local.choice import Quantize


def architecture(folder: Path) -> str:
    """The kind of model in `folder`.

    Raises:
        CheckpointError: there is none.
    """
    return look(folder).model_type


def form_for(folder: Path, preset: str) -> Format:
    """How messages are written for the model in `folder`, the same as when one talks with it.

    Raises:
        ModelError: it has no tokenizer, or no chat template.
        TuningError: the preset is for another architecture.
    """
    facts = look(folder)
    if preset == CHATGLM != facts.model_type:
        raise TuningError("other_architecture", preset=preset, found=facts.model_type, wanted=CHATGLM)
    form = Form.BELLE if preset == BELLE and facts.model_type != CHATGLM else None
    return form_of(Choice(str(folder), form), facts, folder)


def load(folder: Path, dtype: torch.dtype, device: torch.device, quantize: Quantize = "") -> Any:
    """The model in `folder`, on `device`.

    Raises:
        ModelError: its files are missing, damaged or unsafe, it does not write text, or there is no room for it.
    """
    checkpoints.contents(folder)
    require_room(look(folder), Choice(str(folder), quantize=quantize), device, dtype)
    how: dict[str, Any] = {"dtype": dtype}
    if (config := quantization(quantize, device, dtype)) is not None:
        how["quantization_config"] = config
    if device.type != "cpu" or config is not None:
        how["device_map"] = {"": device}
    return read_model(folder, how)


def read_model(folder: Path, how: dict[str, Any]) -> Any:
    """The weights in `folder` as a model; `how` goes to transformers.

    Raises:
        ModelError: they are missing, damaged or unsafe, or the model does not write text.
    """
    return weights_of(look(folder), folder, how)
