"""The bundled embedder: equal to sentence-transformers, refusing other weights, honest about what it reads."""

from __future__ import annotations

import math
import shutil
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from siliconfriend.embedders import blas
from siliconfriend.embedders import minilm as module
from siliconfriend.embedders.bert import gelu
from siliconfriend.embedders.errors import AlteredWeightsError
from siliconfriend.embedders.minilm import MiniLM
from siliconfriend.language import Language, words

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

TEXTS = [
    "I went hiking with my sister last weekend, and it rained.",
    "",
    "Hi",
    "我最近压力很大，晚上睡不着。",
    "🙂🎉 so happy today!!!",
    "Café à la crème, naïve résumé — “quoted”",
    "[SEP] is only a word here",
    "word " * 253,
    "word " * 254,
    "word " * 255,
    "The doctor said I should sleep more, drink less coffee and call my mother. " * 40,
    "x" * 150,
    "   \n\t ",
]

# What sentence-transformers 6.2.0 gives for the two texts of test_golden_numbers.
GOLDEN_FIRST = [0.0462721, -0.0100576, 0.0312468, 0.0684412]
GOLDEN_LAST = [-0.0327191, -0.0327534, -0.0986622, -0.0622391]
GOLDEN_COSINE = 0.6071621


def test_vectors_are_unit_float32_rows(minilm: MiniLM) -> None:
    vectors = minilm.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), minilm.dimension)
    assert minilm.dimension == 384
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_no_texts_give_no_rows(minilm: MiniLM) -> None:
    assert minilm.encode([]).shape == (0, 384)


def test_equal_to_sentence_transformers(minilm: MiniLM, weights: Path) -> None:
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    from siliconfriend.embedders.sentence_transformer import SentenceTransformerEmbedder

    expected = SentenceTransformerEmbedder(str(weights)).encode(TEXTS)
    assert np.abs(minilm.encode(TEXTS) - expected).max() < 1e-5


def test_golden_numbers(minilm: MiniLM) -> None:
    vectors = minilm.encode(["I went hiking with my sister last weekend.", "Where did I go with my sister?"])
    np.testing.assert_allclose(vectors[0, :4], GOLDEN_FIRST, atol=1e-5)
    np.testing.assert_allclose(vectors[1, 380:], GOLDEN_LAST, atol=1e-5)
    assert float(vectors[0] @ vectors[1]) == pytest.approx(GOLDEN_COSINE, abs=1e-5)


def test_a_question_is_nearest_to_its_answer(minilm: MiniLM) -> None:
    memories = ["My dog Rex is ill and I am worried.", "I passed my driving test!", "We had pasta for dinner."]
    query = minilm.encode(["How is your pet?"])[0]
    assert int(np.argmax(minilm.encode(memories) @ query)) == 0


@given(order=st.permutations(range(len(TEXTS))), size=st.integers(1, len(TEXTS)))
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_has_the_same_vector_in_every_batch(minilm: MiniLM, order: list[int], size: int) -> None:
    chosen = order[:size]
    together = minilm.encode([TEXTS[number] for number in chosen])
    alone = minilm.encode([TEXTS[chosen[0]]])
    np.testing.assert_allclose(together[0], alone[0], atol=2e-6)


def test_text_past_256_tokens_is_not_read(minilm: MiniLM) -> None:
    within, beyond = "word " * 254, "word " * 254 + "and a hundred other things about my cat"
    cut, last = "word " * 253 + "word", "word " * 253 + "cat"
    vectors = minilm.encode([within, beyond, cut, last])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=2e-6)
    assert np.abs(vectors[2] - vectors[3]).max() > 1e-4


def blas_threads() -> set[int]:
    return {pool["num_threads"] for pool in blas._controller().info() if pool["user_api"] == "blas"}


def set_blas_threads(number: int) -> None:
    """From a thread that ends at once: threadpoolctl obeys only the thread that was first, while it lives."""
    limit = threading.Thread(target=threadpool_limits, args=(number, "blas"))
    limit.start()
    limit.join()


@pytest.fixture
def two_blas_threads() -> Iterator[None]:
    (before,) = blas_threads()
    set_blas_threads(2)
    yield
    set_blas_threads(before)


@pytest.mark.usefixtures("two_blas_threads")
def test_many_threads_encode_at_once_on_one_blas_thread(minilm: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = minilm.encode(TEXTS[:6])
    seen: list[set[int]] = []
    pooled = minilm._pooled

    def watched(rows: Sequence[Sequence[int]]) -> Vectors:
        seen.append(blas_threads())
        return pooled(rows)

    monkeypatch.setattr(minilm, "_pooled", watched)
    assert blas_threads() == {2}
    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(minilm.encode, [TEXTS[:6]] * 8))
    assert blas_threads() == {2}
    assert len(seen) >= 8
    assert all(inside == {1} for inside in seen)
    for result in results:
        np.testing.assert_allclose(result, expected, atol=2e-6)


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json"])
def test_one_changed_byte_is_refused(weights: Path, tmp_path: Path, file: str) -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        shutil.copyfile(weights / name, tmp_path / name)
    with (tmp_path / file).open("r+b") as altered:
        altered.seek(-1, 2)
        last = altered.read(1)
        altered.seek(-1, 2)
        altered.write(bytes([last[0] ^ 1]))
    with pytest.raises(AlteredWeightsError) as refusal:
        MiniLM(tmp_path)
    for language in Language:
        assert file in words(language)(f"errors.{refusal.value.code}", **refusal.value.details)


def test_a_missing_file_is_refused(weights: Path, tmp_path: Path) -> None:
    shutil.copyfile(weights / "model.safetensors", tmp_path / "model.safetensors")
    with pytest.raises(AlteredWeightsError):
        MiniLM(tmp_path)


@pytest.mark.parametrize("text", ["", "   ", "I am happy today.", "Café, naïve!", "!!!", "supercalifragilistic"])
def test_english_is_covered(minilm: MiniLM, text: str) -> None:
    assert minilm.coverage(text) == 1.0


@pytest.mark.parametrize("text", ["你好", "我今天很开心！", "明天", "🙂🙂", "Привет", "안녕하세요", "おはよう"])
def test_what_english_has_no_words_for_is_not_covered(minilm: MiniLM, text: str) -> None:
    assert minilm.coverage(text) == 0.0


def test_mixed_text_is_covered_by_its_letters(minilm: MiniLM) -> None:
    assert minilm.coverage("我喜欢 Python, 真的") == pytest.approx(6 / 11)


def test_gelu_is_exact() -> None:
    x = np.linspace(-30, 30, 60_001, dtype=np.float32)
    exact = np.array([value * 0.5 * math.erfc(-value / math.sqrt(2)) for value in x.tolist()])
    assert (np.abs(gelu(x) - exact) / np.maximum(1, np.abs(x))).max() < 2e-7


@given(lengths=st.lists(st.integers(2, 256), max_size=60))
def test_batches_hold_every_text_once_and_stay_small(lengths: list[int]) -> None:
    batches = list(module._batches(lengths))
    assert sorted(number for batch in batches for number in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) * max(lengths[number] for number in batch) <= module.BATCH_TOKENS
