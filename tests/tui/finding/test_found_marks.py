"""What was looked for is marked where it stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.tui.finding.marks import marks, snippet


@pytest.mark.parametrize(
    ("text", "wanted", "marked"),
    [
        ("My cat is Miso", "miso", ["Miso"]),
        ("My cat is Miso", "mis CAT", ["cat", "Mis"]),
        ("I walked", "walking", ["walked"]),
        ("我的猫叫小米", "小米", ["小米"]),
        ("[b]bold[/b]", "[b]", ["[b]"]),
        ("aaa", "aa a", ["aaa"]),
        ("nothing", "else", []),
    ],
)
def test_marks(text: str, wanted: str, marked: list[str]) -> None:
    assert [text[begin:end] for begin, end in marks(text, wanted)] == marked


@given(st.text(max_size=60), st.text(max_size=10))
def test_marks_are_in_order_and_apart(text: str, wanted: str) -> None:
    found = marks(text, wanted)
    assert all(0 <= begin < end <= len(text) for begin, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


def test_a_snippet_is_around_the_first_mark() -> None:
    long = "before " * 50 + "the word [b]here[/b] " + "after " * 50
    shown = snippet(long, "word")
    assert "the word [b]here[/b]" in shown.plain
    assert shown.plain.startswith("…")
    assert shown.plain.endswith("…")
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["word"]
