"""Widgets whose own size says nothing to what is in them."""

from __future__ import annotations

from textual.geometry import Size
from textual.widget import Widget


class LaidOutOnce(Widget):
    """It has just been laid out at its size: Textual 8.2.8 would lay the screen out again because of it."""

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:  # noqa: ARG002 - Textual's
        return super()._size_updated(size, virtual_size, container_size, layout=False)
