"""Where a command may write: anywhere but over what the program itself keeps."""

from __future__ import annotations

from pathlib import Path

from siliconfriend.our_own import is_our_own
from siliconfriend.places import places


def elsewhere(file: str | Path) -> None:
    """See that nothing of the program's own would be lost if `file` were written.

    Raises:
        MemoryBankError: it is in one of the program's own folders.
    """
    from siliconfriend.memory.records import MemoryBankError

    if is_our_own(Path(file), places()):
        raise MemoryBankError("our_own_file", file=str(file))
