"""Words with emphasis, code and links in them."""

from __future__ import annotations

import re
from typing import Final

from markdown_it.token import Token
from textual.content import Content, Span
from textual.style import Style

from siliconfriend.tui.visible import visible

_STYLES: Final = {"em_open": ".em", "strong_open": ".strong", "s_open": ".s"}
_SPACE: Final = re.compile(r"\s+")


def inline(token: Token) -> Content:
    """An inline token as text; a line break is one."""
    written = _Written()
    for child in token.children or ():
        written.add(child)
    return Content("".join(written.parts), spans=written.spans)


class _Written:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self._opened: list[tuple[Style | str, int]] = []
        self._place = 0

    def add(self, token: Token) -> None:
        kind = token.type
        if kind in _STYLES:
            self._opened.append((_STYLES[kind], self._place))
        elif kind == "link_open":
            self._opened.append((_link(token.attrGet("href")), self._place))
        elif kind.endswith("_close"):
            style, start = self._opened.pop()
            self.spans.append(Span(start, self._place, style))
        elif kind in {"hardbreak", "softbreak"}:
            self._write("\n")
        elif kind == "code_inline":
            self._write(token.content, ".code_inline")
        elif kind == "image":
            self._write("🖼 " + (token.content or str(token.attrGet("src"))), _link(token.attrGet("src")))
        else:
            self._write(_SPACE.sub(" ", token.content))

    def _write(self, text: str, style: Style | str | None = None) -> None:
        start, shown = self._place, visible(text)
        self.parts.append(shown)
        self._place += len(shown)
        if style is not None:
            self.spans.append(Span(start, self._place, style))


def _link(target: object) -> Style:
    return Style.from_meta({"@click": f"link({str(target or '')!r})"})
