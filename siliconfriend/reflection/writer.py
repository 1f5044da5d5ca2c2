"""Who writes, and what a part of the portrait is written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.records import Kind, Memory
    from siliconfriend.memory.reflected import Material
    from siliconfriend.reflection.prompts import Standing


@dataclass(frozen=True, slots=True)
class SoFar:
    """A part of the portrait as it is, the days it is to grow by, and what the person says of it.

    `strategy` is what stands beside the portrait; other parts have none.
    """

    text: str
    days: Sequence[Memory]
    standing: Standing
    now: datetime
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A part of the portrait, written; with the portrait comes a `strategy`.

    `read` is what was said and noted on days, as far as it was read itself beside what it is to grow by.
    """

    text: str
    strategy: str = ""
    read: Sequence[Material] = ()


class Writer(Protocol):
    """A model, or the method without one. `prompt` is the version of its questions.

    All that write raise ModelError where a model fails.
    """

    model: str
    prompt: str

    async def day(self, kind: Kind, words: Material, standing: Standing, now: datetime) -> str:
        """A day's summary or insight; empty when no sentence of it may stay."""
        ...

    async def history(self, so_far: SoFar) -> Written:
        """The global summary, grown."""
        ...

    async def portrait(self, so_far: SoFar) -> Written:
        """The portrait and the strategy, grown."""
        ...

    def fitting(self, so_far: SoFar) -> list[Memory]:
        """The first of the days that it can take up at once, at least one."""
        ...

    def smaller(self) -> bool:
        """Take up less at once from now on; False when that is not possible."""
        ...
