"""metrics.jsonl: a line for each logged step and each measuring, as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "metrics.jsonl"


class Metrics:
    """The file in `folder`. Lines after step `since`, left by a run that is gone on with, are taken out."""

    def __init__(self, folder: Path, since: int | None = None) -> None:
        self._file = folder / FILE
        old = [] if since is None else [one for one in read(folder) if one.get("step", 0) <= since]
        self._file.write_text("".join(map(_line, old)), encoding="utf-8")

    def add(self, **values: float) -> None:
        """One more line; it is there if the process ends now."""
        with self._file.open("a", encoding="utf-8") as opened:
            opened.write(_line(values))


def read(folder: Path) -> list[dict[str, Any]]:
    """The lines so far; one that was cut short by the end of a process is left out."""
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return list(_whole(text))


def _whole(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def _line(values: object) -> str:
    return json.dumps(values) + "\n"
