"""Probing questions, one JSON object a line: MemoryBank's form or the labelled one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, NamedTuple

from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.memory.records import MemoryBankError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = time(12)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Place(NamedTuple):
    """A turn: its day, and its 0-based place within it."""

    day: date
    turn: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a user's memory, and what is known of its answer.

    `evidence` is empty for a question that has no answer, or none that is known. `now` is the moment of asking,
    None where the file does not say. `line` is where the question stands in its file, from 1.
    """

    user: str
    text: str
    line: int
    evidence: tuple[Place, ...] = ()
    kinds: tuple[str, ...] = ()
    answer: str | None = None
    now: datetime | None = None


def noon(day: date) -> datetime:
    """The noon of `day` in the local zone.

    Raises:
        OverflowError: `day` is at the end of the calendar.
    """
    return datetime.combine(day, NOON).astimezone()


def read_questions(file: Path) -> list[Question]:
    """The questions in `file`, in its order. Empty lines and unknown keys are passed over.

    A line is `{user: [question, ...], ...}` or `{"user": ..., "question": ..., "evidence": [["2023-04-29", 0],
    ...], "answer": ..., "now": ..., "kind": ...}`, of which only the first two must be there.

    Raises:
        MemoryBankError: the file cannot be read.
        EvaluationError: a line is broken; its details name file and line.
    """
    try:
        content = file.read_bytes().removeprefix(BYTE_ORDER_MARK)
    except OSError as error:
        raise MemoryBankError("file_unreadable", file=str(file), detail=error.strerror) from error
    found: list[Question] = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            try:
                found.extend(_questions(_object(line), number))
            except _BrokenLineError as error:
                raise EvaluationError(error.code, file=str(file), line=number) from error
    if not found:
        raise EvaluationError("no_questions", file=str(file))
    return found


class _BrokenLineError(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _BrokenLineError("line_not_utf8") from error
    except (ValueError, RecursionError) as error:
        raise _BrokenLineError("line_not_json") from error
    if not isinstance(found, dict) or not found:
        raise _BrokenLineError("line_not_object")
    return found


def _questions(fields: dict[str, Any], line: int) -> Iterator[Question]:
    if any(isinstance(fields.get(key), str) for key in ("user", "question")):
        yield _labelled(fields, line)
        return
    for user, texts in fields.items():
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise _BrokenLineError("line_not_questions")
        for text in texts:
            yield Question(user.strip(), text, line)


def _labelled(fields: dict[str, Any], line: int) -> Question:
    user, text, answer = fields.get("user"), fields.get("question"), fields.get("answer")
    if not isinstance(user, str) or not isinstance(text, str):
        raise _BrokenLineError("line_not_question")
    return Question(
        user.strip(),
        text,
        line,
        _evidence(fields.get("evidence")),
        _kinds(fields.get("kind")),
        answer if isinstance(answer, str) else None,
        _moment(fields.get("now")),
    )


def _evidence(value: object) -> tuple[Place, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _BrokenLineError("line_not_evidence")
    return tuple(dict.fromkeys(_place(one) for one in value))


def _place(value: object) -> Place:
    match value:
        case [str(day), int(index)] if not isinstance(index, bool) and index >= 0:
            try:
                return Place(date.fromisoformat(day.strip()), index)
            except ValueError as error:
                raise _BrokenLineError("line_not_evidence") from error
    raise _BrokenLineError("line_not_evidence")


def _kinds(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(str(one) for one in values if isinstance(one, str | int) and str(one).strip()))


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _BrokenLineError("line_not_moment")
    try:
        return noon(date.fromisoformat(value.strip()))
    except (ValueError, OverflowError, OSError):
        pass
    try:
        return datetime.fromisoformat(value.strip()).astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise _BrokenLineError("line_not_moment") from error
