"""Giving a loaded ChatGLM the prefix that P-tuning v2 learned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.models.adapter_errors import OtherBaseError
from siliconfriend.models.chatglm.modeling import PREFIX, ChatGLMForConditionalGeneration
from siliconfriend.models.chatglm.prefix import PrefixEncoder
from siliconfriend.models.checkpoints import difference

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedModel


def attach_prefix(model: PreTrainedModel, tensors: Mapping[str, Tensor], folder: Path) -> PreTrainedModel:
    """`model` itself, from now on reading every prompt after the prefix in `tensors`.

    Its length, and whether it goes through a projection, follow from the tensors.

    Raises:
        OtherBaseError: it was not made for this model, which is as it was.
    """
    own = {name.removeprefix(PREFIX): tensor for name, tensor in tensors.items() if name.startswith(PREFIX)}
    if not isinstance(model, ChatGLMForConditionalGeneration) or len(own) != len(tensors):
        raise OtherBaseError(next(iter(tensors)), folder=folder)
    if "embedding.weight" not in own:
        raise OtherBaseError("embedding.weight: —", folder=folder)
    length, projection = own["embedding.weight"].shape[0], any(name.startswith("trans.") for name in own)
    encoder = PrefixEncoder(model.config, length, projection=projection)
    found, wanted = ({name: tuple(one.shape) for name, one in each.items()} for each in (own, encoder.state_dict()))
    if different := difference(found, wanted):
        raise OtherBaseError(different, folder=folder)
    encoder.load_state_dict(own)
    model.config.pre_seq_len, model.config.prefix_projection = length, projection
    model.transformer.prefix_encoder = encoder.to(model.device).eval()
    return model
