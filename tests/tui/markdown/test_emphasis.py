"""What is read without the parser is what the parser would have read."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from siliconfriend.tui.markdown.reading import Read, parsed, read
from siliconfriend.tui.markdown.rows import Row

Shape = list[tuple[int, list[tuple[str, list[tuple[int, int, str]]]]]]


def shape(found: list[Read]) -> Shape:
    """Where each block begins, and its rows with what is emphasized in them."""
    return [
        (
            one.line,
            [
                (row.content.plain, sorted((span.start, span.end, str(span.style)) for span in row.content.spans))
                if isinstance(row, Row) and not row.lead
                else (repr(row), [])
                for row in one.block.elements
            ],
        )
        for one in found
    ]


@given(st.text(alphabet="ab1 *\n.,!:我，é-", max_size=24))
@example("I hear **you**, 3.")
@example("**Note:** it is *so*.\nAnd\n\n*on*")
@example("我听到**你**了，*真的*。")
@example("a*b*c")
@example("2 * 3 * 4")
@example("**a *b* c**")
@example("a **b.** c **d.**e")
def test_emphasis_is_read_as_the_parser_reads_it(text: str) -> None:
    if "*" in text:
        assert shape(read(text)) == shape(parsed(text))


@pytest.mark.parametrize(
    "text",
    ["I hear **you**.", "*Softly:* yes, **Emily**, I do.\n\nAnd *you*?", "我听到**你**了。", "no signs at all"],
)
def test_words_that_are_only_emphasized_need_no_parser(text: str) -> None:
    code = (
        f"import sys; from siliconfriend.tui.markdown.page import Page; Page({text!r}); "
        "print('markdown_it' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
