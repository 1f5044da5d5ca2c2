"""Memories deleted from the command line: shown, asked about, gone for good."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from siliconfriend.cli import streams
from siliconfriend.cli.confirming import agreed
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.memory_words import SAMPLE_CHARACTERS, sample
from siliconfriend.language import how_many
from siliconfriend.tui.visible import beginning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from siliconfriend.language import Words
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Memory
    from siliconfriend.memory.reflected import OwnWord


def delete_if_sure(
    bank: Bank,
    found: Sequence[Memory],
    say: Words,
    *,
    sure: bool,
    shown: int,
    untrue: Sequence[OwnWord] = (),
    quoted: Mapping[int, str] = MappingProxyType({}),
) -> int:
    """Delete `found` with the words they were made from, after asking whoever is not `sure`; the exit code.

    The first `shown` of them are named in the question. With them go the facts retracted that are `untrue`, and
    those in their words. `quoted` says what the replies to some of `found` repeat, by their ids.
    """
    ids = [one.id for one in found]
    going = {one.id: beginning(one.text, SAMPLE_CHARACTERS) for one in (*untrue, *bank.untrue_with(ids))}
    samples = [f"  {_line(say, one, quoted.get(one.id, ''))}" for one in found[:shown]] + ["  …"] * (
        len(found) > shown
    )
    samples += [f"  {say('reflection.forget.untrue', text=text)}" for text in going.values()]
    question = say("cli.memory_delete.question", count=len(found) + len(going), samples="\n".join(samples))
    if not sure and not agreed(say, question, say("cli.memory_delete.sure")):
        streams.note(say("cli.memory_delete.kept"))
        return ExitCode.FAILED
    gone, words_gone = bank.forget(ids, going)
    bank.scrub()
    if gone or not words_gone:
        streams.note(say("cli.memory_delete.done_one" if gone == 1 else "cli.memory_delete.done", count=gone))
    if words_gone:
        streams.note(say(f"reflection.forget.untrue_gone.{how_many(words_gone)}", count=words_gone))
    return ExitCode.FINE


def _line(say: Words, one: Memory, quoted: str) -> str:
    if not quoted:
        return sample(one)
    text, reply = beginning(one.query, SAMPLE_CHARACTERS), beginning(quoted, SAMPLE_CHARACTERS)
    return f"{one.day.isoformat()} {say('reflection.forget.in_reply', text=text, reply=reply)}"
