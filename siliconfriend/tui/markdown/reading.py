"""From Markdown to blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from textual.content import EMPTY_CONTENT, Content

from siliconfriend.tui.markdown.emphasis import emphasized, only_emphasis
from siliconfriend.tui.markdown.rows import Block, Code, Element, Row, Rule
from siliconfriend.tui.markdown.signs import is_plain
from siliconfriend.tui.visible import visible

if TYPE_CHECKING:
    from markdown_it.token import Token

_BULLETS: Final = "•▪‣◦"
_MOST_INDENTS: Final = 12


class Read(NamedTuple):
    """A block, and the line of the source it begins on."""

    block: Block
    line: int


def read(text: str) -> list[Read]:
    """The blocks of `text`; plain text, and words that are only emphasized, need no parser."""
    if is_plain(text):
        return list(_paragraphs(text, Content))
    if only_emphasis(text):
        with suppress(ValueError):
            return list(_paragraphs(text, emphasized))
    return parsed(text)


def parsed(text: str) -> list[Read]:
    """The blocks of `text` as the parser finds them."""
    from siliconfriend.tui.markdown.parser import conversational_parser

    return _Reader().read(conversational_parser().parse(text))


def _paragraphs(text: str, content: Callable[[str], Content]) -> Iterable[Read]:
    block, begun = Block(), 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            if not block.elements:
                begun = number
            block.elements.append(Row(content(line.strip())))
        elif block.elements:
            yield Read(block, begun)
            block = Block()
    if block.elements:
        yield Read(block, begun)


class _Indent(Struct):
    """Something that what is inside it is indented by: `first` stands before its first row only."""

    first: Content
    rest: Content
    mark: str = ""
    begun: bool = False
    spoken: bool = False


class _List(Struct):
    bullet: str
    number: int | None
    width: int


class _Reader:
    def __init__(self) -> None:
        self._block = Block()
        self._indents: list[_Indent] = []
        self._lists: list[_List] = []
        self._heading = ""
        self._hidden = False
        self._table: list[list[Content]] | None = None
        self._to_right: list[bool] = []

    def read(self, tokens: list[Token]) -> list[Read]:
        found: list[Read] = []
        line = 0
        for place, token in enumerate(tokens):
            if token.level == 0 and token.nesting >= 0 and token.map:
                line = token.map[0]
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                self._begin_list(token, tokens[place + 1 :])
            else:
                getattr(self, f"_{token.type}", self._other)(token)
            if token.level == 0 and token.nesting <= 0 and self._block.elements:
                found.append(Read(self._block, line))
                self._block = Block()
        return found

    def _other(self, token: Token) -> None:
        """Paragraphs end, tables have heads and bodies: nothing to do."""

    def _add(self, element: Element) -> None:
        self._block.elements.append(element)

    def _leads(self) -> tuple[Content, Content, str]:
        """What stands before the next row, before what is broken off it, and what of it is copied."""
        first = EMPTY_CONTENT.join([one.rest if one.begun else one.first for one in self._indents])
        mark = "".join(" " * one.rest.cell_length if one.begun and one.mark else one.mark for one in self._indents)
        rest = EMPTY_CONTENT.join([one.rest for one in self._indents])
        for one in self._indents:
            one.begun = True
        return first, rest, mark

    def _paragraph_open(self, token: Token) -> None:
        self._hidden = token.hidden

    def _heading_open(self, token: Token) -> None:
        self._heading = ".heading" if token.tag in {"h1", "h2", "h3"} else ".strong"

    def _heading_close(self, _: Token) -> None:
        self._heading = ""

    def _inline(self, token: Token) -> None:
        from siliconfriend.tui.markdown.inline import inline

        content = inline(token)
        if self._table is not None:
            self._table[-1].append(Content(" ").join(content.split("\n", allow_blank=True)))
            return
        if self._heading:
            content = content.stylize_before(self._heading)
        inside = self._indents[-1] if self._indents else None
        if inside is not None:
            if inside.spoken and not self._hidden:
                _, rest, _ = self._leads()
                self._add(Row(EMPTY_CONTENT, rest, rest))
            inside.spoken = True
        for line in content.split("\n", allow_blank=True):
            lead, hang, mark = self._leads()
            self._add(Row(line, lead, hang, mark))

    def _fence(self, token: Token) -> None:
        from siliconfriend.tui.markdown.highlighting import highlighted

        lead, hang, _ = self._leads()
        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        self._add(Code(highlighted(visible(token.content), language), lead, hang))

    _code_block = _fence

    def _hr(self, _: Token) -> None:
        self._add(Rule(self._leads()[0]))

    def _blockquote_open(self, _: Token) -> None:
        bar = Content.styled("▌ ", ".quote")
        self._indent(_Indent(bar, bar))

    def _blockquote_close(self, _: Token) -> None:
        self._indents.pop()

    def _indent(self, indent: _Indent) -> None:
        deep = len(self._indents) >= _MOST_INDENTS
        self._indents.append(_Indent(EMPTY_CONTENT, EMPTY_CONTENT) if deep else indent)

    def _begin_list(self, token: Token, after: Iterable[Token]) -> None:
        if token.type == "bullet_list_open":
            depth = sum(one.number is None for one in self._lists)
            self._lists.append(_List(_BULLETS[depth % len(_BULLETS)], None, 1))
            return
        first = int(token.attrGet("start") or 1)
        items = 0
        for one in after:
            if one.level == token.level and one.nesting < 0:
                break
            items += one.type == "list_item_open" and one.level == token.level + 1
        self._lists.append(_List("", first, len(str(first + items - 1)) + 1))

    def _bullet_list_close(self, _: Token) -> None:
        self._lists.pop()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, _: Token) -> None:
        here = self._lists[-1]
        sign = here.bullet
        if here.number is not None:
            sign = f"{here.number}.".rjust(here.width)
            here.number += 1
        self._indent(_Indent(Content.styled(f"{sign} ", ".bullet"), Content(" " * (here.width + 1)), f"{sign} "))

    def _list_item_close(self, token: Token) -> None:
        if not self._indents[-1].begun:
            self._inline(token)  # an empty item
        self._indents.pop()

    def _table_open(self, _: Token) -> None:
        self._table, self._to_right = [], []

    def _tr_open(self, _: Token) -> None:
        if self._table is not None:
            self._table.append([])

    def _th_open(self, token: Token) -> None:
        self._to_right.append("right" in str(token.attrGet("style") or ""))

    def _table_close(self, _: Token) -> None:
        from siliconfriend.tui.markdown.tables import Table

        if self._table:
            header, *rows = self._table
            self._add(Table(header, rows, self._to_right, self._leads()[0]))
        self._table = None
