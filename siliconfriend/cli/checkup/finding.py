"""What one look came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.places import Places
    from siliconfriend.settings import Settings


class State(StrEnum):
    """`NOTE`: works, but not everything it could do. `WRONG`: something to put right."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` says what was looked at, `detail` what was found, `advice` what to do about it."""

    name: str
    state: State
    detail: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is looked at: the home, the settings in force, and the words to say it in."""

    say: Words
    settings: Settings
    places: Places

    def fine(self, name: str, /, **values: object) -> Finding:
        """`name` is as it should be."""
        return Finding(name, State.FINE, self.say(f"cli.doctor.{name}.fine", **values))

    def note(self, name: str, why: str = "note", /, **values: object) -> Finding:
        """`name` works with less; `why` is the key of the sentence, `WHY_advice` that of the advice."""
        return self._finding(name, State.NOTE, why, values)

    def wrong(self, name: str, why: str = "wrong", /, **values: object) -> Finding:
        """`name` is to be put right."""
        return self._finding(name, State.WRONG, why, values)

    def _finding(self, name: str, state: State, why: str, values: dict[str, object]) -> Finding:
        detail = self.say(f"cli.doctor.{name}.{why}", **values)
        return Finding(name, state, detail, self.say(f"cli.doctor.{name}.{why}_advice", **values))
