"""What one person said to the companion, as something to learn from; only when that is asked for by name."""

from __future__ import annotations

from pathlib import Path

from siliconfriend.danger import speaks_of_danger
from siliconfriend.memory.exchange import PastTurn, Person, read_bank
from siliconfriend.memory.exchange.person import OurTurn
from siliconfriend.memory.records import TurnState
from siliconfriend.models.base import Message, Role
from siliconfriend.tuning.dialogues import Dialogue, Read
from siliconfriend.tuning.errors import TuningError


def is_bank(content: object) -> bool:
    """Whether this is a MemoryBank file: people by name, at least one of them with a history."""
    return (
        isinstance(content, dict)
        and bool(content)
        and all(isinstance(one, dict) for one in content.values())
        and any("history" in one for one in content.values())
    )


def turns_of(content: bytes, file: Path, name: str | None) -> Read:
    """The turns of the person called `name`, each day a dialogue.

    Left out are turns without a whole reply of a model, and those that speak of danger: how to answer them is
    learned from data that was written for it.

    Raises:
        TuningError: nobody was named, or nobody there is called so.
        MemoryBankError: the file is broken.
    """
    people = read_bank(content)
    if name is None:
        raise TuningError("own_turns_unasked", file=file, names=", ".join(person.name for person in people))
    person = next((one for one in people if one.name.casefold() == name.strip().casefold()), None)
    if person is None:
        raise TuningError("nobody", file=file, name=name, names=", ".join(one.name for one in people))
    return _dialogues(person)


def _dialogues(person: Person) -> Read:
    dialogues: list[Dialogue] = []
    left_out = 0
    for day, turns in sorted(person.history.items()):
        ours = person.ours.turns.get(day.isoformat(), [])
        messages: list[Message] = []
        for place, turn in enumerate(turns):
            if _fit(turn, ours[place] if place < len(ours) else OurTurn()):
                messages += [Message(Role.USER, turn.query), Message(Role.ASSISTANT, turn.response)]
            else:
                left_out += 1
        if messages:
            dialogues.append(Dialogue(tuple(messages)))
    return Read(tuple(dialogues), left_out=left_out)


def _fit(turn: PastTurn, ours: OurTurn) -> bool:
    whole = bool(turn.query.strip() and turn.response.strip()) and ours.state is TurnState.FINISHED
    return whole and not ours.echo and not speaks_of_danger(turn.query)
