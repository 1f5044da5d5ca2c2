"""A run as one HTML file. What people and models wrote is text, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from siliconfriend.evaluation.pages import content
from siliconfriend.evaluation.scoring.measures import RATERS
from siliconfriend.language import Language

if TYPE_CHECKING:
    from siliconfriend.evaluation.pages.content import Table
    from siliconfriend.language import Words

STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
table { border-collapse: collapse; margin: .6rem 0 1.4rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid #8883; }
th:first-child, td:first-child { text-align: left; }
svg { max-width: 100%; height: auto; }
details { border-bottom: 1px solid #8883; padding: .3rem 0; } summary { cursor: pointer; }
dt { font-weight: 600; margin-top: .5rem; }
dd { margin: 0 0 0 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
small, .note { color: #7a7f87; }
"""


def html_page(say: Words, found: Mapping[str, Any]) -> str:
    """The page for `found`, the outcome of a run."""
    language = "zh-CN" if say.language is Language.CN else "en"
    title = escape(say("report.title"))
    body = "".join(_parts(say, found))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{STYLE}</style></head>\n'
        f"<body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    )


def _parts(say: Words, found: Mapping[str, Any]) -> Iterator[str]:
    metrics = found["metrics"]
    yield _paragraph(_setup(say, found["setup"]), "note")
    if metrics.get("answers"):
        yield _heading(say("report.answers"))
        yield from map(_table, content.answer_tables(say, metrics))
        yield _paragraph(content.footnote(say, metrics), "note")
        yield from (_paragraph(one) for one in content.agreements(say, metrics))
    yield _heading(say("report.retrieval"))
    for title, chart in (
        (say("report.by_language"), content.charts_by_language(say, metrics)),
        (say("report.by_kind"), content.charts_by_kind(say, metrics)),
    ):
        if chart:
            yield f"<h3>{escape(title)}</h3>\n{chart}\n"
    yield from map(_table, content.retrieval_tables(say, metrics))
    yield _heading(say("report.questions"))
    yield from (_question(say, one) for one in found["questions"])


def _setup(say: Words, setup: Mapping[str, Any]) -> str:
    return say("report.setup", embedder=setup["embedder"] or content.NOTHING, top_k=setup["top_k"])


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>\n"


def _paragraph(text: str, kind: str = "") -> str:
    return f"<p{f' class={kind}' if kind else ''}>{escape(text)}</p>\n"


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in table.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in table.rows)
    return f"<table><caption>{escape(table.title)}</caption>\n<tr>{head}</tr>\n{rows}</table>\n"


def _question(say: Words, one: Mapping[str, Any]) -> str:
    places = {(day, place) for day, place in one["evidence"]}
    ranks = [n for n, got in enumerate(one["retrieved"], 1) if (got["date"], got["index"]) in places]
    where = ", ".join(map(str, ranks)) or content.NOTHING
    said = [(say("report.right_answer"), one["answer"] or content.NOTHING)]
    if places:
        said.append((say("report.found_at"), say("report.ranks", ranks=where, evidence=len(places))))
    for label, answer in one.get("answers", {}).items():
        said.append((_mark(say, label, answer), answer["reply"] or _error(say, answer["error"])))
    listed = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in said)
    asked = (
        f"<b>{escape(one['user'])}</b>: {escape(one['question'])} <small>{escape(', '.join(one['kind']))}</small>"
    )
    return f"<details><summary>{asked}</summary><dl>{listed}</dl></details>\n"


def _mark(say: Words, label: str, answer: Mapping[str, Any]) -> str:
    given = next((answer[rater] for rater in RATERS if answer[rater] is not None), None) or {}
    mark = given.get("correctness")
    shown = content.NOTHING if mark is None else f"{mark:g}"
    return say("report.reply", system=content.system_name(say, label), mark=shown)


def _error(say: Words, error: Mapping[str, Any] | None) -> str:
    return say(f"errors.{error['code']}", **error["details"]) if error else content.NOTHING
