"""The `siliconfriend` command."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the command that the process was started with, and exit with its code."""
    from siliconfriend.cli.root import run

    sys.exit(run(sys.argv[1:]))
