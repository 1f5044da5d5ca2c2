"""Markdown as lines: what is shown, what is copied, and that growing shows the same as reading it whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Offset
from textual.selection import Selection
from textual.style import Style
from textual.visual import RenderOptions

from siliconfriend.tui.markdown.page import Page

EVERYTHING = """# Heading

Text **bold** and `code`
second line

- one
- two, long enough to be broken
  1. inner

  more of two

> said
> again

```python
if x:
\tpass
```

| a | b |
|---|--:|
| 1 | 22 |

---
10. ten
11. eleven
"""

STYLES = RenderOptions(lambda style: style if isinstance(style, Style) else Style.null(), {})


def lines(page: Page, width: int = 24) -> list[str]:
    strips = page.render_strips(width, None, Style.null(), STYLES)
    assert len(strips) == page.height(width)
    return [strip.text.rstrip() for strip in strips]


def test_everything_markdown_has() -> None:
    assert lines(Page(EVERYTHING)) == [
        "Heading",
        "",
        "Text bold and code",
        "second line",
        "",
        "• one",
        "• two, long enough to be",
        "  broken",
        "  1. inner",
        "",
        "  more of two",
        "",
        "▌ said",
        "▌ again",
        "",
        "",
        "  if x:",
        "          pass",
        "",
        "",
        "a │  b",
        "──┼───",
        "1 │ 22",
        "",
        "─" * 24,
        "",
        "10. ten",
        "11. eleven",
    ]


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_growing_shows_the_same_as_reading_it_whole(size: int) -> None:
    page = Page()
    for start in range(0, len(EVERYTHING), size):
        page.grow(EVERYTHING[start : start + size])
        assert lines(page)
    assert lines(page) == lines(Page(EVERYTHING))


@given(st.lists(st.text("ab*_`~-#>|1. \n你", max_size=12), max_size=12), st.integers(1, 30))
def test_any_pieces_grow_to_what_they_are_together(pieces: list[str], width: int) -> None:
    page = Page()
    for piece in pieces:
        page.grow(piece)
    assert lines(page, width) == lines(Page("".join(pieces)), width)


@given(st.text("ab*_`~-#>|1. \n你，", max_size=80), st.integers(2, 40))
def test_nothing_is_wider_than_the_page(text: str, width: int) -> None:
    strips = Page(text).render_strips(width, None, Style.null(), STYLES)
    assert all(cell_len(strip.text.rstrip()) <= width for strip in strips)


def test_a_table_without_room_becomes_a_list() -> None:
    page = Page("| name | what it says |\n|---|---|\n| Miso | a cat that is grey |\n| Biscuit | a dog |")
    assert lines(page, 30)[:2] == ["name    │ what it says", "────────┼───────────────────"]
    assert lines(page, 20) == [
        "name    │ what it",
        "        │ says",
        "────────┼───────────",
        "Miso    │ a cat that",
        "        │ is grey",
        "Biscuit │ a dog",
    ]
    assert lines(page, 14)[:4] == ["name: Miso", "what it says:", "a cat that is", "grey"]


def test_long_code_is_folded_and_copied_whole() -> None:
    page = Page("```\n" + "x" * 30 + "\n```")
    assert lines(page, 24) == ["", "  " + "x" * 20, "  " + "x" * 10, ""]
    assert page.selected(Selection(None, None), 24) == "x" * 30


def test_what_is_copied_has_its_marks_and_no_broken_lines() -> None:
    text = "Some words that are broken\n\n- one\n- two, long enough to be broken\n\n> said"
    page = Page(text)
    assert page.selected(Selection(None, None), 12) == (
        "Some words that are broken\n\n• one\n• two, long enough to be broken\n\nsaid"
    )
    assert page.selected(Selection(Offset(5, 0), Offset(3, 2)), 12) == "words that are broken\n\n• one"


def test_selected_words_are_painted_and_know_where_they_are() -> None:
    selected = Style(reverse=True)
    options = RenderOptions(STYLES.get_style, {}, Selection(Offset(6, 0), Offset(11, 0)), selected)
    strips = Page("alpha beta gamma").render_strips(8, None, Style.null(), options)
    marked = ["".join(text for text, style, _ in strip if style and style.reverse) for strip in strips]
    assert marked == ["", "beta", ""]
    places = [style.meta["offset"] for strip in strips for _, style, _ in strip if style and "offset" in style.meta]
    assert places == [(0, 0), (6, 0), (11, 0)]


def test_a_hidden_escape_code_is_none() -> None:
    assert lines(Page("a&#27;[31m **b** `\x1b`")) == ["a\ufffd[31m b ␛"]


def test_finished_blocks_are_not_painted_again() -> None:
    page = Page("**one**\n\n")
    first = page.render_strips(20, None, Style.null(), STYLES)
    page.grow("two\n\nthree")
    second = page.render_strips(20, None, Style.null(), STYLES)
    page.grow(" and more")
    third = page.render_strips(20, None, Style.null(), STYLES)
    assert first[0].text == second[0].text
    assert second[0] is third[0]
