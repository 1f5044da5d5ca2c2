"""How a model is tuned unless asked otherwise: MemoryBank's settings of 2023, and ours for any other model."""

from __future__ import annotations

from dataclasses import dataclass

CHATGLM, BELLE, DEFAULT = "chatglm", "belle", "default"
ALL_LINEAR = "all-linear"
"""peft's name for every linear layer but the head."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings of LoRA and of learning. Lengths are in tokens."""

    name: str
    rank: int
    alpha: int
    dropout: float
    targets: tuple[str, ...]
    learning_rate: float
    schedule: str
    warmup: float
    prompt_tokens: int = 1024
    answer_tokens: int = 256


PRESETS = {
    one.name: one
    for one in (
        Preset(CHATGLM, 8, 32, 0.1, ("query_key_value",), 1e-4, "linear", 0.0),
        Preset(
            BELLE,
            8,
            16,
            0.05,
            ("q_proj", "k_proj", "v_proj", "gate_proj", "up_proj", "down_proj"),
            2e-5,
            "linear",
            0.0,
        ),
        Preset(DEFAULT, 16, 32, 0.05, (ALL_LINEAR,), 2e-4, "cosine", 0.03, prompt_tokens=2048, answer_tokens=512),
    )
}
"""The first two as in MemoryBank's public training scripts; the third as is usual for today's models."""


def preset_for(model_type: str, asked: str | None) -> Preset:
    """The preset that is `asked` for, or that of the architecture."""
    return PRESETS[asked or (CHATGLM if model_type == CHATGLM else DEFAULT)]
