"""What a bank should hold, as plain Python."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date

from siliconfriend.memory.records import Kind, MemoryState, TurnState
from tests.memory.toy import days


def marker(number: int) -> str:
    """A word that occurs nowhere else; no two share a beginning, or FTS5 would store only the rest of one."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:16]


@dataclass
class Piece:
    """A memory as it should be; moments are days since the first one, `sources` memories that it was made from,
    `instead_of` the one whose place its words took, and `firm` how firmly it was held from the beginning.
    """

    kind: Kind
    text: str
    formed: float
    held: float
    state: MemoryState = MemoryState.ALIVE
    turn: int | None = None
    factor: float = 1.0
    condemned: bool = False
    condemned_at: float = 0.0
    let_go: bool = False
    by_hand: bool = False
    sources: frozenset[int] = frozenset()
    instead_of: int | None = None
    firm: float = 1.0

    @property
    def silent(self) -> bool:
        """Whether no reply may be told of it."""
        return self.state is MemoryState.FADED or self.condemned or self.factor == 0


@dataclass
class Said:
    """A turn as it should be. `recalled` are ids of memories."""

    query: str
    said: float
    memory: int
    response: str = ""
    state: TurnState = TurnState.OPEN
    echo: bool = False
    answered: float = 0.0
    recalled: list[int] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day it was said."""
        return days(self.said).date()


class BankModel:
    """Turns in the order of the transcript, and memories, by id; what was deleted, and is to be found nowhere."""

    def __init__(self) -> None:
        self.turns: dict[int, Said] = {}
        self.pieces: dict[int, Piece] = {}
        self.places: dict[date, list[int]] = defaultdict(list)
        self.gone: list[str] = []

    def strength(self, memory: int) -> float:
        """That of its beginning, and 1 for each reply that still stands and that the memory fed."""
        return self.pieces[memory].firm + sum(said.recalled.count(memory) for said in self.turns.values())

    def clock(self, memory: int) -> float:
        """When it was last recalled by such a reply, formed or brought back."""
        fed = [said.answered for said in self.turns.values() if memory in said.recalled]
        return max(self.pieces[memory].held, *fed) if fed else self.pieces[memory].held

    def text(self, memory: int) -> str:
        """The words to be found."""
        piece = self.pieces[memory]
        if piece.turn is None:
            return piece.text
        said = self.turns[piece.turn]
        return f"{said.query}\n{said.response}" if said.response and not said.echo else said.query

    def delete(self, memory: int) -> None:
        """Forget a memory, and its turn, and all that came of it."""
        if memory not in self.pieces:
            return
        self.delete_derived(memory)
        piece = self.pieces.pop(memory)
        self.gone.append(piece.text)
        for said in self.turns.values():
            said.recalled = [one for one in said.recalled if one != memory]
        if piece.turn is not None:
            said = self.turns.pop(piece.turn)
            self.gone += [said.query, said.response]
            self.places[said.day].remove(piece.turn)

    def delete_derived(self, memory: int) -> None:
        """Forget what was made from a memory."""
        for derived in [id_ for id_, piece in self.pieces.items() if memory in piece.sources]:
            self.delete(derived)

    def with_old_wordings(self, ids: set[int]) -> set[int]:
        """These, and the silent turns whose place nothing else that stays has taken."""
        old = {one for id_ in ids if (one := self.pieces[id_].instead_of) and one in self.pieces}
        stay = {piece.instead_of for id_, piece in self.pieces.items() if id_ not in ids and not piece.condemned}
        return ids | {id_ for id_ in old - stay if self.pieces[id_].factor == 0}

    def begin_deleting(self, memory: int, now: float) -> None:
        """Put a memory on its way out, with its old wording."""
        for id_ in self.with_old_wordings({memory}):
            piece = self.pieces[id_]
            if id_ == memory or not piece.condemned:
                piece.condemned, piece.condemned_at = True, now

    def undo_deleting(self, memory: int) -> None:
        """Bring a memory back, and its old wording if that went in the same step."""
        piece = self.pieces[memory]
        old = self.pieces.get(piece.instead_of or 0)
        if old and piece.condemned and old.factor == 0 and old.condemned_at == piece.condemned_at:
            old.condemned = False
        piece.condemned = False

    def finish_deleting(self) -> None:
        """Forget what is on its way out."""
        for id_ in self.with_old_wordings({id_ for id_, piece in self.pieces.items() if piece.condemned}):
            self.delete(id_)

    def verdicts(self) -> dict[int, float]:
        """What each memory that was judged counts for."""
        judged = {id_: piece for id_, piece in self.pieces.items() if piece.condemned or piece.factor < 1}
        return {id_: 0.0 if piece.condemned else piece.factor for id_, piece in judged.items()}

    def moved(self, turns: dict[int, int], memories: dict[int, int]) -> BankModel:
        """The same after an export and an import, which give new ids and order the transcript by when it was said.

        Where a recall had started a clock, only that the memory was formed is known of the time before.
        """
        new = BankModel()
        new.gone = self.gone
        for id_, piece in self.pieces.items():
            fed = [said.answered for said in self.turns.values() if id_ in said.recalled]
            held = piece.formed if fed and self.clock(id_) <= max(fed) else self.clock(id_)
            turn = None if piece.turn is None else turns[piece.turn]
            new.pieces[memories[id_]] = replace(
                piece, held=held, turn=turn, by_hand=False, sources=frozenset(), instead_of=None
            )
        for id_, said in sorted(self.turns.items(), key=lambda item: (item[1].said, turns[item[0]])):
            said.memory, said.recalled = memories[said.memory], [memories[one] for one in said.recalled]
            new.turns[turns[id_]] = said
        for day, places in self.places.items():
            new.places[day] = [turns[id_] for id_ in places]
        return new
