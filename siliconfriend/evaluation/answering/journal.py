"""What a run has come to so far, beside its output: a line a reply, so that a killed run can go on.

The first line is the run's fingerprint. A torn last line, from a kill or a full disk, counts as not written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.memory.records import MemoryBankError

SUFFIX = ".part"

Key = tuple[str, ...]


class Journal:
    """Entries by key, kept in `file` while a run lasts; without a file, in memory only."""

    def __init__(self, file: Path | None, fingerprint: str, *, resume: bool) -> None:
        """Begin a journal, or go on with the one there is.

        Raises:
            EvaluationError: there is one and `resume` is not set, or it is another run's.
            MemoryBankError: it cannot be read or written.
        """
        self.file = file
        self._held: dict[Key, Any] = {}
        self._out: BinaryIO | None = None
        if file is None:
            return
        try:
            whole = self._read(file, fingerprint, resume=resume)
            self._out = out = file.open("r+b" if whole else "wb")
            out.truncate(whole)
            out.seek(whole)
            if not whole:
                self._write({"run": fingerprint})
        except OSError as error:
            raise MemoryBankError("file_unwritable", file=str(file), detail=error.strerror) from error

    def _read(self, file: Path, fingerprint: str, *, resume: bool) -> int:
        """Take up what `file` holds; how many of its bytes are whole lines."""
        if not file.exists():
            return 0
        content = file.read_bytes()
        whole = content.rfind(b"\n") + 1
        lines = content[:whole].splitlines()
        if not lines:
            return 0
        if not resume:
            raise EvaluationError("unfinished", file=str(file))
        with suppress(ValueError):
            if json.loads(lines[0]) == {"run": fingerprint}:
                for line in lines[1:]:
                    entry = json.loads(line)
                    self._held[tuple(entry["key"])] = entry["value"]
                return whole
        raise EvaluationError("other_run", file=str(file))

    @property
    def held(self) -> bool:
        """Whether there is anything in it."""
        return bool(self._held)

    def get(self, key: Key) -> Any:
        """What was kept under `key`, None if nothing was."""
        return self._held.get(key)

    def keep(self, key: Key, value: Any) -> None:
        """Keep `value`, which is JSON, under `key`.

        Raises:
            MemoryBankError: it could not be written.
        """
        self._held[key] = value
        try:
            self._write({"key": key, "value": value})
        except OSError as error:
            raise MemoryBankError("file_unwritable", file=str(self.file), detail=error.strerror) from error

    def close(self) -> None:
        """Let go of the file; what is in it stays."""
        if self._out is not None:
            with suppress(OSError):
                self._out.close()
            self._out = None

    def finished(self) -> None:
        """Nothing is left to be done: the file goes."""
        self.close()
        if self.file is not None:
            self.file.unlink(missing_ok=True)

    def _write(self, entry: Mapping[str, Any]) -> None:
        if self._out is not None:
            self._out.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
            self._out.flush()


def journal_of(output: Path) -> Path:
    """Where the journal of a run with this output is."""
    return output.with_name(output.name + SUFFIX)
