"""How far the loading of a model is."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from siliconfriend.language import Words


class Stage(StrEnum):
    """What is going on."""

    STARTING = "starting"
    FETCHING = "fetching"
    READING = "reading"
    ADAPTING = "adapting"


class Progress(Struct, frozen=True):
    """`done` of `total`: bytes while fetching, weights while reading; a total of 0 is unknown."""

    stage: Stage
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int | None:
        """Of this stage."""
        return min(100 * self.done // self.total, 100) if self.total else None


Report = Callable[[Progress], object]


def told(say: Words, progress: Progress) -> str:
    """`progress` in a few words."""
    percent = "" if progress.percent is None else f" {progress.percent} %"
    return say(f"local.{progress.stage.value}", percent=percent)


def silent(_: Progress) -> None:
    """Tell nobody."""
