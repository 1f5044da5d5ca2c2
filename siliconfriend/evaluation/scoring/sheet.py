"""Scoring by people: a sheet that does not say which system a reply is of, and the way back.

A row is known by a hash of its question, its system and its reply, so that a mark never lands on another reply.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.evaluation.items import MARKS, Marks
from siliconfriend.language import Language, Words, words

if TYPE_CHECKING:
    from siliconfriend.evaluation.items import Answer, Item
    from siliconfriend.evaluation.scoring.checking import Turns

SHOWN = ("id", "user", "date", "question", "answer", "evidence", "reply")
GIVEN = ("correctness", "coherence", "rank")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute rather than show."""

ENCODINGS = ("utf-8-sig", "gb18030")
"""What spreadsheets save as; Chinese ones, the second."""


def blank_sheet(items: Sequence[Item], turns: Turns, seed: int, say: Words) -> bytes:
    """The sheet as CSV: of each question the replies in an order drawn by `seed`, the last columns to be filled."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([say(f"answers.sheet.{name}") for name in (*SHOWN, *GIVEN)])
    for position, item in enumerate(items):
        labels = [label for label, answer in item.answers.items() if answer.error is None]
        random.Random(f"{seed}/{position}").shuffle(labels)  # noqa: S311 - nothing secret
        evidence = "\n".join(
            " / ".join(turn) for day, place in item.evidence if (turn := turns.get((item.user, day, place)))
        )
        for label in labels:
            answer = item.answers[label]
            shown = [row_id(position, label, answer), item.user, item.now[:10], item.question, item.answer or ""]
            writer.writerow([_harmless(text) for text in (*shown, evidence, answer.reply)] + [""] * len(GIVEN))
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def row_id(position: int, label: str, answer: Answer) -> str:
    """What a row of the sheet is known by."""
    key = f"{position}\n{label}\n{answer.reply}".encode("utf-8", "backslashreplace")
    return hashlib.sha256(key).hexdigest()[:12]


def read_sheet(content: bytes, file: str, items: Sequence[Item]) -> int:
    """Give the replies of `items` the marks of a sheet; how many of its filled rows are of no reply here.

    Raises:
        EvaluationError: this is no such sheet, or a mark is none; the details name the line.
    """
    rows = {
        row_id(position, label, answer): answer
        for position, item in enumerate(items)
        for label, answer in item.answers.items()
    }
    strangers = 0
    for id_, marks in _marks(content, file):
        if id_ in rows:
            rows[id_].sheet = marks
        else:
            strangers += 1
    return strangers


def _marks(content: bytes, file: str) -> Iterator[tuple[str, Marks]]:
    text = _decoded(content, file)
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    columns = _columns(next(reader, []))
    if not {"id", *GIVEN} <= columns.keys():
        raise EvaluationError("no_sheet", file=file)
    for row in reader:
        cells = [row[columns[name]].strip() if columns[name] < len(row) else "" for name in ("id", *GIVEN)]
        if any(cells[1:]):
            try:
                correctness, coherence, rank = (_number(cell) for cell in cells[1:])
                _must_be_marks(correctness, coherence, rank)
            except ValueError:
                raise EvaluationError("no_mark", file=file, line=reader.line_num) from None
            yield cells[0], Marks(correctness, coherence, round(1 / rank, 4) if rank else None)


def _decoded(content: bytes, file: str) -> str:
    for encoding in ("utf-16", *ENCODINGS) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise EvaluationError("no_sheet", file=file)


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where the columns are, whichever language they are named in."""
    names = {
        words(language)(f"answers.sheet.{name}").casefold(): name
        for language in Language
        for name in ("id", *GIVEN)
    }
    found = [names.get(cell.strip().casefold()) for cell in header]
    return {name: place for place, name in enumerate(found) if name}


def _number(cell: str) -> float | None:
    return float(cell.replace(",", ".")) if cell else None


def _must_be_marks(correctness: float | None, coherence: float | None, rank: float | None) -> None:
    if correctness not in (None, *MARKS) or coherence not in (None, *MARKS):
        raise ValueError
    if rank is not None and (rank < 1 or rank != int(rank)):
        raise ValueError


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
