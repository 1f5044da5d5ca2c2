"""A settings file that the disk does not take: named, and not mistaken for the output."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.places import NotAFileError, places


@contextmanager
def kept() -> Iterator[None]:
    """Around a change of the settings file.

    Raises:
        MemoryBankError: it could not be written, and is as it was.
    """
    try:
        yield
    except NotAFileError:
        raise
    except OSError as error:
        path, detail = str(places().config_file), error.strerror or str(error)
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise MemoryBankError("read_only", path=path, detail=detail) from error
        raise MemoryBankError("disk_refused", path=path, detail=detail) from error
