"""What the companion says first when somebody is back."""

from __future__ import annotations

from siliconfriend.tui.widgets.sentence import Sentence


class GreetingLine(Sentence):
    """The greeting; not a turn."""
