"""Python, and the packages that are here and that could be."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import TYPE_CHECKING

from siliconfriend import __version__

if TYPE_CHECKING:
    from siliconfriend.cli.checkup.finding import Case, Finding

PACKAGE = "siliconfriend"
LEAST_PYTHON = (3, 11)
_NEEDS = re.compile(r"(?P<name>[\w.-]+)[^;]*(?:;.*extra\s*==\s*['\"](?P<extra>\w+)['\"])?")
_FOR_DEVELOPERS = {"all", "dev"}


def python(case: Case) -> Iterator[Finding]:
    """The version, and where it runs."""
    version, where = platform.python_version(), platform.platform(terse=True)
    if sys.version_info >= LEAST_PYTHON:
        yield case.fine("python", version=version, system=where, ours=__version__)
    else:
        yield case.wrong("python", version=version)


def packages(case: Case) -> Iterator[Finding]:
    """What the program needs, then each extra."""
    needed: dict[str, list[str]] = {}
    for line in metadata.requires(PACKAGE) or []:
        found = _NEEDS.match(line)
        if found and found["name"] != PACKAGE and found["extra"] not in _FOR_DEVELOPERS:
            needed.setdefault(found["extra"] or "", []).append(found["name"])
    for extra, names in needed.items():
        versions = {name: _version(name) for name in names}
        missing = [name for name, version in versions.items() if version is None]
        told = ", ".join(f"{name} {version}" for name, version in versions.items() if version is not None)
        if not extra:
            yield case.wrong("core", names=", ".join(missing)) if missing else case.fine("core", names=told)
        elif missing:
            yield case.note("extra", extra=extra, names=", ".join(missing))
        else:
            yield case.fine("extra", extra=extra, names=told)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
