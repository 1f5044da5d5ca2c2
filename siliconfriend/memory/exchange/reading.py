"""A MemoryBank file, checked from end to end before anything is done with it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

import msgspec

from siliconfriend.memory.exchange.person import OURS, PAIR, PLAIN, Ours, PastMemory, PastTurn, Person
from siliconfriend.memory.records import MemoryBankError

_FIELDS = {"name", "history", "summary", "personality", "overall_history", "overall_personality", OURS}


def read_bank(content: bytes) -> list[Person]:
    """The people in a MemoryBank JSON file.

    Raises:
        MemoryBankError: `import_broken`; `place` says where, such as `Emily › 2023-05-01 › turn 3` (the first
            turn of a day is turn 1), and `problem` what is wrong there.
    """
    try:
        bank = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        _refuse((f"byte {error.start}",), "this is not UTF-8 text")
    except json.JSONDecodeError as error:
        _refuse((f"line {error.lineno}, column {error.colno}",), f"this is not JSON: {error.msg}")
    except (ValueError, RecursionError) as error:
        _refuse(("the file",), f"this is not JSON: {error}")
    people = _object(bank, ("the file",))
    return [_person(name, record, (name.strip(),)) for name, record in people.items()]


def _person(name: str, record: object, at: tuple[str, ...]) -> Person:
    if not name.strip():
        _refuse(("the file",), "a user has no name")
    fields = _object(record, at)
    history = {
        day: _turns(turns, (*at, day.isoformat())) for day, turns in _by_day(fields.get("history"), at).items()
    }
    extra = {key: value for key, value in fields.items() if key not in _FIELDS}
    if fields.get("name", name) != name.strip():
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


def _turns(turns: object, at: tuple[str, ...]) -> list[PastTurn]:
    if not isinstance(turns, list):
        _refuse(at, "a day must be a list of turns")
    return [_turn(turn, (*at, f"turn {place}")) for place, turn in enumerate(turns, start=1)]


def _turn(turn: object, at: tuple[str, ...]) -> PastTurn:
    if isinstance(turn, list):
        if len(turn) != 2:
            _refuse(at, "a turn must be [query, response]")
        return PastTurn(_text(turn[0], at), _text(turn[1], at), extra={PAIR: True})
    fields = _object(turn, at)
    for side in ("query", "response"):
        if side not in fields:
            _refuse(at, f"“{side}” is missing")
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
        _refuse(at, "“content” is missing")
    extra = {key: value for key, value in fields.items() if key != "content"}
    return PastMemory(_text(fields["content"], (*at, "content")), _strength(fields, at), extra)


def _strength(fields: Mapping[str, Any], at: tuple[str, ...]) -> float | None:
    value = fields.get("memory_strength")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value <= 0:
        _refuse((*at, "memory_strength"), "this must be a number above 0")
    return float(value)


def _by_day(days: object, at: tuple[str, ...]) -> dict[date, Any]:
    found: dict[date, Any] = {}
    for day, value in _object(days or {}, at).items():
        try:
            found[date.fromisoformat(day.strip())] = value
        except ValueError:
            _refuse((*at, day), "this is not a date such as 2023-05-01")
    return found


def _object(value: object, at: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(at, "this must be an object {…}")
    return value


def _text(value: object, at: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        _refuse(at, "this must be text")
    return value


def _ours(value: object, at: tuple[str, ...]) -> Ours:
    try:
        ours = msgspec.convert(value or {}, Ours, strict=False)
    except msgspec.ValidationError as error:
        _refuse((*at, OURS), str(error))
    if ours.version > Ours().version:
        _refuse((*at, OURS), "a newer SiliconFriend wrote this")
    return ours


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _refuse(at: tuple[str, ...], problem: str) -> NoReturn:
    raise MemoryBankError("import_broken", place=" › ".join(at), problem=problem)
