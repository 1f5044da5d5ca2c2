"""A run as one Markdown file, its charts inside as images."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.pages import content

if TYPE_CHECKING:
    from siliconfriend.evaluation.pages.content import Table
    from siliconfriend.language import Words

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown_page(say: Words, found: Mapping[str, Any]) -> str:
    """The page for `found`, the outcome of a run."""
    return "\n\n".join(_parts(say, found)) + "\n"


def _parts(say: Words, found: Mapping[str, Any]) -> Iterator[str]:
    metrics, setup = found["metrics"], found["setup"]
    yield f"# {say('report.title')}"
    yield _plain(say("report.setup", embedder=setup["embedder"] or content.NOTHING, top_k=setup["top_k"]))
    if metrics.get("answers"):
        yield f"## {say('report.answers')}"
        yield from map(_table, content.answer_tables(say, metrics))
        yield _plain(content.footnote(say, metrics))
        yield from map(_plain, content.agreements(say, metrics))
    yield f"## {say('report.retrieval')}"
    for title, chart in (
        (say("report.by_language"), content.charts_by_language(say, metrics)),
        (say("report.by_kind"), content.charts_by_kind(say, metrics)),
    ):
        if chart:
            inside = base64.b64encode(chart.encode()).decode()
            yield f"### {title}"
            yield f"![{title}](data:image/svg+xml;base64,{inside})"
    yield from map(_table, content.retrieval_tables(say, metrics))


def _table(table: Table) -> str:
    lines = [f"**{_plain(table.title)}**", ""]
    lines += [_row(table.columns), "|---" + "|---:" * (len(table.columns) - 1) + "|"]
    return "\n".join(lines + [_row(row) for row in table.rows])


def _row(cells: Any) -> str:
    return f"| {' | '.join(_plain(cell) for cell in cells)} |"


def _plain(text: str) -> str:
    """`text` as text: nothing in it is Markdown."""
    return _SIGNS.sub(r"\\\1", text).replace("\n", " ")
