"""Where a run is saved on its way, and which of it is whole."""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = "checkpoints"
STATE = "trainer_state.json"
"""Written last."""


def steps(output: Path) -> list[tuple[int, Path]]:
    """The whole checkpoints of a run, oldest first; one that a kill or a full disk cut short is none."""
    found = []
    for folder in (output / FOLDER).glob("checkpoint-*"):
        try:
            step = int(json.loads((folder / STATE).read_text(encoding="utf-8"))["global_step"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        found.append((step, folder))
    return sorted(found)
