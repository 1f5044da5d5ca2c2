"""What fine-tuning needs beside the program itself."""

from __future__ import annotations

from importlib.util import find_spec

from siliconfriend.tuning.errors import TuningError

NEEDED = ("torch", "transformers", "peft", "accelerate", "sentencepiece", "plotille")


def require_packages() -> None:
    """Say which packages are missing before anything else is done.

    Raises:
        TuningError: with their names.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise TuningError("no_packages", names=", ".join(missing))
