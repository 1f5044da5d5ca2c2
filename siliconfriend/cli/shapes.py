"""The JSON that commands print, described in `docs/command-line.md`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siliconfriend.memory.records import Counts, Profile, Recollection


def line(value: object) -> str:
    """`value` as one line of JSON, Chinese as Chinese."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def recollection(one: Recollection) -> dict[str, Any]:
    """A memory as recalled; `index` is a turn's 0-based place within its date, null for other kinds."""
    memory = one.memory
    return {
        "kind": memory.kind.value,
        "date": memory.day.isoformat(),
        "index": memory.index,
        "score": one.score,
        "text": memory.text,
        "why": dict(one.why),
    }


def profile(who: Profile, counts: Counts) -> dict[str, Any]:
    """A person, and how much is remembered."""
    return {
        "name": who.name,
        "language": who.language.value,
        "created": who.created.isoformat(timespec="seconds"),
        "turns": counts.turns,
        "memories": {"alive": counts.alive, "pinned": counts.pinned, "faded": counts.faded},
    }
