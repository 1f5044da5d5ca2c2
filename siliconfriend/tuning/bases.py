"""The model that is tuned, with its way of writing messages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siliconfriend.models import checkpoints
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.presets import BELLE, CHATGLM

if TYPE_CHECKING:
    import torch

    from siliconfriend.models.formats.base import Format

CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class Base:
    """A model in memory, and how messages are written for it."""

    model: Any
    form: Format
    folder: Path


def architecture(folder: Path) -> str:
    """The kind of model in `folder`, as its config.json tells it.

    Raises:
        CheckpointError: there is none.
    """
    file = folder / CONFIG
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise checkpoints.NoWeightsError(folder=folder) from error
    except (OSError, ValueError) as error:
        raise checkpoints.DamagedWeightsError(str(error), file=file) from error
    return str(told.get("model_type", "")) if isinstance(told, dict) else ""


def form_of(folder: Path, preset: str) -> Format:
    """How messages are written for the model in `folder`, the same as when one talks with it.

    Raises:
        ModelError: it has no tokenizer, or no chat template.
        TuningError: the preset is for another architecture.
    """
    kind = architecture(folder)
    if kind == CHATGLM:
        from siliconfriend.models.chatglm import ChatGLMTokenizer
        from siliconfriend.models.formats.chatglm import ChatGLMRounds

        return ChatGLMRounds(ChatGLMTokenizer.from_pretrained(folder))
    if preset == CHATGLM:
        raise TuningError("other_architecture", preset=preset, found=kind, wanted=CHATGLM)
    if preset == BELLE:
        from siliconfriend.models.formats.belle import Belle
        from siliconfriend.models.sentencepieces import LlamaTokenizer

        return Belle(LlamaTokenizer.from_pretrained(folder))
    return _template(folder)


def _template(folder: Path) -> Format:
    from transformers import AutoTokenizer, GenerationConfig

    from siliconfriend.models.formats.template import ChatTemplate

    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
    except Exception as error:
        raise TuningError("no_tokenizer", folder=folder, detail=_in_a_line(error)) from error
    try:
        ends: Any = GenerationConfig.from_pretrained(str(folder), local_files_only=True).eos_token_id
    except (OSError, ValueError):
        ends = None
    ends = [ends] if isinstance(ends, int) else ends or []
    return ChatTemplate(tokenizer, ends)


def load(folder: Path, form: Format, dtype: torch.dtype, device: torch.device, quantize: str = "") -> Base:
    """The model in `folder`, on `device`.

    Raises:
        ModelError: its files are missing, damaged or unsafe.
        TuningError: its architecture does not write text.
    """
    checkpoints.contents(folder)
    how: dict[str, Any] = {"dtype": dtype}
    if quantize:
        how |= {"quantization_config": _quantization(quantize, dtype), "device_map": {"": device}}
    elif device.type != "cpu":
        how["device_map"] = {"": device}
    return Base(read_model(folder, how), form, folder)


def read_model(folder: Path, how: dict[str, Any]) -> Any:
    """The weights in `folder` as a model; `how` goes to transformers.

    Raises:
        ModelError: they are missing, damaged or unsafe.
        TuningError: the architecture does not write text.
    """
    kind = architecture(folder)
    if kind == CHATGLM:
        from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration

        return ChatGLMForConditionalGeneration.from_pretrained(folder, **how)
    from transformers import AutoModelForCausalLM

    try:
        both: Any = AutoModelForCausalLM.from_pretrained(
            str(folder),
            local_files_only=True,
            trust_remote_code=False,
            weights_only=True,
            output_loading_info=True,
            **how,
        )
    except (ValueError, KeyError) as error:
        raise TuningError("not_causal", found=kind, detail=_in_a_line(error)) from error
    model, told = both
    missing = sorted(told.get("missing_keys", ()))
    if missing:
        raise checkpoints.OtherModelError(f"{missing[0]}: —", folder=folder)
    return model


def _quantization(quantize: str, dtype: torch.dtype) -> Any:
    from importlib.util import find_spec

    import transformers

    if find_spec("bitsandbytes") is None:
        raise TuningError("no_bitsandbytes")
    config: Any = transformers.BitsAndBytesConfig
    if quantize == "8bit":
        return config(load_in_8bit=True)
    return config(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=dtype,
    )


def _in_a_line(error: Exception) -> str:
    said = str(error).strip()
    return f"{type(error).__name__}: {said.splitlines()[0][:200] if said else ''}"
