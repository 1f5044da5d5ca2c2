"""Memories on the command line: their ids, and a line about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from siliconfriend.cli.numbers import Whole
from siliconfriend.tui.visible import beginning

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from siliconfriend.language import Words
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.memory.records import Memory

SAMPLE_CHARACTERS = 60
SAMPLES = 5


def ids_argument(say: Words) -> click.Argument:
    """One or more memories, by the ids that `memory list` shows."""
    return click.Argument(["ids"], metavar=say("cli.page.ids"), type=Whole(min=1), nargs=-1, required=True)


def all_there(bank: Bank, ids: Sequence[int]) -> list[Memory]:
    """The memories with these ids, each once.

    Raises:
        MemoryBankError: one of them is not there.
    """
    return [bank.memory(id_) for id_ in dict.fromkeys(ids)]


def retention(say: Words, curve: Curve, one: Memory, now: datetime, factor: float) -> str:
    """What is left of a memory: its retention, unless it is never recalled, or stands where it does not fade."""
    if factor == 0:
        return say("cli.state.never")
    if one.state.value != "alive":
        return say(f"cli.state.{one.state.value}")
    return f"{curve.retention(one.strength, one.last_recall, now):.0%}"


def sample(one: Memory) -> str:
    """A memory in a line: its day and the beginning of what was said."""
    return f"{one.day.isoformat()} {beginning(one.query, SAMPLE_CHARACTERS)}"
