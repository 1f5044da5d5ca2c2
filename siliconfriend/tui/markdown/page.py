"""A Markdown text that may grow, painted as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.content import EMPTY_CONTENT, Content
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from siliconfriend.tui.markdown.reading import read
from siliconfriend.tui.markdown.rows import CODE_PADDING, Block, Line

if TYPE_CHECKING:
    from textual.css.styles import RulesMap
    from textual.selection import Selection
    from textual.visual import RenderOptions


class Page(Visual):
    """Blocks with an empty line between them. Each block is laid out and painted once for a width and a style."""

    def __init__(self, text: str = "") -> None:
        self._blocks: list[Block] = []
        self._open = ""
        self._closed = 0
        self.grow(text)

    def grow(self, piece: str) -> None:
        """Add `piece` to the text: only what is still open is read again.

        The last line may become anything, and so the block before it is open, too.
        """
        self._open += piece
        found = read(self._open)
        self._blocks[self._closed :] = [one.block for one in found]
        lines = self._open.split("\n")
        begun = [one for one in found if one.line < len(lines) - 1]
        if len(begun) > 1:
            self._closed += len(begun) - 1
            self._open = "\n".join(lines[begun[-1].line :])

    def forget_styles(self) -> None:
        """The colours are others now."""
        for block in self._blocks:
            block.painted = None

    def forget_layout(self) -> None:
        """The cells that characters take are others now."""
        for block in self._blocks:
            block.forget()

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002 - Visual's
        """The widest line, if there is room for it."""
        lines = (line for block in self._blocks for line in block.lay_out(container_width).lines)
        return max((line.lead.cell_length + line.content.cell_length for line in lines), default=1)

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002 - Visual's
        """Lines at `width` cells."""
        return self.height(width)

    def height(self, width: int) -> int:
        """Lines at `width` cells."""
        return sum(len(block.lay_out(width).lines) for block in self._blocks) + max(0, len(self._blocks) - 1)

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The lines as they are painted."""
        strips: list[Strip] = []
        y = 0
        for block in self._blocks:
            if strips:
                strips.append(_paint(Line(EMPTY_CONTENT, y=0), width, y, style, options))
                y += 1
            laid = block.lay_out(width)
            selection = options.selection
            if selection and any(selection.get_span(y + row) for row in range(len(laid.said))):
                strips += [_paint(line, width, y, style, options) for line in laid.lines]
            else:
                strips += self._kept(block, width, y, style, options)
            y += len(laid.said)
        return strips if height is None else strips[:height]

    def _kept(self, block: Block, width: int, y: int, style: Style, options: RenderOptions) -> list[Strip]:
        key = width, style, y
        if block.painted is None or block.painted[0] != key:
            block.painted = key, [_paint(line, width, y, style, options) for line in block.lay_out(width).lines]
        return block.painted[1]

    def selected(self, selection: Selection, width: int) -> str:
        """What is selected when the page is `width` cells wide."""
        return "\n".join(self._selected(selection, width))

    def _selected(self, selection: Selection, width: int) -> Iterator[str]:
        y = 0
        for number, block in enumerate(self._blocks):
            if number:
                if selection.get_span(y) is not None:
                    yield ""
                y += 1
            for mark, text in block.lay_out(width).said:
                span = selection.get_span(y)
                y += 1
                if span is not None:
                    start, end = span
                    part = text[start:] if end < 0 else text[start:end]
                    yield part if start else mark + part


def _paint(line: Line, width: int, base: int, style: Style, options: RenderOptions) -> Strip:
    """One line; `base` is the number of rows above its block."""
    content, get_style = line.content, options.get_style
    segments = [Segment(text, one.rich_style) for text, one in line.lead.render(style, "", get_style) if text]
    used = line.lead.cell_length
    ground = style
    if line.fill:
        ground = style + get_style(line.fill)
        segments.append(Segment(" " * CODE_PADDING, ground.rich_style))
        used += CODE_PADDING
    if line.y >= 0:
        content = _selection_on(content, line, base, options)
        x, y = line.x, base + line.y
        for text, one in content.render(ground, "", get_style):
            if text:
                segments.append(Segment(text, (ground + one).rich_style_with_offset(x, y)))
                x += len(text)
    else:
        segments += [Segment(text, one.rich_style) for text, one in content.render(ground, "", get_style) if text]
    used += content.cell_length
    if line.fill and used < width:
        segments.append(Segment(" " * (width - used), ground.rich_style))
        used = width
    return Strip(segments, used)


def _selection_on(content: Content, line: Line, base: int, options: RenderOptions) -> Content:
    if options.selection is None or options.selection_style is None:
        return content
    span = options.selection.get_span(base + line.y)
    if span is None:
        return content
    start, end = span
    last = len(content) if end < 0 else max(0, end - line.x)
    return content.stylize(options.selection_style, max(0, start - line.x), min(last, len(content)))
