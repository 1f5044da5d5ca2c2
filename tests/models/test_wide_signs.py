"""ChatGLM's narrow signs are widened beside Chinese, as its own code did, however they arrive."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.models.wide_signs import WideSigns

SIGNS = {",": "，", "!": "！", ":": "：", ";": "；", "?": "？"}


def original(text: str) -> str:
    """The released model's rule."""
    for narrow, wide in SIGNS.items():
        text = re.sub(rf"([\u4e00-\u9fff])\{narrow}", rf"\1{wide}", text)
        text = re.sub(rf"\{narrow}([\u4e00-\u9fff])", rf"{wide}\1", text)
    return text


def widened(pieces: list[str]) -> str:
    filter_ = WideSigns()
    return "".join(map(filter_.feed, pieces)) + filter_.end()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("你好,朋友!", "你好，朋友！"),
        ("a,b,c,好", "a,b,c，好"),
        ("真的吗?是的;好:嗯", "真的吗？是的；好：嗯"),
        ("1:2", "1:2"),
    ],
)
def test_signs_beside_chinese(said: str, shown: str) -> None:
    assert widened(list(said)) == widened([said]) == shown


@given(st.lists(st.text("你好ab,!:;? \n", max_size=5), max_size=8))
def test_it_is_the_originals_rule_however_the_text_arrives(pieces: list[str]) -> None:
    assert widened(pieces) == original("".join(pieces))
