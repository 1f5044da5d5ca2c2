"""Nothing that a reply says is left out, however deep it is nested."""

from __future__ import annotations

import pytest

from siliconfriend.tui.markdown.parser import DEEPEST, parser_of_blocks
from siliconfriend.tui.markdown.reading import parsed


def shown(text: str) -> str:
    return "\n".join(said for found in parsed(text) for _, said in found.block.lay_out(80).said)


@pytest.mark.parametrize("deep", [1, 19, 20, 21, DEEPEST - 1, DEEPEST, DEEPEST + 1, 300])
def test_words_quoted_deep_are_shown(deep: int) -> None:
    assert "Here am I." in shown(f"{'>' * deep} Here am I.")
    assert "Here am I." in shown(f"{'> ' * deep}Here am I.\n{'> ' * deep}Still here.")


@pytest.mark.parametrize("sign", ["-", "1."])
def test_every_item_of_a_list_is_shown_however_deep(sign: str) -> None:
    indent = " " * (len(sign) + 1)
    text = shown("".join(f"{indent * level}{sign} item {level};\n" for level in range(60)))
    assert [f"item {level};" for level in range(60) if f"item {level};" not in text] == []


def test_code_nested_deep_is_shown_and_found() -> None:
    text = "\n".join("> " * 25 + line for line in ("```python", "print(1)", "```"))
    assert "print(1)" in shown(text)
    assert [token.content for token in parser_of_blocks().parse(text) if token.type == "fence"] == ["print(1)\n"]
