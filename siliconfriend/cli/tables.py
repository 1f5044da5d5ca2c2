"""Tables on stdout, for people; cells are text that may hold anything."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

from siliconfriend.tui.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Column:
    """A column's heading, and whether it holds numbers (right), or text that folds into the width left over."""

    def __init__(self, heading: str, kind: Literal["word", "number", "text"] = "word") -> None:
        self.heading = heading
        self.kind = kind


def show(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Print the rows.

    Raises:
        BrokenPipeError: nobody reads stdout any more.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(
            column.heading,
            justify="right" if column.kind == "number" else "left",
            ratio=1 if column.kind == "text" else None,
            overflow="fold",
            no_wrap=column.kind != "text",
        )
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console = Console(file=sys.stdout, highlight=False)
    with console.capture() as painted:  # rich itself would end the program when nobody reads
        console.print(table)
    sys.stdout.write(painted.get())
    sys.stdout.flush()
