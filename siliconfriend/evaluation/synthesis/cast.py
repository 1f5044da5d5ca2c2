"""Who is played: a name and a personality each, ours or from a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.language import words
from siliconfriend.memory.names import clean_name, name_key
from siliconfriend.memory.records import MemoryBankError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siliconfriend.language import Language

_BETWEEN = re.compile(r"(?<!\s)\s*+[:：]\s*")


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody to be played."""

    name: str
    personality: str


def cast(language: Language, count: int, file: Path | None = None) -> list[Character]:
    """`count` people, from the lines `Name: personality` of `file` or from our own list; all of them for 0.

    Raises:
        MemoryBankError: the file cannot be read.
        EvaluationError: a line of it is none, a name comes twice, or there are fewer people.
    """
    if file is None:
        found = _read(words(language).all("synthesis.cast"), "")
    else:
        try:
            found = _read(file.read_text("utf-8-sig").splitlines(), str(file))
        except OSError as error:
            raise MemoryBankError("file_unreadable", file=str(file), detail=error.strerror) from error
        except UnicodeDecodeError as error:
            raise EvaluationError("line_not_utf8", file=str(file), line=1) from error
    if len(found) < max(count, 1):
        raise EvaluationError("few_people", count=len(found), wanted=max(count, 1))
    return found[:count] if count else found


def _read(lines: Iterable[str], file: str) -> list[Character]:
    found: dict[str, Character] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, *rest = _BETWEEN.split(line.strip(), maxsplit=1)
        try:
            one = Character(clean_name(name), "".join(rest).strip())
        except MemoryBankError as error:
            raise EvaluationError("no_character", file=file, line=number) from error
        if not one.personality or name_key(one.name) in found:
            raise EvaluationError("no_character", file=file, line=number)
        found[name_key(one.name)] = one
    return list(found.values())
