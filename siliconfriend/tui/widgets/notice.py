"""A quiet sentence in the transcript that is not part of the conversation."""

from __future__ import annotations

from collections.abc import Callable

from siliconfriend.tui.widgets.sentence import Sentence


class Notice(Sentence):
    """One sentence."""

    def __init__(self, say: Callable[[], str], *, trouble: bool = False) -> None:
        super().__init__(say, classes="trouble" if trouble else "")
