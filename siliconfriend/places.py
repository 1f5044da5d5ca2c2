"""Where the program's files are, and the two ways it writes one: privately and all at once.

`SILICONFRIEND_HOME` moves everything; without it each kind of file goes where the platform keeps it
(platformdirs).
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from msgspec import Struct

from siliconfriend.replacing import replacing

HOME_VARIABLE = "SILICONFRIEND_HOME"
APPLICATION = "siliconfriend"


class NotAFileError(OSError):
    """A folder, a device or a pipe stands where a file was to be read, or to be written, when it would be lost."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


class Places(Struct, frozen=True):
    """The program's folders; none of them exists until something is kept in it."""

    data: Path
    config: Path
    cache: Path
    logs: Path

    @property
    def profiles(self) -> Path:
        """The folder that holds one folder per profile."""
        return self.data / "profiles"

    @property
    def config_file(self) -> Path:
        """The user's settings."""
        return self.config / "config.toml"


def places() -> Places:
    """The folders in force now, read from the environment at each call."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        root = Path(home).expanduser().absolute()
        return Places(root / "data", root / "config", root / "cache", root / "logs")
    from platformdirs import PlatformDirs

    dirs = PlatformDirs(APPLICATION, appauthor=False)
    return Places(dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path)


def private_folder(path: Path) -> Path:
    """Make `path` and what is missing above it, for this user's eyes only (0700)."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def only_a_file(path: Path) -> None:
    """See whether what is at `path`, if anything, is a file: to open a pipe is to wait for whoever writes into it,
    and no file may take the place of a folder or a device.

    Raises:
        NotAFileError: it is none.
    """
    if path.exists() and not path.is_file():
        raise NotAFileError(path)


def write_privately(path: Path, content: bytes) -> None:
    """Replace `path` by `content` in one step (0600): a crash or a full disk leaves the old file whole.

    Raises:
        OSError: nothing was written.
    """
    only_a_file(path)
    with replacing(path) as file:
        file.write(content)
