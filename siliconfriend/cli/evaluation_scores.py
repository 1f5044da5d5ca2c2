"""What systems scored, for people, beside what the paper's did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from siliconfriend.cli import streams
from siliconfriend.cli.tables import Column, show
from siliconfriend.evaluation.pages.content import agreements, answer_tables, footnote

if TYPE_CHECKING:
    from siliconfriend.language import Words


def print_answers(say: Words, metrics: Mapping[str, Any]) -> None:
    """For each language a table, a system a row, and the rows of the paper's Table 2.

    Raises:
        BrokenPipeError: nobody reads stdout any more.
    """
    for table in answer_tables(say, metrics):
        streams.result(table.title + "\n")
        first, *others = table.columns
        show([Column(first), *(Column(one, "number") for one in others)], table.rows)
    streams.result("\n".join([footnote(say, metrics), *agreements(say, metrics)]) + "\n\n")
