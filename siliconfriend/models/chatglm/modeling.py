"""ChatGLM-6B as a transformers model, under its checkpoints' parameter names."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Self, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import Cache, GenerationMixin, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutputWithPast

from siliconfriend.models import checkpoints
from siliconfriend.models.chatglm.block import Block
from siliconfriend.models.chatglm.cache import ChatGLMCache
from siliconfriend.models.chatglm.configuration import ChatGLMConfig, read_config
from siliconfriend.models.chatglm.layout import Layout, real_tokens
from siliconfriend.models.chatglm.prefix import PrefixEncoder
from siliconfriend.models.chatglm.reading import place
from siliconfriend.models.chatglm.rotary import turns

Shapes = Mapping[str, checkpoints.Shape]

LM_HEAD, EMBEDDINGS = "lm_head.weight", "transformer.word_embeddings.weight"
PREFIX = "transformer.prefix_encoder."
FREQUENCIES = ".rotary_emb.inv_freq"


class ChatGLMModel(nn.Module):
    """From token ids to hidden states."""

    def __init__(self, config: ChatGLMConfig) -> None:
        super().__init__()
        self.config = config
        self.word_embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList([Block(config, layer) for layer in range(config.num_layers)])
        self.final_layernorm = nn.LayerNorm(config.hidden_size, eps=config.layernorm_epsilon)
        self.prefix_encoder: PrefixEncoder | None = None
        if config.pre_seq_len:
            self.prefix_encoder = PrefixEncoder(config, config.pre_seq_len, projection=config.prefix_projection)

    def forward(self, hidden: Tensor, positions: Tensor, blocked: Tensor | None, cache: Cache | None) -> Tensor:
        """`hidden`, embedded tokens (batch, length, size), after all layers.

        `blocked` is (batch, 1, length, cached + length), or None where every token sees all others.
        """
        prefixes: list[Any] = [None] * len(self.layers)
        if self.prefix_encoder is not None:
            prefixes = self.prefix_encoder(hidden.shape[0], hidden.dtype)
            if blocked is not None:
                blocked = functional.pad(blocked, (prefixes[0][0].shape[2], 0), value=False)
        rotary = turns(positions, self.config.hidden_size // self.config.num_attention_heads, hidden.dtype)
        allowed = None
        if blocked is not None:  # a row of padding may see nothing, and softmax over nothing is not a number
            allowed = ~blocked | blocked.all(dim=-1, keepdim=True)
        for layer, prefix in zip(self.layers, prefixes, strict=True):
            hidden = layer(hidden, rotary, allowed, prefix, past_key_values=cache)
        out: Tensor = self.final_layernorm(hidden)
        return out


class ChatGLMForConditionalGeneration(  # type: ignore[no-untyped-call] # untyped in transformers
    PreTrainedModel, GenerationMixin
):
    """ChatGLM-6B with its head, which shares the embeddings' weights."""

    config: ChatGLMConfig
    config_class = ChatGLMConfig
    base_model_prefix = "transformer"
    supports_gradient_checkpointing = True
    _supports_sdpa = True
    _no_split_modules = ["Block"]  # noqa: RUF012 - declared so by transformers
    _tied_weights_keys = {LM_HEAD: EMBEDDINGS}  # noqa: RUF012 - declared so by transformers
    _keys_to_ignore_on_load_unexpected = [r"rotary_emb\.inv_freq$"]  # noqa: RUF012 - declared so by transformers

    def __init__(self, config: ChatGLMConfig) -> None:
        super().__init__(config)
        self.transformer = ChatGLMModel(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.post_init()  # type: ignore[no-untyped-call] # untyped in transformers

    @classmethod
    def from_pretrained(
        cls, pretrained_model_name_or_path: str | PathLike[Any] | None, *model_args: Any, **kwargs: Any
    ) -> Self:
        """The checkpoint in this folder, in float32 unless `dtype` says otherwise. Nothing is downloaded.

        Raises:
            CheckpointError: a file is missing, damaged, unsafe or of another model; nothing of it was executed.
        """
        folder = Path(pretrained_model_name_or_path or "")
        found = checkpoints.contents(folder)
        asked = [kwargs.pop(name, None) for name in ("dtype", "torch_dtype")]
        config, kwargs = read_config(folder, **kwargs)
        if different := _difference(found, config):
            raise checkpoints.OtherModelError(different, folder=folder)
        kwargs |= {"weights_only": True, "local_files_only": True}
        dtype = next(filter(None, asked), torch.float32)
        return super().from_pretrained(folder, *model_args, config=config, dtype=dtype, **kwargs)

    def tie_weights(self, missing_keys: set[str] | None = None, recompute_mapping: bool = True) -> None:
        """Share the embeddings with the head, also where a file holds two different ones."""
        super().tie_weights(recompute_mapping=recompute_mapping)
        if missing_keys is not None:
            missing_keys.discard(LM_HEAD)

    def get_input_embeddings(self) -> nn.Module:
        """The word embeddings."""
        return self.transformer.word_embeddings

    def set_input_embeddings(self, value: nn.Module) -> None:
        """Replace the word embeddings."""
        self.transformer.word_embeddings = cast(nn.Embedding, value)

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor | None = None,
        position_ids: Tensor | None = None,
        past_key_values: Cache | None = None,
        labels: Tensor | None = None,
        use_cache: bool | None = None,
        logits_to_keep: int = 0,
        **kwargs: Any,
    ) -> CausalLMOutputWithPast:
        """Scores of each next token, (batch, length, vocabulary); of the last `logits_to_keep` only, unless 0.

        Args:
            input_ids: (batch, length).
            attention_mask: (batch, length so far), 1 at real tokens; or the original's (batch, 1, length,
                length so far), True where blocked.
            position_ids: (batch, 2, length).
            past_key_values: what an earlier call returned; mask and positions may then still be left out.
            labels: (batch, length), -100 where there is nothing to learn.
            use_cache: return keys and values; without it, unless this is training.

        Raises:
            ValueError: positions cannot be told, because a row lacks [gMASK] <sop>.
        """
        wanted = self.config.use_cache and not self.training and labels is None if use_cache is None else use_cache
        cache = ChatGLMCache() if past_key_values is None and wanted else past_key_values
        positions, blocked = place(input_ids, attention_mask, position_ids, cache, self.config)
        hidden = self.transformer(self.transformer.word_embeddings(input_ids), positions, blocked, cache)
        logits = self.lm_head(hidden[:, -logits_to_keep:])
        loss = None
        if labels is not None:
            loss = self.loss_function(logits=logits, labels=labels, vocab_size=self.config.vocab_size, **kwargs)
        return CausalLMOutputWithPast(loss=loss, logits=logits, past_key_values=cache)

    def prepare_inputs_for_generation(
        self,
        input_ids: Tensor,
        next_sequence_length: int | None = None,  # noqa: ARG002 - transformers' signature
        past_key_values: Cache | None = None,
        attention_mask: Tensor | None = None,
        inputs_embeds: Tensor | None = None,  # noqa: ARG002 - transformers' signature
        is_first_iteration: bool | None = False,  # noqa: ARG002 - transformers' signature
        **kwargs: Any,
    ) -> dict[str, Any]:
        """What transformers' own `generate`, and peft, are to call `forward` with for the next token."""
        read = past_key_values.get_seq_length() if past_key_values is not None else 0
        layout = Layout.of(input_ids, real_tokens(attention_mask, input_ids), self.config)
        return {
            "input_ids": input_ids[:, read:],
            "attention_mask": attention_mask,
            "position_ids": layout.positions(read, input_ids.shape[1]),
            "past_key_values": past_key_values,
            "use_cache": kwargs.get("use_cache"),
        }


def _difference(found: Shapes, config: ChatGLMConfig) -> str:
    """How the weights `found` differ from those that `config` describes; a prefix may be learned later."""
    with torch.device("meta"):
        wanted = {
            name: tuple(one.shape) for name, one in ChatGLMForConditionalGeneration(config).state_dict().items()
        }
    has_prefix = any(name.startswith(PREFIX) for name in found)

    def counts(name: str) -> bool:
        return name != LM_HEAD and not name.endswith(FREQUENCIES) and (has_prefix or not name.startswith(PREFIX))

    own, other = ({name: one for name, one in shapes.items() if counts(name)} for shapes in (found, wanted))
    return checkpoints.difference(own, other)
