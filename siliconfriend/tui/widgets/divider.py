"""A line between turns of different days or conversations."""

from __future__ import annotations

from siliconfriend.tui.widgets.sentence import Sentence


class Divider(Sentence):
    """A quiet centred phrase."""
