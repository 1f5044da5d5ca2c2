"""What a restore leaves in the home while it is under way: light to look for, at every start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.places import Places

PART, DECIDED, OLD = ".restore-part", ".restore", ".set-aside"


def interrupted(places: Places) -> bool:
    """Whether a restore is under way, or was cut short and is to be finished."""
    return any((places.data / name).exists() for name in (DECIDED, OLD, PART))
