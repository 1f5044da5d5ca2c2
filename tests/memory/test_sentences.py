"""Where a sentence ends, and where a sign only looks like its end."""

from __future__ import annotations

import pytest

from siliconfriend.memory.sentences import quotations_whole, sentences


@pytest.mark.parametrize(
    "found",
    [
        ["I saw Mrs. Novak.", "Mr. Lee, Ms. Roy and Dr. Hart came!"],
        ["We walked to St. Ives.", "We ate."],
        ["I like fruit, e.g. plums.", "I drink tea, i.e. green tea."],
        ["At 5 p.m. we met.", "We left at 11 p.m.", "It was late."],
        ["J. K. Rowling wrote it.", "So do I.", "But not now."],
        ["It was plan B.", "I liked it."],
        ["He lives on Elm St."],
        ["我见了 Dr. Lee。", "他很好。"],
    ],
)
def test_an_abbreviation_ends_no_sentence(found: list[str]) -> None:
    assert sentences(" ".join(found)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('She said "Come. Sit down." I sat.', ['She said "Come. Sit down."', "I sat."]),
        ("她说“来。坐下。”我坐下了。", ["她说“来。坐下。”", "我坐下了。"]),
        ('A 5" nail. It broke. I cried.', ['A 5" nail.', "It broke.", "I cried."]),
    ],
)
def test_a_quotation_is_not_cut(text: str, found: list[str]) -> None:
    assert quotations_whole(sentences(text)) == found
