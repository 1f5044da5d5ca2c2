"""A BERT encoder's forward pass in numpy (Devlin et al., arXiv 1810.04805), equal to torch's in float32."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LAYER_NORM_EPSILON = 1e-12

# The normal distribution is 0.5 * (1 + tanh(x * p(x^2))) with this p, lowest power first: a weighted minimax
# fit on |x| < 5.8, within 3e-8 everywhere. Past x^2 = 36 float32 knows only 0 and 1.
NORMAL_AS_TANH = (
    0.7978849414873945,
    0.0363330844158834,
    -3.2594750039823815e-05,
    -5.530631523907483e-05,
    3.9647729955700135e-06,
    -1.3226627576327485e-07,
    1.7562776157522754e-09,
)
LARGEST_SQUARE = 36.0


def gelu(x: Floats) -> Floats:
    """x * Phi(x), the exact GELU (Hendrycks and Gimpel, arXiv 1606.08415): numpy has no erf."""
    square = np.minimum(x * x, np.float32(LARGEST_SQUARE))
    gate: Floats = square * np.float32(NORMAL_AS_TANH[-1])
    for coefficient in NORMAL_AS_TANH[-2:0:-1]:
        gate += np.float32(coefficient)
        gate *= square
    gate += np.float32(NORMAL_AS_TANH[0])
    gate *= x
    np.tanh(gate, out=gate)
    gate += np.float32(1)
    gate *= x
    gate *= np.float32(0.5)
    return gate


class Bert:
    """An encoder with the tensors and tensor names of Hugging Face's BertModel."""

    def __init__(self, tensors: Mapping[str, Floats], heads: int) -> None:
        self._tensors = tensors
        self._heads = heads
        self._layers = 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer."))
        self.width: int = tensors["embeddings.word_embeddings.weight"].shape[1]

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.bool_]) -> Floats:
        """Hidden states (texts, tokens, width) of token `ids` (texts, tokens); `mask` is False on padding."""
        texts, tokens = ids.shape
        x = self._tensors["embeddings.word_embeddings.weight"][ids]
        x += self._tensors["embeddings.position_embeddings.weight"][:tokens]
        x += self._tensors["embeddings.token_type_embeddings.weight"][0]
        x = self._norm(x.reshape(texts * tokens, self.width), "embeddings")
        hidden = np.where(mask, np.float32(0), np.float32(-np.inf))[:, None, None, :]
        for number in range(self._layers):
            layer = f"encoder.layer.{number}"
            attended = self._attention(x, hidden, f"{layer}.attention.self")
            x = self._norm(
                x + self._linear(attended, f"{layer}.attention.output.dense"), f"{layer}.attention.output"
            )
            inner = gelu(self._linear(x, f"{layer}.intermediate.dense"))
            x = self._norm(x + self._linear(inner, f"{layer}.output.dense"), f"{layer}.output")
        return x.reshape(texts, tokens, self.width)

    def _attention(self, x: Floats, hidden: Floats, name: str) -> Floats:
        texts, tokens, heads = hidden.shape[0], hidden.shape[-1], self._heads
        query, key, value = (
            self._linear(x, f"{name}.{part}").reshape(texts, tokens, heads, -1)
            for part in ("query", "key", "value")
        )
        query *= np.float32(query.shape[-1] ** -0.5)
        scores: Floats = query.transpose(0, 2, 1, 3) @ key.transpose(0, 2, 3, 1)
        scores += hidden
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed: Floats = scores @ value.transpose(0, 2, 1, 3)
        return mixed.transpose(0, 2, 1, 3).reshape(texts * tokens, self.width)

    def _linear(self, x: Floats, name: str) -> Floats:
        y: Floats = x @ self._tensors[f"{name}.weight"].T
        y += self._tensors[f"{name}.bias"]
        return y

    def _norm(self, x: Floats, name: str) -> Floats:
        x = x - x.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(self.width)
        x /= np.sqrt(variance + np.float32(LAYER_NORM_EPSILON))
        x *= self._tensors[f"{name}.LayerNorm.weight"]
        x += self._tensors[f"{name}.LayerNorm.bias"]
        return x
