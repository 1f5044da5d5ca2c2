"""Before it is kept that something is not true: which words that would be, and what it takes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from siliconfriend.language import how_many
from siliconfriend.memory.denying import denies
from siliconfriend.tui.screens.unasked import UnaskedScreen
from siliconfriend.tui.visible import beginning

if TYPE_CHECKING:
    from siliconfriend.language import Words
    from siliconfriend.memory.reflected import Told

SHOWN: Final = 4
"""Sentences that would go, to be seen: the others are counted."""
SAMPLE: Final = 160


def question(say: Words, fact: str, told: Told) -> UnaskedScreen:
    """Whether `fact`, which is `told` here, is what is not true; the no goes back to the words."""
    said = [say("reflection.retracting.sure", text=beginning(fact.strip(), SAMPLE))]
    if denies(fact):
        said += ["", say("reflection.retracting.denies")]
    said += ["", say(f"reflection.retracting.takes.{how_many(len(told.sentences))}")]
    said += [f"  {beginning(one, SAMPLE)}" for one in told.sentences[:SHOWN]]
    if len(told.sentences) > SHOWN:
        said.append(f"  {say('browser.detail.more', count=len(told.sentences) - SHOWN)}")
    memories = len(told.memories)
    said.append(say(f"reflection.retracting.silences.{how_many(memories)}", count=memories))
    yes, no = (say(f"reflection.retracting.{answer}") for answer in ("yes", "no"))
    return UnaskedScreen("\n".join(said), yes=yes, no=no)


def taken(say: Words, told: Told) -> str:
    """What was taken out of days in brief and portrait."""
    return say(f"reflection.retracting.taken.{how_many(len(told.sentences))}", count=len(told.sentences))
