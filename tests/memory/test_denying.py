"""What reads as a correction, and what as the words it corrects."""

from __future__ import annotations

import pytest

from siliconfriend.memory.denying import denies


@pytest.mark.parametrize(
    "words",
    [
        *(
            "I have no cat",
            "I'm not afraid of dogs",
            "I don’t smoke",
            "I dont smoke",
            "Actually, it is my neighbour's",
        ),
        *("我没有养猫，豆包是我邻居的。", "我不吃香菜", "我没养猫", "豆包其实是邻居的", "不是我的，而是邻居的"),
    ],
)
def test_a_correction(words: str) -> None:
    assert denies(words)


@pytest.mark.parametrize(
    "words",
    ["I have a cat", "Norwegian is my language", "我养了一只猫", "我做得不错", "我对芒果过敏", "工作不过三年"],
)
def test_a_plain_sentence(words: str) -> None:
    assert not denies(words)
