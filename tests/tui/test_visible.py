"""Nothing that is shown can command the terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.tui.visible import beginning, one_line, visible

ANYTHING = st.text(st.characters(categories=["Cc", "Cf", "Lo", "L", "P", "Zs", "So"]), max_size=50)


@given(ANYTHING)
def test_no_control_code_is_left(text: str) -> None:
    assert not {char for char in visible(text) if unicodedata.category(char) == "Cc"} - {"\n", "\t"}


@given(ANYTHING, ANYTHING)
def test_the_pieces_of_a_stream_give_the_same_as_the_whole(one: str, two: str) -> None:
    assert visible(one) + visible(two) == visible(one + two)


def test_what_people_write_is_left_alone() -> None:
    text = "[b]not markup[/b]\n\t你好 👩‍👩‍👧 café ﷺ שלום"
    assert visible(text) == text


def test_escapes_are_seen_and_order_is_kept() -> None:
    assert visible("a\x1b[31mb\r\n\x9b\u202ec") == "a␛[31mb\nc"


def test_one_line_has_no_breaks() -> None:
    assert one_line(" a \n\n b\tc ") == "a b c"


@given(ANYTHING, st.integers(1, 60))
def test_what_is_cut_says_so(text: str, most: int) -> None:
    line, begun = one_line(text), beginning(text, most)
    assert len(begun) <= most
    assert begun == line if len(line) <= most else begun.endswith("…")
