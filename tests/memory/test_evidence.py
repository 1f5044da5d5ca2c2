"""Lexical evidence is on one scale for every question."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.memory.evidence import Wording, beside

TERMS = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)
COUNTS = st.dictionaries(st.sampled_from("abcdefghxyz"), st.integers(1, 5), max_size=8).map(Counter)


@given(asked=TERMS, counts=COUNTS, documents=st.integers(1, 1000), usual=st.floats(1, 100))
def test_evidence_is_bounded_and_grows_with_what_is_held(
    asked: list[str], counts: Counter[str], documents: int, usual: float
) -> None:
    wording = Wording(asked, dict.fromkeys(asked, 1), documents, usual)
    assert 0 <= wording.share(counts) <= 1 + 1e-9
    assert 0 <= wording.evidence(counts) <= 1.5 + 1e-9
    more = counts + Counter({asked[0]: 1})
    assert wording.share(more) >= wording.share(counts)


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    wording = Wording(["garden", "lighthouse"], {"garden": 90, "lighthouse": 2}, 100, 10)
    assert wording.share(Counter(["lighthouse"])) > 2 * wording.share(Counter(["garden"]))


def test_a_word_that_is_nowhere_counts_against_everything() -> None:
    known = Wording(["garden"], {"garden": 3}, 100, 10)
    with_unknown = Wording(["garden", "zeppelin"], {"garden": 3}, 100, 10)
    assert with_unknown.share(Counter(["garden"])) < known.share(Counter(["garden"])) == 1


def test_nothing_asked_is_no_evidence() -> None:
    assert Wording([], {}, 10, 5).evidence(Counter("abc")) == 0


def test_neighbours_lend_their_evidence() -> None:
    assert beside({1: 1.0, 3: 0.5}, {2: (1, 3), 4: (3, None), 5: (None, None)}) == pytest.approx(
        {2: 1.6, 4: 0.6, 5: 0.0}
    )
