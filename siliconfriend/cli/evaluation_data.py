"""What `siliconfriend eval` is asked about, and where its outcome goes."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siliconfriend.cli import streams
from siliconfriend.cli.elsewhere import elsewhere
from siliconfriend.language import Language, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siliconfriend.evaluation.datasets import Dataset
    from siliconfriend.evaluation.trial import Asked

STDOUT = "-"


def datasets(bank: str | None, questions: str | None, language: str | None) -> list[Dataset]:
    """The data in two files, or without them our own in one language or both.

    Raises:
        MemoryBankError: a file cannot be read.
        EvaluationError: a file is broken.
    """
    from siliconfriend.evaluation.datasets import own_dataset, read_dataset

    if bank is not None and questions is not None:
        return [read_dataset(Path(bank), Path(questions), Language(language) if language else None)]
    return [own_dataset(one) for one in ([Language(language)] if language else Language)]


def must_be_writable(file: Path) -> None:
    """Say so before minutes of work rather than after.

    Raises:
        MemoryBankError: nothing can, or may, be written there.
    """
    from siliconfriend.memory.records import MemoryBankError

    elsewhere(file)
    folder = file.resolve().parent
    if not folder.is_dir():
        raise MemoryBankError("file_unwritable", file=str(file), detail=os.strerror(errno.ENOENT))
    if file.is_dir():
        raise MemoryBankError("file_unwritable", file=str(file), detail=os.strerror(errno.EISDIR))
    if not os.access(folder, os.W_OK) and not is_stream(file):
        raise MemoryBankError("file_unwritable", file=str(file), detail=os.strerror(errno.EACCES))


def must_be_readable(file: str) -> None:
    """Say so before minutes of work rather than after.

    Raises:
        MemoryBankError: it cannot be read.
    """
    from siliconfriend.memory.records import MemoryBankError

    try:
        with Path(file).open("rb"):
            pass
    except OSError as error:
        raise MemoryBankError("file_unreadable", file=file, detail=error.strerror) from error


def is_stream(file: Path) -> bool:
    """Whether what is written to `file` goes through it: a pipe or a device, which no other file can replace."""
    return file.exists() and not file.is_file()


def note_missing(say: Words, asked: Sequence[Asked]) -> None:
    """Say on stderr that evidence is not in the bank, or that there is none at all."""
    without = [one for one in asked if one.missing]
    if without:
        line = without[0].question.line
        streams.note(say("evaluation.note.missing", count=sum(len(one.missing) for one in without), line=line))
    if not any(one.question.evidence for one in asked):
        streams.note(say("evaluation.note.no_evidence"))


def write_json(say: Words, output: str, found: Any) -> None:
    """Write everything, and say where it is.

    Raises:
        MemoryBankError: the file cannot be written.
        BrokenPipeError: nobody reads stdout any more.
    """
    from siliconfriend.cli.exporting import write

    write(output, json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n")
    if output != STDOUT:
        streams.note(say("evaluation.note.written", count=len(found["questions"]), file=output))
