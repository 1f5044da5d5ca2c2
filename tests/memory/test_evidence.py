"""Lexical evidence is on one scale for every question."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.memory.evidence import Held, Wording, beside

ASKED = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6, unique=True)
TERMS = st.lists(st.sampled_from("abcdefghxyz"), max_size=20)


@given(asked=ASKED, terms=TERMS, documents=st.integers(1, 1000), usual=st.floats(1, 100))
def test_evidence_is_bounded_and_grows_with_what_is_held(
    asked: list[str], terms: list[str], documents: int, usual: float
) -> None:
    wording = Wording(asked, dict.fromkeys(asked, 1), documents, usual)
    assert 0 <= evidence(wording, asked, *terms) <= 1.5 + 1e-9
    if "x" in terms:
        more = [*terms[: terms.index("x")], asked[0], *terms[terms.index("x") + 1 :]]
        assert evidence(wording, asked, *more) >= evidence(wording, asked, *terms)


@given(terms=TERMS, asked=ASKED)
def test_held_is_what_was_asked_for(terms: list[str], asked: list[str]) -> None:
    held = Held.of(" ".join(terms), asked)
    assert held.length == len(terms)
    assert held.counts == {term: count for term, count in Counter(terms).items() if term in asked}


def evidence(wording: Wording, asked: list[str], *terms: str) -> float:
    return wording.evidence(Held.of(" ".join(terms), asked))


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    asked = ["garden", "lighthouse"]
    wording = Wording(asked, {"garden": 90, "lighthouse": 2}, 100, 10)
    assert evidence(wording, asked, "lighthouse") > 2 * evidence(wording, asked, "garden")


def test_a_word_that_is_nowhere_counts_against_everything() -> None:
    known = Wording(["garden"], {"garden": 3}, 100, 10)
    with_unknown = Wording(["garden", "zeppelin"], {"garden": 3}, 100, 10)
    assert evidence(with_unknown, ["garden", "zeppelin"], "garden") < evidence(known, ["garden"], "garden")


def test_nothing_asked_is_no_evidence() -> None:
    assert evidence(Wording([], {}, 10, 5), [], "a", "b", "c") == 0


def test_neighbours_lend_their_evidence() -> None:
    assert beside({1: 1.0, 3: 0.5}, {2: (1, 3), 4: (3, None), 5: (None, None)}) == pytest.approx(
        {2: 1.6, 4: 0.6, 5: 0.0}
    )
