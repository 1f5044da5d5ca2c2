"""Files of dialogues: a JSON array, JSON lines, a single record, or a MemoryBank file.

A record that is broken is told with the line it begins in, and the reading goes on; a file that cannot be read as
JSON at all is an error.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from siliconfriend.tuning.dialogues import Broken, Dialogue, Read, together
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.own_turns import is_bank, turns_of
from siliconfriend.tuning.records import BrokenRecordError, dialogue

_DECODER = json.JSONDecoder()
_BLANK = " \t\r\n"
_NOTHING = object()


def read(files: Sequence[Path], own_turns: str | None = None) -> Read:
    """What is in `files`; of MemoryBank files the turns of the person called `own_turns`.

    Raises:
        TuningError: a file cannot be read, or holds somebody's memories and nobody was named.
        MemoryBankError: a MemoryBank file is broken.
    """
    return together([_file(file, own_turns) for file in files])


def _file(file: Path, own_turns: str | None) -> Read:
    try:
        content = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise TuningError("data_unreadable", file=file, detail=error.strerror) from error
    if content.lstrip()[:1] == b"[":
        return _records(str(file), _array(str(file), content))
    whole = _whole(content)
    if is_bank(whole):
        return turns_of(content, file, own_turns)
    return _records(str(file), iter([(1, whole)]) if isinstance(whole, dict) else _lines(content))


def _records(file: str, found: Iterator[tuple[int, object]]) -> Read:
    """The dialogues among numbered records; a record that is a `BrokenRecordError` could not even be parsed."""
    dialogues: list[Dialogue] = []
    broken: list[Broken] = []
    for line, record in found:
        try:
            if isinstance(record, BrokenRecordError):
                raise record
            dialogues.append(dialogue(record))
        except BrokenRecordError as error:
            broken.append(Broken(file, line, error.code, error.detail))
    return Read(tuple(dialogues), tuple(broken))


def _whole(content: bytes) -> object:
    """The one JSON value that a file holds; `_NOTHING` when it holds lines, or no JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return _NOTHING


def _lines(content: bytes) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield number, _parsed(line)


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return BrokenRecordError("not_utf8", str(error.start + 1))
    except json.JSONDecodeError as error:
        return BrokenRecordError("not_json", str(error.colno))
    except RecursionError:
        return BrokenRecordError("not_json", "1")


def _array(file: str, content: bytes) -> Iterator[tuple[int, object]]:
    """The items of a JSON array with the lines they begin in.

    Raises:
        TuningError: after some item it is no JSON any more, so that what follows cannot be told apart.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TuningError("data_not_utf8", file=file, place=error.start) from error
    at, line, counted = text.index("[") + 1, 1, 0
    try:
        at = _skip(text, at)
        while text[at : at + 1] != "]":
            line, counted = line + text.count("\n", counted, at), at
            item, at = _DECODER.raw_decode(text, at)
            yield line, item
            at = _past_comma(text, _skip(text, at))
    except json.JSONDecodeError as error:
        raise TuningError("data_not_json", file=file, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise TuningError("data_not_json", file=file, line=line, column=1) from error


def _past_comma(text: str, at: int) -> int:
    if text[at : at + 1] == "]":
        return at
    if text[at : at + 1] != ",":
        raise json.JSONDecodeError("expected , or ]", text, at)
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at
