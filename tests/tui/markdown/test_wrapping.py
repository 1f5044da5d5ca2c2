"""Lines broken between words and Chinese characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from siliconfriend.tui.markdown.wrapping import breaks, folds


def pieces(text: str, cuts: list[int]) -> list[str]:
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


LINES = st.text("ab ,.，。（“我们好😀-", max_size=60)


@given(LINES, st.integers(2, 20))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    for cuts in (breaks(text, width), folds(text, width)):
        assert "".join(pieces(text, cuts)) == text
        assert all(cell_len(piece.rstrip()) <= width for piece in pieces(text, cuts))
        assert all(piece for piece in pieces(text, cuts) if text)


@given(LINES, st.integers(2, 20))
def test_blanks_that_do_not_hang_fit_too(text: str, width: int) -> None:
    cuts = breaks(text, width, blanks_hang=False)
    assert "".join(pieces(text, cuts)) == text
    assert all(cell_len(piece) <= width for piece in pieces(text, cuts))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two ", "three"]),
        ("a verylongwordindeed b", 8, ["a ", "verylong", "wordinde", "ed b"]),
        ("我用Python写了一个程序", 12, ["我用Python写", "了一个程序"]),
        ("今天天气好。明天", 10, ["今天天气", "好。明天"]),
        ("他说：“好的。”", 10, ["他说：“好", "的。”"]),
        ("see Python 写了很长很长的话", 12, ["see Python ", "写了很长很长", "的话"]),
    ],
)
def test_where_a_line_is_broken(text: str, width: int, lines: list[str]) -> None:
    assert pieces(text, breaks(text, width)) == lines
