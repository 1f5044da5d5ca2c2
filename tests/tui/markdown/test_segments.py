"""Long texts are cut without losing a character that is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.tui.markdown.parser import conversational_parser
from siliconfriend.tui.markdown.segments import MOST_CHARACTERS, MOST_LINES, segments, split

LINES = st.lists(st.sampled_from(["word " * 30, "", "- item", "x" * 7000, "1. one", "好" * 90]), max_size=300)


@given(LINES)
def test_without_code_the_parts_are_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    parts = segments(text)
    assert "".join(parts) == text
    assert all(len(part) <= MOST_CHARACTERS and part.count("\n") <= MOST_LINES for part in parts)


@given(LINES, st.integers(1, 500))
def test_growing_piece_by_piece_cuts_within_bounds(lines: list[str], size: int) -> None:
    text, tail, parts = "\n".join(lines), "", []
    for start in range(0, len(text), size):
        tail += text[start : start + size]
        while found := split(tail):
            parts.append(found[0])
            tail = found[1]
    assert "".join(parts) + tail == text
    assert len(tail) <= MOST_CHARACTERS


def test_short_texts_are_one_part() -> None:
    assert segments("") == [""]
    assert segments("one\n\ntwo") == ["one\n\ntwo"]


def test_one_long_line_is_cut_between_words() -> None:
    parts = segments(" ".join(f"word{number}" for number in range(2000)))
    assert len(parts) > 3
    assert all(part.endswith(" ") for part in parts[:-1])


def test_a_long_code_block_stays_code_in_every_part() -> None:
    code = "".join(f"print({number})\n" for number in range(1000))
    parts = segments(f"Look:\n\n```python\n{code}```\n\nThat is all.")
    assert len(parts) > 5
    tokens = [token for part in parts for token in conversational_parser().parse(part)]
    assert "".join(token.content for token in tokens if token.type == "fence") == code
    assert all(token.info == "python" for token in tokens if token.type == "fence")
    assert [token.content for token in tokens if token.type == "inline"] == ["Look:", "That is all."]


def test_a_code_block_whose_first_line_is_as_long_as_a_part_comes_to_an_end() -> None:
    for text in (f"```{'x' * 1_500}\n{'y' * 7_000}", f"```{'x' * 20}\n\u2028" + "\n" * 200):
        parts = segments(text)
        assert sum(map(len, parts)) < 2 * len(text)
        assert all(part.startswith("```x") for part in parts)


def test_code_that_holds_shorter_fences_stays_code() -> None:
    code = "```\nprint(1)\n```\n" * 40
    parts = segments(f"````markdown\n{code}````\n\nThat is all.")
    assert len(parts) > 2
    tokens = [token for part in parts for token in conversational_parser().parse(part)]
    assert "".join(token.content for token in tokens if token.type == "fence") == code
    assert [token.content for token in tokens if token.type == "inline"] == ["That is all."]


def test_a_long_table_is_a_table_in_every_part() -> None:
    rows = [f"|{number}|a cell of row {number}|" for number in range(200)]
    parts = segments("\n".join(["Look:", "", "|number|what|", "|---:|---|", *rows, "", "That is all."]))
    assert len(parts) > 4
    found = []
    for part in parts:
        tokens = conversational_parser().parse(part)
        places = [place for place, token in enumerate(tokens) if token.type == "inline"]
        cells = [tokens[place].content for place in places if tokens[place - 1].type == "td_open"]
        assert any(token.type == "th_open" for token in tokens)
        assert not [tokens[place].content for place in places if "|" in tokens[place].content]
        found += cells[::2]
    assert found == [str(number) for number in range(200)]


def test_the_head_of_a_table_is_not_cut_from_it() -> None:
    for before in range(MOST_LINES + 2):
        text = "\n".join([*["- item"] * before, "", "|a|b|", "|-|-|", *["|1|2|"] * 60])
        parts = segments(text)
        for part in parts[:-1] if "|" in parts[-1] else parts:
            tokens = conversational_parser().parse(part)
            assert not [one for one in tokens if one.type == "inline" and "|" in one.content], (before, part)


@given(
    st.lists(st.sampled_from(["|a|b|", "|-|-|", "|---", "x" * 2_990, "", "word | word", "- a | b"]), max_size=200)
)
def test_cutting_tables_comes_to_an_end(lines: list[str]) -> None:
    parts = segments("\n".join(lines))
    assert all(len(part) <= MOST_CHARACTERS + 600 for part in parts)


def test_what_is_inside_an_item_is_not_cut_from_it() -> None:
    item = "- item\n  - inside\n    - deeper\n      - deepest\n"
    parts = segments(item * 50)
    assert all(part.startswith("- item\n") for part in parts)
    tokens = [token for part in parts for token in conversational_parser().parse(part)]
    assert not [token for token in tokens if token.type == "code_block"]
