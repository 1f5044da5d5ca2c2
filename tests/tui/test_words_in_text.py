"""Words under the cursor, in text with and without spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.tui.words_in_text import run_around, word_end, word_left, word_right

LINES = st.text(alphabet=st.sampled_from("ab1 ,。！_-你好吗猫のカ한😀\t"), max_size=20)


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("hello world", 6),
        ("hello world  ", 6),
        ("我今天很开心", 5),
        ("我喜欢 coffee", 4),
        ("好吗？！", 2),
        ("ok你好", 3),
        ("word", 0),
        ("", 0),
        ("   ", 0),
    ],
)
def test_the_word_to_the_left(line: str, begins: int) -> None:
    assert word_left(line, len(line)) == begins


def test_the_word_to_the_right() -> None:
    assert [word_right("我喜欢 tea", column) for column in range(7)] == [1, 2, 4, 4, 7, 7, 7]
    assert [word_end("我喜欢 tea", column) for column in range(5)] == [1, 2, 3, 7, 7]


@given(LINES, st.integers(0, 20))
def test_going_left_always_gets_nearer_to_the_start_and_right_to_the_end(line: str, column: int) -> None:
    column = min(column, len(line))
    assert word_left(line, column) < column or column == 0
    assert word_right(line, column) > column or column == len(line)
    assert word_end(line, column) > column or column == len(line)


@given(st.text(alphabet="你我他们很开心", min_size=1, max_size=20))
def test_one_step_in_a_chinese_run_is_one_character(line: str) -> None:
    assert word_left(line, len(line)) == len(line) - 1
    assert word_right(line, 0) == 1


@pytest.mark.parametrize(
    ("column", "run"),
    [(0, "我喜欢"), (2, "我喜欢"), (4, "coffee"), (9, "coffee"), (10, "，"), (12, "很"), (13, ""), (3, " ")],
)
def test_what_two_clicks_mark(column: int, run: str) -> None:
    line = "我喜欢 coffee， 很"
    start, end = run_around(line, column)
    assert line[start:end] == run


@given(LINES, st.integers(0, 20))
def test_what_is_marked_holds_the_place(line: str, column: int) -> None:
    start, end = run_around(line, column)
    assert start <= column < end or (start, end) == (len(line), len(line))
