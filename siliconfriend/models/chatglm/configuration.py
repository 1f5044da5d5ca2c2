"""The shape of a ChatGLM-6B checkpoint, as its config.json tells it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar, cast

from transformers import PreTrainedConfig

from siliconfriend.models.checkpoints import DamagedWeightsError, NoWeightsError, OtherModelError

FILE = "config.json"
SOP_MINUS_MASK = 4
SOP_MINUS_GMASK = 3
"""Both released vocabularies put [MASK], [gMASK], [sMASK], <unused_0>, <sop>, <eop> side by side."""


class ChatGLMConfig(PreTrainedConfig):  # type: ignore[no-untyped-call] # untyped in transformers
    """Field names are the checkpoint's; the defaults are ChatGLM-6B v1.1's.

    Early v1.0 files leave `mask_token_id` and `gmask_token_id` out: they follow from `bos_token_id` (<sop>).

    Raises:
        ValueError: the file describes something else than ChatGLM-6B v1.
    """

    model_type = "chatglm"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_hidden_layers": "num_layers",
        "max_position_embeddings": "max_sequence_length",
        "intermediate_size": "inner_hidden_size",
    }
    keys_to_ignore_at_inference: ClassVar[list[str]] = ["past_key_values"]

    vocab_size: int = 130528
    hidden_size: int = 4096
    inner_hidden_size: int | None = None
    num_layers: int = 28
    num_attention_heads: int = 32
    layernorm_epsilon: float = 1e-5
    max_sequence_length: int = 2048
    position_encoding_2d: bool = True
    quantization_bit: int = 0
    use_cache: bool = True
    bos_token_id: int = 130004
    eos_token_id: int = 130005
    pad_token_id: int = 3
    mask_token_id: int | None = None
    gmask_token_id: int | None = None
    tie_word_embeddings: bool = True
    pre_seq_len: int | None = None
    prefix_projection: bool = False

    def __post_init__(self, **kwargs: Any) -> None:
        sizes: tuple[object, ...] = (
            self.vocab_size,
            self.hidden_size,
            self.num_layers,
            self.num_attention_heads,
            self.bos_token_id,
        )
        if not all(isinstance(one, int) and one > 0 for one in sizes):
            raise ValueError(f"no sizes of a model: {sizes}")
        if self.inner_hidden_size is None:
            self.inner_hidden_size = 4 * self.hidden_size
        if self.mask_token_id is None:
            self.mask_token_id = self.bos_token_id - SOP_MINUS_MASK
        if self.gmask_token_id is None:
            self.gmask_token_id = self.bos_token_id - SOP_MINUS_GMASK
        # 4.28 tied them whatever the file said, and the released weights count on it.
        self.tie_word_embeddings = True
        super().__post_init__(**kwargs)  # type: ignore[no-untyped-call] # untyped in transformers
        if not self.position_encoding_2d:
            raise ValueError("position_encoding_2d is false: not ChatGLM-6B v1")
        if self.quantization_bit:
            raise ValueError(f"quantization_bit is {self.quantization_bit}: use the unquantized checkpoint")
        if self.hidden_size % (4 * self.num_attention_heads):
            raise ValueError("hidden_size does not divide into heads of two rotary halves")


def read_config(folder: Path, **changes: Any) -> tuple[ChatGLMConfig, dict[str, Any]]:
    """The configuration in `folder` with `changes`, and those of them that are none of its fields.

    Raises:
        NoWeightsError: there is no config.json.
        OtherModelError: it describes no ChatGLM-6B v1.
    """
    given = changes.pop("config", None)
    if given is not None:
        return given, changes
    if not (folder / FILE).is_file():
        raise NoWeightsError(folder=folder)
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DamagedWeightsError(str(error), file=folder / FILE) from error
    kind = told.get("model_type") if isinstance(told, dict) else None
    if kind != ChatGLMConfig.model_type:
        raise OtherModelError(f"model_type: {kind}", folder=folder)
    try:
        read: Any = ChatGLMConfig.from_dict(told, return_unused_kwargs=True, **changes)
    except (ValueError, TypeError) as error:
        raise OtherModelError(f"{FILE}: {error}", folder=folder) from error
    return cast(tuple[ChatGLMConfig, dict[str, Any]], read)
