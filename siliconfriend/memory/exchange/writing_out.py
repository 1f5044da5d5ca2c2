"""A profile as a user's record of a MemoryBank file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import msgspec

from siliconfriend.memory.exchange.person import (
    EMPTY_DAYS,
    FIELDS,
    OURS,
    PAIR,
    PLAIN,
    OurMemory,
    OurNote,
    OurRecall,
    Ours,
    OurTurn,
    OurWord,
)
from siliconfriend.memory.records import Kind, Memory, Turn
from siliconfriend.memory.store.wordings import INSTEAD_OF

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank

TOLD_EVERY = 100


def write_out(bank: Bank, progress: Callable[[int], object] | None = None) -> dict[str, Any]:
    """The record of the profile: the format's own fields, and ours under `siliconfriend`.

    Reading it back into an empty profile gives the same turns, memories, clocks and portrait. `progress` hears
    now and then how many turns are in it.
    """
    return _WritingOut(bank).run(progress or (lambda _: None))


class _WritingOut:
    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._turns = bank.dialogue.all()
        self._memories = list(bank.memories.everything())
        self._of_turn = {memory.turn: memory for memory in self._memories if memory.turn is not None}
        self._places = _places(self._memories)
        self._factors = bank.verdicts()
        self._let_go = bank.all_let_go()
        self._untrue = bank.untrue()

    def run(self, progress: Callable[[int], object]) -> dict[str, Any]:
        portrait, identity = self._bank.portrait(), self._bank.identity
        extra = identity.extra()
        history: dict[str, list[Any]] = defaultdict(list, {day: [] for day in extra.get(EMPTY_DAYS, ())})
        ours: dict[str, list[OurTurn]] = defaultdict(list)
        for place, turn in enumerate(self._turns):
            if place % TOLD_EVERY == 0:
                progress(place)
            history[turn.day.isoformat()].append(self._turn(turn))
            ours[turn.day.isoformat()].append(self._our_turn(turn))
        progress(len(self._turns))
        summaries, insights = self._of_kind(Kind.SUMMARY), self._of_kind(Kind.INSIGHT)
        own = Ours(
            strategy=portrait.strategy,
            words=[OurWord(one.text, kind, one.part or "") for kind, one in self._bank.said_of_portrait()],
            models=self._models([*summaries.values(), *insights.values()]),
            language=self._bank.profile.language,
            local_only=self._bank.profile.local_only,
            turns=dict(ours),
            summaries={day: self._our_memory(memory) for day, memory in summaries.items()},
            insights={day: self._our_memory(memory) for day, memory in insights.items()},
            notes=[self._note(one) for one in self._memories if one.kind is Kind.NOTE],
        )
        return {
            "name": self._bank.profile.name,
            "summary": {day: self._condensed(memory) for day, memory in summaries.items()},
            "personality": {day: self._condensed(memory) for day, memory in insights.items()},
            "overall_history": portrait.overall_history,
            "overall_personality": portrait.overall_personality,
            "history": dict(sorted(history.items())),
            **extra.get(FIELDS, {}),
            OURS: msgspec.to_builtins(own),
        }

    def _models(self, condensed: Iterable[Memory]) -> dict[str, str]:
        made = ((one, self._bank.reflection_of(one.id)) for one in condensed)
        return {f"{one.kind.value} {one.day.isoformat()}": how.model for one, how in made if how and how.model}

    def _turn(self, turn: Turn) -> Any:
        extra = self._bank.dialogue.other_fields(turn.id)
        if extra.pop(PAIR, False):
            return [turn.query, turn.response]
        held = _held(extra, self._of_turn.get(turn.id))
        return {"query": turn.query, "response": turn.response, **held}

    def _our_turn(self, turn: Turn) -> OurTurn:
        memory = self._of_turn.get(turn.id)
        return OurTurn(
            memory=None if memory is None else self._our_memory(memory),
            conversation=turn.conversation,
            said=turn.said,
            answered=turn.answered,
            state=turn.state,
            model=turn.model,
            echo=turn.echo,
            recalled=tuple(
                OurRecall(
                    kind=one.memory.kind,
                    day=one.memory.day.isoformat(),
                    place=self._places[one.memory.id],
                    score=one.score,
                    why=dict(one.why),
                )
                for one in turn.recalled
            ),
        )

    def _condensed(self, memory: Memory) -> Any:
        extra = self._bank.memories.other_fields(memory.id)
        if extra.pop(PLAIN, False):
            return memory.query
        held = _held(extra, memory)
        return {"content": memory.query, **held} if held else memory.query

    def _our_memory(self, memory: Memory) -> OurMemory:
        factor, let_go = self._factors.get(memory.id, 1.0), memory.id in self._let_go
        untrue = memory.id in self._untrue
        return OurMemory(memory.formed, memory.last_recall, memory.strength, memory.state, factor, let_go, untrue)

    def _note(self, memory: Memory) -> OurNote:
        old = self._bank.memories.other_fields(memory.id).get(INSTEAD_OF)
        place = None if old is None else self._places.get(old)
        return OurNote(memory.day.isoformat(), memory.query, self._our_memory(memory), place)

    def _of_kind(self, kind: Kind) -> dict[str, Memory]:
        return {memory.day.isoformat(): memory for memory in self._memories if memory.kind is kind}


def _places(memories: list[Memory]) -> dict[int, int]:
    """Each memory's 0-based place within its kind and day."""
    counts: dict[tuple[Kind, str], int] = defaultdict(int)
    places = {}
    for memory in memories:
        key = (memory.kind, memory.day.isoformat())
        places[memory.id] = counts[key] if memory.index is None else memory.index
        counts[key] += 1
    return places


def _held(extra: dict[str, Any], memory: Memory | None) -> dict[str, Any]:
    """The format's own fields on strength and last recall, where the file had them or a recall has changed them."""
    if memory is None or memory.last_recall <= memory.formed:
        return extra
    recalled = {"memory_strength": memory.strength, "last_recall_date": memory.last_recall.date().isoformat()}
    return {**extra, **recalled}
