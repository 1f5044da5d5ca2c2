"""A person's past, brought into a profile: what is new of it, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from siliconfriend.memory.exchange.person import (
    EMPTY_DAYS,
    FIELDS,
    OurMemory,
    OurTurn,
    PastMemory,
    PastTurn,
    Person,
)
from siliconfriend.memory.new import NewMemory, NewTurn
from siliconfriend.memory.records import Kind, Memory, MemoryState, Recollection, Turn
from siliconfriend.memory.reflected import MADE_FROM, Part
from siliconfriend.memory.store.own_words import STRUCK
from siliconfriend.memory.store.wordings import INSTEAD_OF

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.bank import Bank


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import came to: turns added, turns that were there already, and other memories added."""

    turns_added: int
    turns_known: int
    memories_added: int


def bring_in(
    bank: Bank, person: Person, now: datetime, progress: Callable[[int], object] | None = None
) -> BroughtIn:
    """Add what `bank` does not hold yet of `person`: all of it or, if anything fails, nothing.

    `progress` hears after each day how many turns have been gone through.

    A turn is known when its day holds one with the same words; a summary or insight, when its day has one. A
    clock starts `now`, unless our own export says how it stood.
    """
    return _BringingIn(bank, person, now, progress or (lambda _: None)).run()


class _BringingIn:
    def __init__(self, bank: Bank, person: Person, now: datetime, progress: Callable[[int], object]) -> None:
        self._bank = bank
        self._person = person
        self._now = now
        self._progress = progress
        self._conversations: dict[str, int] = {}
        self._memories: dict[tuple[Kind, str, int], int] = {}
        self._clocks: list[int] = []
        self._untrue: list[int] = []
        self._recalls: list[tuple[int, OurTurn]] = []
        self._condensed_days: list[tuple[Kind, date, int]] = []
        self._added = self._known = self._others = 0

    def run(self) -> BroughtIn:
        with self._bank.writing():
            for day in sorted(self._person.history):
                self._day(day, self._person.history[day])
                self._progress(self._added + self._known)
            ours = self._person.ours
            self._condensed(Kind.SUMMARY, self._person.summaries, ours.summaries)
            self._condensed(Kind.INSIGHT, self._person.insights, ours.insights)
            self._notes()
            self._derivation()
            for turn, from_ours in self._recalls:
                self._recalled(turn, from_ours)
            self._bank.memories.trace_clocks(self._clocks)
            self._about_the_person()
        return BroughtIn(self._added, self._known, self._others)

    def _day(self, day: date, turns: list[PastTurn]) -> None:
        held: dict[tuple[str, str], list[Turn]] = defaultdict(list)
        for turn in reversed(self._bank.dialogue.of_day(day)):
            held[turn.query, turn.response].append(turn)
        ours = self._person.ours.turns.get(day.isoformat(), [])
        for place, past in enumerate(turns):
            same = held[past.query, past.response]
            if same:
                self._known += 1
                memory = self._bank.memories.of_turn(same.pop().id)
                if memory is not None:
                    self._memories[Kind.TURN, day.isoformat(), place] = memory.id
            else:
                self._add(day, place, past, ours[place] if place < len(ours) else OurTurn())

    def _add(self, day: date, place: int, past: PastTurn, ours: OurTurn) -> None:
        new = NewTurn(
            self._conversation(day, ours.conversation),
            day,
            past.query,
            past.response,
            said=ours.said,
            answered=ours.answered,
            state=ours.state,
            model=ours.model,
            echo=ours.echo,
            extra=past.extra,
        )
        turn = self._bank.dialogue.add_past(new, self._now.tzinfo)
        memory = self._bank.form(NewMemory(Kind.TURN, day, turn=turn, strength=past.strength or 1.0), self._now)
        self._clock(memory, ours.memory)
        self._memories[Kind.TURN, day.isoformat(), place] = memory
        if ours.recalled:
            self._recalls.append((turn, ours))
        self._added += 1

    def _conversation(self, day: date, number: int) -> int:
        """The conversations that our export tells apart, else one a day."""
        key = f"#{number}" if number else day.isoformat()
        if key not in self._conversations:
            self._conversations[key] = self._bank.dialogue.begin_conversation(self._now, imported=True)
        return self._conversations[key]

    def _condensed(self, kind: Kind, memories: Mapping[date, PastMemory], ours: Mapping[str, OurMemory]) -> None:
        for day, past in memories.items():
            known = self._bank.memories.of_day(kind, day)
            if known:
                self._memories[kind, day.isoformat(), 0] = known[0].id
                continue
            new = NewMemory(kind, day, past.text, strength=past.strength or 1.0, extra=past.extra)
            memory = self._bank.form(new, self._now)
            self._clock(memory, ours.get(day.isoformat()))
            self._memories[kind, day.isoformat(), 0] = memory
            self._condensed_days.append((kind, day, memory))
            self._others += 1

    def _derivation(self) -> None:
        """What was condensed and understood elsewhere was made from the turns that came along."""
        for kind, day, memory in self._condensed_days:
            model = self._person.ours.models.get(f"{kind.value} {day.isoformat()}", "")
            self._bank.keep_imported_day(kind, memory, self._bank.everything_of(day), self._now, model)

    def _notes(self) -> None:
        places: dict[str, int] = defaultdict(int)
        held: dict[date, list[Memory]] = {}
        for note in self._person.ours.notes:
            day, place = date.fromisoformat(note.day), places[note.day]
            places[note.day] += 1
            known = held.setdefault(day, self._bank.memories.of_day(Kind.NOTE, day))
            same = next((one for one in known if one.query == note.text), None)
            if same is not None:
                known.remove(same)
                self._memories[Kind.NOTE, note.day, place] = same.id
                continue
            old = None if note.instead_of is None else self._memories.get((Kind.TURN, note.day, note.instead_of))
            extra = {} if old is None else {INSTEAD_OF: old}
            memory = self._bank.form(NewMemory(Kind.NOTE, day, note.text, extra=extra), self._now)
            self._clock(memory, note.memory)
            self._memories[Kind.NOTE, note.day, place] = memory
            self._others += 1

    def _clock(self, memory: int, ours: OurMemory | None) -> None:
        if ours is not None:
            self._clocks.append(memory)
            self._bank.memories.set_clock(
                memory, strength=ours.strength, recalled=ours.last_recall, formed=ours.formed
            )
            if ours.let_go:
                self._bank.archive([memory], self._now)
            elif ours.state is not MemoryState.ALIVE:
                self._bank.memories.set_state([memory], ours.state, self._now)
            if ours.untrue:
                self._untrue.append(memory)
            else:
                self._bank.judge(memory, ours.factor)

    def _recalled(self, turn: int, ours: OurTurn) -> None:
        found = []
        for recall in ours.recalled:
            id_ = self._memories.get((recall.kind, recall.day, recall.place))
            if id_ is not None:
                memory = self._bank.memories.get([id_])[id_]
                found.append(Recollection(memory, recall.score, recall.why))
        self._bank.dialogue.keep_recalled(turn, found)

    def _about_the_person(self) -> None:
        identity, person = self._bank.identity, self._person
        if person.ours.local_only:
            self._bank.keep_here(True)
        turns = [turn.id for day in person.history for turn in self._bank.everything_of(day).turns]
        brought: set[str] = set()
        struck = {word.part for word in person.ours.words if word.kind == STRUCK}
        for part, text in (
            (Part.HISTORY, person.overall_history),
            (Part.PERSONALITY, person.overall_personality),
            (Part.STRATEGY, person.ours.strategy),
        ):
            if (text or part in struck) and not self._bank.portrait_history(part):
                self._bank.keep_imported(part, text, self._now, turns=turns, memories=self._behind(part))
                brought.add(part)
        for word in person.ours.words:
            if word.kind == STRUCK and word.part not in brought:
                continue  # of a portrait that is not here: nothing would take it along when its words are deleted
            self._bank.keep_said_of_portrait(word.kind, word.part, word.text, self._now)
        self._bank.keep_untrue(self._untrue)
        known = identity.extra()
        empty = {day.isoformat() for day, turns in person.history.items() if not turns}
        identity.keep_extra(
            {
                FIELDS: {**person.extra, **known.get(FIELDS, {})},
                EMPTY_DAYS: sorted(empty.union(known.get(EMPTY_DAYS, ()))),
            }
        )

    def _behind(self, part: Part) -> list[int]:
        """The notes, and the days' memories, that a part of the portrait may have been made from."""
        kinds = (MADE_FROM[part], Kind.NOTE)
        return [memory for (kind, _, _), memory in self._memories.items() if kind in kinds]
