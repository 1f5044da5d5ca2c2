"""How many widgets turns cost: each line of Markdown may be one, a plain text is one in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from siliconfriend.memory.records import Turn
from siliconfriend.tui.markdown.signs import is_plain

FIRST: Final = 30
"""What the first look at a conversation may weigh: a hundred lines take half a second to lay out."""
BATCH: Final = 40
"""What is added at once to the turns on the screen."""
HEAVIEST: Final = 160
"""What the turns on the screen may weigh; beyond, the oldest go."""


def weight(response: str) -> int:
    """The widgets of a turn."""
    return 2 if is_plain(response) else 2 + response.count("\n")


def lightest(turns: Sequence[Turn], most: int) -> Sequence[Turn]:
    """The last of `turns` that weigh no more than `most` together, but at least one."""
    total = 0
    for place, turn in reversed(list(enumerate(turns))):
        total += weight(turn.response)
        if total > most:
            return turns[min(place + 1, len(turns) - 1) :]
    return turns
