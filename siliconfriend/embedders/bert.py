"""A BERT encoder's forward pass in numpy (Devlin et al., arXiv 1810.04805), equal to torch's in float32."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

LAYER_NORM_EPSILON = 1e-12
SMALL = 1_000_000
COLUMNS = 32

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


class _Linear:
    """x @ W.T + b in small products.

    BLAS copies the matrices of a large product before it multiplies, which for a short text is most of the time;
    small ones it takes as they are (OpenBLAS: up to a million multiplications). Long texts are no slower so.
    """

    def __init__(self, tensors: Mapping[str, Floats], *names: str) -> None:
        """One layer, or several of the same input side by side."""
        weight = np.concatenate([tensors[f"{name}.weight"] for name in names])
        outputs, inputs = weight.shape
        columns = COLUMNS if outputs % COLUMNS == 0 else outputs
        self._rows = max(1, SMALL // (inputs * columns))
        self._parts: Floats = np.ascontiguousarray(weight.reshape(-1, columns, inputs).transpose(0, 2, 1))
        self._bias: Floats = np.concatenate([tensors[f"{name}.bias"] for name in names])

    def __call__(self, x: Floats) -> Floats:
        y = np.empty((len(x), len(self._bias)), dtype=np.float32)
        parts = y.reshape(len(x), len(self._parts), -1).transpose(1, 0, 2)
        for begin in range(0, len(x), self._rows):
            rows = slice(begin, begin + self._rows)
            np.matmul(x[rows], self._parts, out=parts[:, rows])
        y += self._bias
        return y


class _Norm:
    """Layer normalization (Ba et al., arXiv 1607.06450), of `x` in its place."""

    def __init__(self, tensors: Mapping[str, Floats], name: str) -> None:
        self._weight = tensors[f"{name}.LayerNorm.weight"]
        self._bias = tensors[f"{name}.LayerNorm.bias"]

    def __call__(self, x: Floats) -> Floats:
        x -= x.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[-1])
        x /= np.sqrt(variance + np.float32(LAYER_NORM_EPSILON))
        x *= self._weight
        x += self._bias
        return x


class _Layer:
    def __init__(self, tensors: Mapping[str, Floats], name: str) -> None:
        attention = f"{name}.attention"
        self.attending = _Linear(tensors, *(f"{attention}.self.{part}" for part in ("query", "key", "value")))
        self.attended = _Linear(tensors, f"{attention}.output.dense")
        self.attended_norm = _Norm(tensors, f"{attention}.output")
        self.inner = _Linear(tensors, f"{name}.intermediate.dense")
        self.outer = _Linear(tensors, f"{name}.output.dense")
        self.outer_norm = _Norm(tensors, f"{name}.output")


class Bert:
    """An encoder with the tensors and tensor names of Hugging Face's BertModel."""

    def __init__(self, tensors: Mapping[str, Floats], heads: int) -> None:
        self._heads = heads
        self._words = tensors["embeddings.word_embeddings.weight"]
        self._places = (
            tensors["embeddings.position_embeddings.weight"]
            + (tensors["embeddings.token_type_embeddings.weight"][0])
        )
        self._norm = _Norm(tensors, "embeddings")
        layers = 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer."))
        self._layers = [_Layer(tensors, f"encoder.layer.{number}") for number in range(layers)]
        self.width: int = self._words.shape[1]

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.bool_]) -> Floats:
        """Hidden states (texts, tokens, width) of token `ids` (texts, tokens); `mask` is False on padding."""
        texts, tokens = ids.shape
        x = self._words[ids]
        x += self._places[:tokens]
        x = self._norm(x.reshape(texts * tokens, self.width))
        hidden = None if mask.all() else np.where(mask, np.float32(0), np.float32(-np.inf))[:, None, None, :]
        for layer in self._layers:
            attended = layer.attended(self._mixed(layer.attending(x).reshape(texts, tokens, -1), hidden))
            attended += x
            x = layer.attended_norm(attended)
            outer = layer.outer(gelu(layer.inner(x)))
            outer += x
            x = layer.outer_norm(outer)
        return x.reshape(texts, tokens, self.width)

    def _mixed(self, attending: Floats, hidden: Floats | None) -> Floats:
        """Self-attention from queries, keys and values side by side, (texts, tokens, 3 * width)."""
        texts, tokens, _ = attending.shape
        query, key, value = attending.reshape(texts, tokens, 3, self._heads, -1).transpose(2, 0, 3, 1, 4)
        query = query * np.float32(query.shape[-1] ** -0.5)
        scores: Floats = query @ key.transpose(0, 1, 3, 2)
        if hidden is not None:
            scores += hidden
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed: Floats = scores @ value
        return mixed.transpose(0, 2, 1, 3).reshape(texts * tokens, self.width)
