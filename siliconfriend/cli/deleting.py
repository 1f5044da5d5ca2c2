"""Memories deleted from the command line: shown, asked about, gone for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.cli import streams
from siliconfriend.cli.confirming import agreed
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.memory_words import sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siliconfriend.language import Words
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Memory


def delete_if_sure(bank: Bank, found: Sequence[Memory], say: Words, *, sure: bool, shown: int) -> int:
    """Delete `found` with the words they were made from, after asking whoever is not `sure`; the exit code.

    The first `shown` of them are named in the question.
    """
    samples = [f"  {sample(one)}" for one in found[:shown]] + ["  …"] * (len(found) > shown)
    question = say("cli.memory_delete.question", count=len(found), samples="\n".join(samples))
    if not sure and not agreed(say, question, say("cli.memory_delete.sure")):
        streams.note(say("cli.memory_delete.kept"))
        return ExitCode.FAILED
    gone = bank.delete_memories([one.id for one in found])
    bank.scrub()
    streams.note(say("cli.memory_delete.done", count=gone))
    return ExitCode.FINE
