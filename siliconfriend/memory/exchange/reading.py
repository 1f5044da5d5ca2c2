"""A MemoryBank file, checked from end to end before anything is done with it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NoReturn

import msgspec

from siliconfriend.memory.exchange.person import OURS, PAIR, PLAIN, Ours, PastMemory, PastTurn, Person
from siliconfriend.memory.names import LONGEST_NAME, clean_name
from siliconfriend.memory.records import MemoryBankError

SHOWN = 30
LARGEST = sys.float_info.max
FIRST_YEAR, LAST_YEAR = 2, 9998
"""In any zone a moment of these years is one that Python can tell."""

_FIELDS = {"name", "history", "summary", "personality", "overall_history", "overall_personality", OURS}


def read_bank(content: bytes) -> list[Person]:
    """The people in a MemoryBank JSON file.

    Raises:
        MemoryBankError: its code says what is wrong and `place` where, such as `Emily › 2023-05-01 › turn 3`
            (the first turn of a day is turn 1).
    """
    try:
        text = content.decode("utf-8-sig")
        bank = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_each_once)
    except UnicodeDecodeError as error:
        raise MemoryBankError("import_not_utf8", place=error.start) from error
    except json.JSONDecodeError as error:
        raise MemoryBankError("import_not_json", line=error.lineno, column=error.colno) from error
    except ValueError as error:  # more digits than Python reads
        raise MemoryBankError("import_endless_number") from error
    except RecursionError as error:
        raise MemoryBankError("import_too_deep") from error
    people = _object(bank, ("JSON",))
    return [_person(name, record, (name.strip(),)) for name, record in people.items()]


def _person(name: str, record: object, at: tuple[str, ...]) -> Person:
    _check_name(name)
    fields = _object(record, at)
    history = {
        day: _turns(turns, (*at, day.isoformat())) for day, turns in _by_day(fields.get("history"), at).items()
    }
    extra = {key: value for key, value in fields.items() if key not in _FIELDS}
    if fields.get("name", name.strip()) != name.strip():
        extra["name"] = fields["name"]
    return Person(
        name=name.strip(),
        history=history,
        summaries=_memories(fields.get("summary"), (*at, "summary")),
        insights=_memories(fields.get("personality"), (*at, "personality")),
        overall_history=_text(fields.get("overall_history") or "", (*at, "overall_history")),
        overall_personality=_text(fields.get("overall_personality") or "", (*at, "overall_personality")),
        extra=extra,
        ours=_ours(fields.get(OURS), at),
    )


def _check_name(name: str) -> None:
    try:
        clean_name(name)
    except MemoryBankError as error:
        place = "JSON" if not name.strip() else _place(("JSON", _shortened(name)))
        if error.code == "name_too_long":
            raise MemoryBankError("import_name_too_long", place=place, most=LONGEST_NAME) from error
        raise MemoryBankError("import_nameless", place=place) from error


def _shortened(name: str) -> str:
    """Enough of a name to find it by, with what cannot be seen made visible."""
    seen = "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in name[:SHOWN])
    return seen + ("…" if len(name) > SHOWN else "")


def _turns(turns: object, at: tuple[str, ...]) -> list[PastTurn]:
    if not isinstance(turns, list):
        raise MemoryBankError("import_not_list", place=_place(at))
    return [_turn(turn, (*at, f"turn {place}")) for place, turn in enumerate(turns, start=1)]


def _turn(turn: object, at: tuple[str, ...]) -> PastTurn:
    if isinstance(turn, list):
        if len(turn) != 2:
            raise MemoryBankError("import_not_pair", place=_place(at))
        return PastTurn(_text(turn[0], at), _text(turn[1], at), extra={PAIR: True})
    fields = _object(turn, at)
    for side in ("query", "response"):
        if side not in fields:
            raise MemoryBankError("import_missing", place=_place(at), field=side)
    extra = {key: value for key, value in fields.items() if key not in ("query", "response")}
    return PastTurn(
        _text(fields["query"], (*at, "query")),
        _text(fields["response"], (*at, "response")),
        _strength(fields, at),
        extra,
    )


def _memories(memories: object, at: tuple[str, ...]) -> dict[date, PastMemory]:
    return {day: _memory(one, (*at, day.isoformat())) for day, one in _by_day(memories, at).items()}


def _memory(memory: object, at: tuple[str, ...]) -> PastMemory:
    if isinstance(memory, str):
        return PastMemory(memory, extra={PLAIN: True})
    fields = _object(memory, at)
    if "content" not in fields:
        raise MemoryBankError("import_missing", place=_place(at), field="content")
    extra = {key: value for key, value in fields.items() if key != "content"}
    return PastMemory(_text(fields["content"], (*at, "content")), _strength(fields, at), extra)


def _strength(fields: Mapping[str, Any], at: tuple[str, ...]) -> float | None:
    value = fields.get("memory_strength")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LARGEST:
        raise MemoryBankError("import_not_positive", place=_place((*at, "memory_strength")))
    return float(value)


def _by_day(days: object, at: tuple[str, ...]) -> dict[date, Any]:
    found: dict[date, Any] = {}
    for day, value in _object(days or {}, at).items():
        try:
            date_of = date.fromisoformat(day.strip())
        except ValueError:
            raise MemoryBankError("import_not_date", place=_place((*at, day))) from None
        if date_of in found:
            raise MemoryBankError("import_twice", place=_place((*at, day)))
        found[date_of] = value
    return found


def _object(value: object, at: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise MemoryBankError("import_not_object", place=_place(at))
    return value


def _text(value: object, at: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise MemoryBankError("import_not_text", place=_place(at))
    return value


def _ours(value: object, at: tuple[str, ...]) -> Ours:
    try:
        ours = msgspec.convert(value or {}, Ours, strict=False)
    except msgspec.ValidationError as error:
        raise MemoryBankError("import_not_ours", place=_place((*at, OURS)), detail=str(error)) from error
    for day in (note.day for note in ours.notes):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise MemoryBankError("import_not_date", place=_place((*at, OURS, "notes", day))) from None
    for moment in _moments(ours):
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise MemoryBankError("import_not_date", place=_place((*at, OURS, moment.isoformat())))
    if ours.version > Ours().version:
        raise MemoryBankError("import_newer", place=_place((*at, OURS)))
    return ours


def _moments(ours: Ours) -> Iterator[datetime]:
    turns = [turn for day in ours.turns.values() for turn in day]
    memories = [turn.memory for turn in turns if turn.memory is not None]
    memories += [*ours.summaries.values(), *ours.insights.values(), *(note.memory for note in ours.notes)]
    for turn in turns:
        yield from filter(None, (turn.said, turn.answered))
    for memory in memories:
        yield from (memory.formed, memory.last_recall)


def _refuse_constant(name: str) -> NoReturn:
    raise MemoryBankError("import_not_number", name=name)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object that names nothing twice: of two days of one date only the last would come in."""
    found = dict(pairs)
    if len(found) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise MemoryBankError("import_twice", place=_shortened(twice))
    return found


def _place(at: tuple[str, ...]) -> str:
    return " › ".join(at)
