"""A reply in one line reads as plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.tui.markdown.in_lines import in_lines
from siliconfriend.tui.markdown.in_one_line import in_one_line
from siliconfriend.tui.markdown.reading import parsed
from siliconfriend.tui.markdown.rows import Row


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nothing to it.\nReally.", "Nothing to it. Really."),
        ("It is **very** *nice*, ***so*** nice.", "It is very nice, so nice."),
        ("**早点睡**是最好的，*真的*。", "早点睡是最好的，真的。"),
        ("**a *b* `c*d*`**, ~~no~~", "a b c*d*, no"),
        ("# Plan\n\n## Today #1\ngo", "Plan Today #1 go"),
        ("Three:\n\n- sleep\n* eat\n  + well\n- [x] rest", "Three: • sleep • eat • well • rest"),
        ("1. sleep\n2) eat", "1. sleep 2) eat"),
        ("> quoted\n> > twice\n\nand", "quoted twice and"),
        ("Run `pip install a_b_c` now", "Run pip install a_b_c now"),
        ("```python\nx = __init__ # **kept**\n```\nThat *is* it", "x = __init__ # **kept** That is it"),
        ("See [the page](https://x.org/a_(b)) and ![a cat](cat.png)", "See the page and a cat"),
        ("| a | b |\n|---|:-:|\n| **1** | 2 |", "a | b 1 | 2"),
        ("Above\n\n---\n\n***\nbelow\n===", "Above below"),
        ("2 * 3 * 4, 2**10, snake_case_name, -5, 5 - 3", "2 * 3 * 4, 2**10, snake_case_name, -5, 5 - 3"),
        (r"\*not\* this", "*not* this"),
        ("_so_ __much__", "so much"),
        ("Not *before\nnoon*.\n\nHe *or\n\nshe*", "Not before noon. He *or she*"),
        ("It is cut **in the mid", "It is cut in the mid"),
        ("", ""),
    ],
)
def test_words_without_signs(text: str, words: str) -> None:
    assert in_one_line(text) == words


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Nothing to it.\nReally.", "Nothing to it.\nReally."),
        ("**Hello!** This is it.\n\n- one\n  - *two*\n\nBye.", "Hello! This is it.\n\n• one\n  • two\n\nBye."),
        ("So:\n\n```python\nif x:\n    y **= 2\n```\n\nThat is it.", "So:\n\nif x:\n    y **= 2\n\nThat is it."),
        ("# Plan\n\n---\n\n> go", "Plan\n\ngo"),
        ("\x1b[2J**x**", "␛[2Jx"),
    ],
)
def test_lines_stay_lines_where_a_reply_is_read_whole(text: str, lines: str) -> None:
    assert in_lines(text) == lines


_WORDS = st.text(alphabet="ab1.,!:我，é", min_size=1, max_size=4)
_SAID = st.lists(_WORDS, min_size=1, max_size=4)


@given(st.lists(st.tuples(_SAID, st.sampled_from(["", "*", "**"]), st.sampled_from([" ", "\n"])), max_size=5))
def test_what_is_emphasized_in_the_chat_has_no_signs_here(parts: list[tuple[list[str], str, str]]) -> None:
    text = "".join(sign + between.join(said) + sign + between for said, sign, between in parts)
    rows = [row for block in parsed(text) for row in block.block.elements]
    if all(isinstance(row, Row) and not row.lead for row in rows):
        shown = " ".join(row.content.plain for row in rows if isinstance(row, Row))
        if "*" not in shown:
            assert in_one_line(text) == " ".join(shown.split())


@given(st.text(alphabet="ab *_`#>[]()|~-+\\\n.我1", max_size=60))
def test_it_is_one_line_and_no_word_is_added(text: str) -> None:
    shown = in_one_line(text)
    assert "\n" not in shown
    left = iter(text)
    assert all(one in left for one in shown if one in "ab我")
