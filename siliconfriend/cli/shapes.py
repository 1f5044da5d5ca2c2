"""The JSON that commands print, described in `docs/command-line.md`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from siliconfriend.home.archive import Manifest
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.records import Counts, Memory, Profile, Recollection


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
        "local_only": who.local_only,
        "created": who.created.isoformat(timespec="seconds"),
        "turns": counts.turns,
        "memories": {"alive": counts.alive, "pinned": counts.pinned, "faded": counts.faded},
    }


def memory(one: Memory, curve: Curve, now: datetime, factor: float = 1.0) -> dict[str, Any]:
    """A memory as it is kept. `retention` is what is left of it now, `fades` when it will fade, null for never,
    `factor` what it counts for in recall: 0 is never recalled.
    """
    fades = fades_at(one, curve)
    return {
        "id": one.id,
        "kind": one.kind.value,
        "state": one.state.value,
        "date": one.day.isoformat(),
        "index": one.index,
        "turn": one.turn,
        "text": one.text,
        "strength": one.strength,
        "retention": curve.retention(one.strength, one.last_recall, now),
        "formed": one.formed.isoformat(timespec="seconds"),
        "last_recall": one.last_recall.isoformat(timespec="seconds"),
        "fades": fades.isoformat(timespec="seconds") if fades else None,
        "factor": factor,
    }


def fades_at(one: Memory, curve: Curve) -> datetime | None:
    """When a memory will fade if it is not recalled before; None when it has, never will, or not in our time."""
    from siliconfriend.memory.records import MemoryState

    if one.state is not MemoryState.ALIVE or not curve.enabled:
        return None
    return curve.fades_at(one.strength, one.last_recall)


def archive(manifest: Manifest, damaged: Sequence[str]) -> dict[str, Any]:
    """A backup: when it was made, by which version, whom it holds, and which files could not be read."""
    return {
        "made": manifest.made,
        "version": manifest.version,
        "profiles": manifest.people,
        "bytes": sum(entry.size for entry in manifest.files),
        "damaged": list(damaged),
    }
