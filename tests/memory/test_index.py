"""The exact and the quick index: the same vectors, the same answers, whatever was put and dropped before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siliconfriend.memory import hnsw
from siliconfriend.memory.hnsw import HnswIndex
from siliconfriend.memory.index import ExactIndex, VectorIndex

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

DIMENSION = 24
needs_hnswlib = pytest.mark.skipif(not hnsw.installed(), reason="hnswlib is not installed")


def clustered(count: int, seed: int, clusters: int = 12) -> Vectors:
    """Unit vectors about a few centres, as texts about a few subjects are."""
    centres = np.random.default_rng(0).normal(size=(clusters, DIMENSION))
    draw = np.random.default_rng(seed)
    points = centres[draw.integers(0, clusters, count)] + 0.4 * draw.normal(size=(count, DIMENSION))
    unit: Vectors = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return unit


def agree(one: VectorIndex, other: VectorIndex, seed: int, ks: tuple[int, ...] = (1, 5, 40, 1000)) -> None:
    assert one.ids() == other.ids()
    for query in clustered(4, seed):
        for k in ks:
            found, expected = one.search(query, k), other.search(query, k)
            assert [id_ for id_, _ in found] == [id_ for id_, _ in expected]
            assert np.allclose([cosine for _, cosine in found], [cosine for _, cosine in expected], atol=1e-5)


@pytest.fixture(params=[ExactIndex, pytest.param(HnswIndex, marks=needs_hnswlib)])
def index(request: pytest.FixtureRequest) -> VectorIndex:
    """An empty index of either kind."""
    made: VectorIndex = request.param(DIMENSION)
    return made


def test_the_nearest_come_first_with_their_cosines(index: VectorIndex) -> None:
    vectors = clustered(50, 1)
    index.put(list(range(100, 150)), vectors)
    query = clustered(1, 2)[0]
    cosines = vectors @ query
    best = np.argsort(-cosines)[:7]
    found = index.search(query, 7)
    assert [id_ for id_, _ in found] == [100 + int(row) for row in best]
    assert np.allclose([cosine for _, cosine in found], cosines[best], atol=1e-5)


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    query = clustered(1, 1)[0]
    assert index.search(query, 5) == []
    index.put([], np.empty((0, DIMENSION), dtype=np.float32))
    index.drop([7])
    assert (index.ids(), index.search(query, 5)) == (set(), [])
    index.put([7], query[None, :])
    assert index.search(query, 0) == []
    index.drop([7, 7, 8])
    assert (index.ids(), index.search(query, 5)) == (set(), [])


def test_k_may_exceed_what_there_is(index: VectorIndex) -> None:
    index.put([1, 2, 3], clustered(3, 1))
    index.drop([2])
    assert {id_ for id_, _ in index.search(clustered(1, 2)[0], 50)} == {1, 3}


def test_a_replaced_vector_is_found_where_it_is_now(index: VectorIndex) -> None:
    vectors = clustered(20, 1)
    index.put(list(range(20)), vectors)
    index.put([4], -vectors[4][None, :])
    assert index.search(-vectors[4], 1)[0][0] == 4
    assert index.search(vectors[4], 20)[-1][0] == 4


def test_a_dropped_memory_may_come_back(index: VectorIndex) -> None:
    vectors = clustered(20, 1)
    index.put(list(range(20)), vectors)
    index.drop([4])
    assert 4 not in {id_ for id_, _ in index.search(vectors[4], 20)}
    index.put([4], vectors[4][None, :])
    assert index.search(vectors[4], 1)[0][0] == 4
    assert index.ids() == set(range(20))


def test_of_equals_the_newer_comes_first(index: VectorIndex) -> None:
    vector = clustered(1, 1)
    for id_ in (3, 9, 5):
        index.put([id_], vector)
    assert [id_ for id_, _ in index.search(vector[0], 3)] == [9, 5, 3]


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 60), st.integers(1, 30)),
        st.tuples(st.just("drop"), st.integers(0, 60), st.integers(1, 50)),
    ),
    max_size=14,
)


@needs_hnswlib
@settings(max_examples=40, deadline=None)
@given(operations=OPERATIONS, seed=st.integers(0, 1000))
def test_both_agree_after_any_sequence(operations: list[tuple[str, int, int]], seed: int) -> None:
    quick, exact = HnswIndex(DIMENSION), ExactIndex(DIMENSION)
    for turn, (what, start, count) in enumerate(operations):
        ids = list(range(start, start + count))
        vectors = clustered(count, seed + turn)
        for index in (quick, exact):
            if what == "put":
                index.put(ids, vectors)
            else:
                index.drop(ids)
    agree(quick, exact, seed)


@needs_hnswlib
@pytest.mark.parametrize("kept", [1500, 700, 300, 40, 1, 0])
def test_both_agree_when_most_has_been_dropped(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hnsw, "EXACT_UP_TO", 0)
    quick, exact = HnswIndex(DIMENSION), ExactIndex(DIMENSION)
    vectors, order = clustered(2000, 3), np.random.default_rng(4).permutation(2000).tolist()
    for index in (quick, exact):
        index.put(list(range(2000)), vectors)
        for start in range(kept, 2000, 200):
            index.drop(order[start : start + 200])
    agree(quick, exact, 5)
    for index in (quick, exact):
        index.put(order[kept : kept + 300], clustered(len(order[kept : kept + 300]), 6))
    agree(quick, exact, 7)


@needs_hnswlib
def test_a_search_that_cannot_reach_enough_looks_at_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hnsw, "EXACT_UP_TO", 0)
    quick, exact = HnswIndex(DIMENSION), ExactIndex(DIMENSION)
    vectors = clustered(400, 8)
    for index in (quick, exact):
        index.put(list(range(400)), vectors)
    for id_ in range(3, 400):  # what a graph full of marked nodes is like
        quick._index.mark_deleted(id_)
        quick._live.discard(id_)
    exact.drop(list(range(3, 400)))
    agree(quick, exact, 9)


@needs_hnswlib
def test_a_large_index_searches_its_graph_and_misses_next_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hnsw, "EXACT_UP_TO", 500)
    quick, exact = HnswIndex(DIMENSION), ExactIndex(DIMENSION)
    for index in (quick, exact):
        index.put(list(range(3000)), clustered(3000, 10))
        index.put(list(range(300)), clustered(300, 11))
        index.drop(list(range(2000, 2500)))
    missed = 0
    for query in clustered(50, 12):
        found, expected = quick.search(query, 20), exact.search(query, 20)
        missed += len({id_ for id_, _ in expected} - {id_ for id_, _ in found})
    assert quick._exact is None
    assert missed <= 5
