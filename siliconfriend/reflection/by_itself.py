"""When the companion thinks things over without being asked: what is due, and whether it may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from siliconfriend.memory.reflected import Part
from siliconfriend.reflection.cost import costs_nothing, extractive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.reflected import Day
    from siliconfriend.models.base import ChatModel
    from siliconfriend.settings import ReflectionSettings

CALLS_A_DAY = 2
CALLS_FOR_THE_PORTRAIT = 2


@dataclass(frozen=True, slots=True)
class Occasion:
    """`days` that are due, those before `until` to be thought over now, and whether the `portrait` is to grow by
    what is there already; `agreed`: nobody need be asked.
    """

    days: int
    until: date
    agreed: bool
    portrait: bool = False

    @property
    def calls(self) -> int:
        """About how often a model is asked."""
        return CALLS_A_DAY * self.days + (CALLS_FOR_THE_PORTRAIT if self.days or self.portrait else 0)


def may(bank: Bank, model: ChatModel) -> bool:
    """Whether `model` may be asked by itself: it costs nothing, or the person agreed to pay for it."""
    return costs_nothing(model) or bank.agreed_to_pay(model.destination)


def occasion(
    bank: Bank, model: ChatModel, settings: ReflectionSettings, today: date, *, everything: bool
) -> Occasion | None:
    """What is to be thought over by itself: days that have ended, and today once enough turns have gathered.

    Without `everything` only the last two days are looked at: enough after a reply.
    """
    looked_at = bank.due_days(since=None if everything else today - timedelta(days=1))
    due = [one for one in looked_at if one.day < today]
    gathered = _gathered(bank, looked_at, today) >= settings.after_turns
    behind = everything and _behind(bank)
    if not due and not gathered and not behind:
        return None
    until = today + timedelta(days=1) if gathered else today
    return Occasion(len(due) + gathered, until, may(bank, model), behind)


def everything_due(bank: Bank, model: ChatModel, today: date) -> Occasion:
    """What is due at all, today included; to a model that can be asked, what was only extracted is due too."""
    due = {one.day for one in bank.due_days()}
    if not extractive(model):
        due.update(day for day, _ in bank.extracted())
    return Occasion(len(due), today + timedelta(days=1), may(bank, model), _behind(bank))


def _behind(bank: Bank) -> bool:
    """Whether the portrait is to grow by days that are in order."""
    return bool(bank.growth(Part.HISTORY).days or bank.growth(Part.PERSONALITY).days)


def _gathered(bank: Bank, looked_at: Sequence[Day], today: date) -> int:
    """Turns of today that have not been thought over."""
    found = next((one for one in looked_at if one.day == today), None)
    if found is None:
        return 0
    made = bank.reflection_of(found.summary.id) if found.summary else None
    if made is None:
        return found.turns
    silenced = bank.silenced_turns()
    return found.turns - sum(turn.id not in silenced for turn in bank.sources(made.id).turns)
