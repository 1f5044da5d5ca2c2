"""ChatGLM-6B v1 written out token by token in float64: slow, plain, and independent of the code under test."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def logits(
    weights: Mapping[str, Array],
    ids: list[int],
    *,
    heads: int,
    sop: int,
    gmask: int,
    lora: Mapping[str, Array] | None = None,
    scale: float = 0.0,
    prefix: Array | None = None,
) -> Array:
    """Scores (length, vocabulary) after each of `ids`; `prefix` is (length, layers * 2 * hidden)."""
    embeddings = weights["transformer.word_embeddings.weight"]
    layers = 1 + max(int(name.split(".")[2]) for name in weights if ".layers." in name)
    context, mask = ids.index(sop), ids.index(gmask)
    places = [(at, 0) if at < context else (mask, at - context + 1) for at in range(len(ids))]
    size = embeddings.shape[1] // heads
    hidden = embeddings[ids]
    for layer in range(layers):
        own = _Layer(weights, f"transformer.layers.{layer}.", lora or {}, scale)
        normed = own.norm("input_layernorm", hidden)
        mixed = np.zeros_like(hidden)
        for head in range(heads):
            one = own.linear("attention.query_key_value", normed)[:, head * 3 * size : (head + 1) * 3 * size]
            query, key, value = one[:, :size], one[:, size : 2 * size], one[:, 2 * size :]
            query = np.stack([_turn(row, place) for row, place in zip(query, places, strict=True)])
            key = np.stack([_turn(row, place) for row, place in zip(key, places, strict=True)])
            before = np.zeros((2, 0, size)) if prefix is None else _prefix(prefix, layer, head, heads, size)
            for at in range(len(ids)):
                seen = max(context, at + 1)
                keys = np.concatenate((before[0], key[:seen]))
                chance = np.exp(keys @ query[at] / math.sqrt(size))
                values = np.concatenate((before[1], value[:seen]))
                mixed[at, head * size : (head + 1) * size] = chance @ values / chance.sum()
        hidden = math.sqrt(56) * normed + own.linear("attention.dense", mixed)
        normed = own.norm("post_attention_layernorm", hidden)
        wide = own.linear("mlp.dense_h_to_4h", normed)
        wide = 0.5 * wide * (1 + np.tanh(math.sqrt(2 / math.pi) * (wide + 0.044715 * wide**3)))
        hidden = math.sqrt(56) * normed + own.linear("mlp.dense_4h_to_h", wide)
    final = _Layer(weights, "transformer.", {}, 0.0).norm("final_layernorm", hidden)
    return np.asarray(final @ embeddings.T)


class _Layer:
    def __init__(self, weights: Mapping[str, Array], name: str, lora: Mapping[str, Array], scale: float) -> None:
        self._weights, self._name, self._lora, self._scale = weights, name, lora, scale

    def linear(self, name: str, given: Array) -> Array:
        full = f"{self._name}{name}"
        out = given @ self._weights[f"{full}.weight"].T + self._weights[f"{full}.bias"]
        if f"{full}.lora_A.weight" in self._lora:
            low = given @ self._lora[f"{full}.lora_A.weight"].T
            out = out + self._scale * low @ self._lora[f"{full}.lora_B.weight"].T
        return np.asarray(out)

    def norm(self, name: str, given: Array) -> Array:
        centred = given - given.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-5)
        weight, bias = (self._weights[f"{self._name}{name}.{part}"] for part in ("weight", "bias"))
        return np.asarray(scaled * weight + bias)


def _turn(row: Array, place: tuple[int, int]) -> Array:
    half = row.size // 2
    return np.concatenate([_turned(row[:half], place[0]), _turned(row[half:], place[1])])


def _turned(row: Array, place: int) -> Array:
    pairs = row.size // 2
    frequencies: Any = (1.0 / 10000 ** (np.arange(pairs) * 2 / row.size)).astype(np.float16).astype(np.float64)
    cosine, sine = np.cos(place * frequencies), np.sin(place * frequencies)
    first, second = row[:pairs], row[pairs:]
    return np.concatenate([first * cosine - second * sine, second * cosine + first * sine])


def _prefix(prefix: Array, layer: int, head: int, heads: int, size: int) -> Array:
    parts = prefix.reshape(prefix.shape[0], -1, heads, size)
    return np.stack([parts[:, 2 * layer, head], parts[:, 2 * layer + 1, head]])
