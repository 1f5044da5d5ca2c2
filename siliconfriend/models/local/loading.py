"""From a folder to a model that can be asked. What can be wrong is looked for before any weights are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from siliconfriend.models import checkpoints
from siliconfriend.models.adapters import attach
from siliconfriend.models.checkpoints import OtherModelError
from siliconfriend.models.formats.belle import Belle
from siliconfriend.models.formats.chatglm import ChatGLMRounds
from siliconfriend.models.formats.template import ChatTemplate
from siliconfriend.models.local.choice import Choice, Form
from siliconfriend.models.local.devices import device_for, dtype_for, require_room
from siliconfriend.models.local.errors import NeedsCodeError
from siliconfriend.models.local.facts import Facts, look
from siliconfriend.models.local.progress import Progress, Report, Stage, silent
from siliconfriend.models.local.quantizing import quantization
from siliconfriend.models.sentencepieces import LlamaTokenizer

if TYPE_CHECKING:
    from siliconfriend.models.formats.base import Format

CHATGLM = "chatglm"
STEPS = 100
"""How many times at most the reading of weights is reported."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory with its way of writing messages. `model` may be wrapped by peft."""

    model: Any
    form: Format
    facts: Facts
    context: int
    device: torch.device
    dtype: torch.dtype
    quantized: bool = False

    @property
    def is_chatglm(self) -> bool:
        """Whether its context is bidirectional, so that nothing that was read can be kept."""
        return self.facts.model_type == CHATGLM


def load(choice: Choice, folder: Path, adapter: Path | None = None, report: Report = silent) -> Loaded:
    """The model in `folder`, with `adapter` if one is given, as `choice` wants it.

    Raises:
        ModelError: the files, the adapter or the machine do not allow it; no program of theirs was run.
    """
    facts = look(folder)
    checkpoints.contents(folder)
    device = device_for(choice)
    dtype = dtype_for(device, facts, choice)
    require_room(facts, choice, device, dtype)
    how: dict[str, Any] = {"dtype": dtype}
    if (config := quantization(choice.quantize, device, dtype)) is not None:
        how["quantization_config"] = config
    if device.type != "cpu" or config is not None:
        how["device_map"] = {"": device}
    form = form_of(choice, facts, folder)
    with _reported(report):
        model = weights_of(facts, folder, how)
    model.eval()
    quantized = config is not None or bool(facts.quantized)
    if adapter is not None:
        report(Progress(Stage.ADAPTING))
        model = _adapted(model, adapter, dtype, quantized=quantized)
    return Loaded(model, form, facts, facts.context or _context(model), device, dtype, quantized)


def form_of(choice: Choice, facts: Facts, folder: Path) -> Format:
    """The way to write messages: what the choice says, else what the files are made for.

    Raises:
        ModelError: the tokenizer is missing or another model's, or there is no chat template.
    """
    if facts.model_type == CHATGLM:
        from siliconfriend.models.chatglm import ChatGLMTokenizer

        return ChatGLMRounds(ChatGLMTokenizer.from_pretrained(folder))
    if choice.form is Form.CHATGLM:
        raise OtherModelError(f"model_type: {facts.model_type} ≠ {CHATGLM}", folder=folder)
    if choice.form is Form.BELLE:
        return Belle(LlamaTokenizer.from_pretrained(folder))
    return ChatTemplate(_tokenizer(folder, facts), facts.ends)


def weights_of(facts: Facts, folder: Path, how: dict[str, Any]) -> Any:
    """The model in `folder`; `how` goes to transformers.

    Raises:
        ModelError: its files are missing, damaged or unsafe, or it does not write text.
    """
    return _chatglm(folder, how) if facts.model_type == CHATGLM else _causal(folder, facts, how)


def _tokenizer(folder: Path, facts: Facts) -> Any:
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, TypeError, ImportError, AttributeError) as error:
        raise _unusable(error, facts, folder) from error
    except Exception as error:  # tokenizers raises bare Exceptions
        raise OtherModelError(f"tokenizer: {_line(error)}", folder=folder) from error


def _chatglm(folder: Path, how: dict[str, Any]) -> Any:
    from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration

    return ChatGLMForConditionalGeneration.from_pretrained(folder, **how)


def _causal(folder: Path, facts: Facts, how: dict[str, Any]) -> Any:
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
    except (OSError, ValueError, KeyError, RuntimeError, TypeError, ImportError, AttributeError) as error:
        if isinstance(error, torch.OutOfMemoryError):
            raise
        raise _unusable(error, facts, folder) from error
    model, told = both
    missing = sorted(told.get("missing_keys", ())) or sorted(map(str, told.get("mismatched_keys", ())))
    if missing:
        raise OtherModelError(f"{missing[0]}: —", folder=folder)
    return model


def _unusable(error: Exception, facts: Facts, folder: Path) -> Exception:
    """Why transformers would not have it: a program of its own, or files that do not fit together."""
    if facts.own_code and ("trust_remote_code" in str(error) or "custom code" in str(error)):
        return NeedsCodeError(model=facts.model_type, folder=folder)
    return OtherModelError(_line(error), folder=folder)


def _adapted(model: Any, adapter: Path, dtype: torch.dtype, *, quantized: bool) -> Any:
    """`model` with the adapter; merged where that is exact: in float32, and for LoRA."""
    adapted: Any = attach(model, adapter)
    config = getattr(adapted, "active_peft_config", None)
    if config is not None and not config.is_prompt_learning and dtype is torch.float32 and not quantized:
        adapted = adapted.merge_and_unload()
    return adapted.eval()


def _context(model: Any) -> int:
    told = getattr(model.config, "max_position_embeddings", None)
    return told if isinstance(told, int) and told > 0 else 4096


@contextmanager
def _reported(report: Report) -> Iterator[None]:
    """Let transformers' own bar of the weights tell `report` instead of the terminal."""
    from transformers.utils import logging

    def bar(_: Any, args: tuple[Any, ...], how: dict[str, Any]) -> Any:
        return _Told(args[0] if args else how.get("iterable", ()), report)

    before = logging.set_tqdm_hook(bar)
    report(Progress(Stage.READING))
    try:
        yield
    finally:
        logging.set_tqdm_hook(before)


class _Told:
    """As much of tqdm as the reading of weights uses."""

    def __init__(self, iterable: Any, report: Report) -> None:
        self._iterable, self._report = iterable, report

    def __iter__(self) -> Iterator[Any]:
        total = len(self._iterable) if hasattr(self._iterable, "__len__") else 0
        every = max(total // STEPS, 1)
        for done, one in enumerate(self._iterable, 1):
            yield one
            if done % every == 0 or done == total:
                self._report(Progress(Stage.READING, done, total))

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None

    def __enter__(self) -> _Told:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""


def _line(error: Exception) -> str:
    said = str(error).strip()
    return f"{type(error).__name__}: {said.splitlines()[0][:200] if said else ''}"
