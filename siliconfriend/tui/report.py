"""What a worker tells the screen that started it."""

from __future__ import annotations

from typing import dataclass_transform

from textual.message import Message


@dataclass_transform(eq_default=False)
class Report(Message):
    """A message named for what happened, its fields what it carries. They may be words, so its repr has none."""

    def __init__(self, *values: object, **named: object) -> None:
        """What dataclasses would write, for every report at once: writing it for each takes as long as a frame."""
        super().__init__()
        for name, value in zip(type(self).__annotations__, values, strict=False):
            setattr(self, name, value)
        for name, value in named.items():
            setattr(self, name, value)
