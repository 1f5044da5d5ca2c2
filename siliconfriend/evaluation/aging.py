"""Clocks as life would have set them: each memory was formed on its day, and not when it was imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.evaluation.questions import noon

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank


def age(bank: Bank) -> None:
    """Start every memory's clock at the noon of its day; nothing has been recalled since."""
    with bank.writing():
        for memory in list(bank.memories.everything()):
            formed = noon(memory.day)
            bank.memories.set_clock(memory.id, strength=memory.strength, recalled=formed, formed=formed)
