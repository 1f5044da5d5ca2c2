"""Between rows and records: moments, JSON columns, and the two selections that others build on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from siliconfriend.memory.records import Kind, Memory, MemoryState, Recollection, Turn, TurnState

Row = Mapping[str, Any]

TURNS = 'SELECT turn.*, turn.place AS "index" FROM turn'

MEMORIES = """
    SELECT memory.*, turn.query, turn.zone, turn.echo, turn.place AS "index",
           CASE WHEN turn.echo THEN '' ELSE turn.response END AS response
    FROM memory LEFT JOIN turn ON turn.id = memory.turn"""


def seconds(moment: datetime) -> float:
    """Seconds since 1970 of an aware moment."""
    return moment.timestamp()


def zone_of(moment: datetime) -> int:
    """Seconds east of UTC of an aware moment."""
    offset = moment.utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def moment(at: float, zone: int | None = None) -> datetime:
    """The moment `at` seconds since 1970, as the clock showed it in `zone` (UTC when that is unknown)."""
    place = UTC if zone is None else timezone(timedelta(seconds=zone))
    return datetime.fromtimestamp(at, place)


def as_text(text: str) -> str:
    """`text` as a file can hold it: half a surrogate pair, which has no encoding, becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def as_json(value: object) -> str:
    """The text of a JSON column."""
    return as_text(json.dumps(value, ensure_ascii=False))


def from_json(text: str) -> Any:
    """The value of a JSON column."""
    return json.loads(text)


def _text(value: object) -> str:
    """A text that is one: in a damaged file anything can be NULL.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no text")
    return value


def turn_of(row: Row, recalled: tuple[Recollection, ...] = ()) -> Turn:
    """The turn in a row of `TURNS`."""
    return Turn(
        id=row["id"],
        conversation=row["conversation"],
        day=date.fromisoformat(row["day"]),
        index=row["index"],
        query=_text(row["query"]),
        response=_text(row["response"]),
        state=TurnState(row["state"]),
        said=None if row["said"] is None else moment(row["said"], row["zone"]),
        answered=None if row["answered"] is None else moment(row["answered"], row["zone"]),
        model=row["model"],
        echo=bool(row["echo"]),
        recalled=recalled,
    )


def memory_of(row: Row) -> Memory:
    """The memory in a row of `MEMORIES`."""
    is_turn = row["turn"] is not None
    return Memory(
        id=row["id"],
        kind=Kind(row["kind"]),
        state=MemoryState(row["state"]),
        day=date.fromisoformat(row["day"]),
        query=_text(row["query"] if is_turn else row["text"]),
        response=_text(row["response"]) if is_turn else "",
        strength=float(row["strength"]),
        formed=moment(row["formed"], row["zone"]),
        last_recall=moment(row["recalled"], row["zone"]),
        turn=row["turn"],
        index=row["index"] if is_turn else None,
    )
