"""Only patterns that may be in a text are searched for; what is found is the same as if all of them were."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siliconfriend import danger
from siliconfriend.danger import speaks_of_danger
from siliconfriend.language import Language, words
from siliconfriend.must_hold import Guarded, pieces_of, stems

SENTENCES = [
    one
    for both in tomllib.loads(Path(__file__).with_name("care_sentences.toml").read_text(encoding="utf-8")).values()
    for some in both.values()
    for one in some
]
SIGNS = st.text("abcdeklmnors' .,死活想不我了自杀不下去药_0", max_size=8)


@cache
def whole(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """All that is harmless, and all that is not, as one pattern each."""
    flags = re.ASCII if language is Language.EN else re.NOFLAG
    harmless, grave = (words(language).all(f"care.{one}") for one in ("harmless", "danger"))
    return re.compile("|".join(harmless), flags), re.compile("|".join(grave), flags)


def searched_for_all(message: str) -> bool:
    """What `speaks_of_danger` says, the long way."""
    pieces = list(danger._pieces(danger._normalised(message)))
    found = (
        whole(language)[1].search(whole(language)[0].sub(" _ ", one)) for one in pieces for language in Language
    )
    return any(found)


@pytest.mark.parametrize("language", Language)
def test_every_pattern_of_danger_has_stems_or_is_always_searched_for(language: Language) -> None:
    patterns = words(language).all("care.danger")
    without = [one for one in patterns if not stems(one, re.ASCII if language is Language.EN else 0)]
    assert len(without) <= 1


def test_the_answer_is_the_same_for_every_sentence_and_any_part_of_it() -> None:
    parts = [one[begin:end] for one in SENTENCES for begin, end in ((0, None), (3, None), (0, -3), (7, -1))]
    assert [one for one in parts if speaks_of_danger(one) != searched_for_all(one)] == []


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            SIGNS,
            st.builds(
                lambda text, begin, length: text[begin : begin + length],
                st.sampled_from(SENTENCES),
                st.integers(0, 30),
                st.integers(1, 60),
            ),
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["", " ", ". ", "，"]),
)
def test_the_answer_is_the_same_for_any_mixture(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert speaks_of_danger(text) == searched_for_all(text)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"\bkill(ed)? (my|him)self\b", {"kill myself", "kill himself", "killed myself", "killed himself"}),
        (r"colou?r", {"color", "colour"}),
        (r"(?:heavy|light) .{0,9}rain(?! man)", {"heavy ", "light "}),
        (r"a*b?", set()),
        (r"(?i)winter", set()),
        (r"(?i:winter)s", set()),
        (r"[^w]\w+\d", set()),
        (r"(winter|.)", set()),
        (r"(?<!not )winter|summer", {"winter", "summer"}),
    ],
)
def test_what_a_text_must_hold(pattern: str, found: set[str]) -> None:
    assert stems(pattern) == found


def test_a_pattern_is_found_where_it_is_and_only_there() -> None:
    guarded = Guarded([r"\bwinter\b", r"..?", r"雪(人|球)"], 0)
    assert guarded.are_in("ab", pieces_of("ab"))
    guarded = Guarded([r"\bwinter\b", r"雪(人|球)"], 0)
    for text, found in (("winter", True), ("winters", False), ("堆雪人", True), ("雪", False), ("", False)):
        assert guarded.are_in(text, pieces_of(text)) is found
