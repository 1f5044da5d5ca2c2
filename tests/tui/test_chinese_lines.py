"""What is shown and what is written is broken between Chinese characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich._wrap import divide_line
from textual._wrap import compute_wrap_offsets
from textual.content import Content
from textual.widgets import TextArea

from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.chinese_lines import divide, divide_over_text
from siliconfriend.tui.widgets.composer import Composer
from tests.tui.scripted import ready, type_text

PLAIN = st.text("ab ,.-", max_size=60)


def shown(text: str, width: int) -> list[str]:
    return [line.plain for line in Content(text).wrap(width)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("小雨 说：“我们去河边跑步。”", ["小雨 说：“我", "们去河边跑", "步。”"]),
        ("没有 /没有这个 这个命令。", ["没有 /没有这", "个 这个命", "令。"]),
        ("from the beginning", ["from the", "beginning"]),
    ],
)
def test_a_line_goes_on_after_a_blank(text: str, lines: list[str]) -> None:
    assert [line.rstrip() for line in shown(text, 12)] == lines


@given(PLAIN, st.integers(2, 20))
def test_what_has_no_chinese_is_broken_as_it_was(text: str, width: int) -> None:
    assert divide(text, width) == divide_line(text, width)
    assert divide_over_text(text, width, 4) == compute_wrap_offsets(text, width, 4)


async def test_what_is_written_goes_on_after_a_blank(app: FriendApp) -> None:
    async with app.run_test(size=(40, 24)) as pilot:
        await ready(pilot)
        composer: TextArea = app.screen.query_one(Composer)
        await type_text(pilot, "我用 Python " + "写" * 20)
        width = composer.wrap_width
        first = composer.wrapped_document.get_sections(0)[0]
        assert first.startswith("我用 Python 写写")
        assert width - 2 <= len(first.encode("gbk")) <= width
