"""The part of a bank that keeps the portrait: its versions, what each was made from, and what it grows by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory import days as days_
from siliconfriend.memory.records import Portrait
from siliconfriend.memory.reflected import (
    MADE_FROM,
    PORTRAIT,
    Author,
    Growth,
    OwnWord,
    Part,
    Reflection,
    Sources,
)
from siliconfriend.memory.sentences import joined, plain, sentences, telling, without
from siliconfriend.memory.store.own_words import OWN, STRUCK

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.own_words import OwnWords
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.turns import Turns


class Portraying:
    """What is understood of the person over the days."""

    dialogue: Turns
    memories: Memories
    _pieces: Pieces
    _reflections: Reflections
    _own: OwnWords

    if TYPE_CHECKING:

        def retracted(self) -> list[OwnWord]: ...

    def portrait(self) -> Portrait:
        """What is understood of the person now, as the person lets it stand."""
        history, personality, strategy = (self.part(part) for part in PORTRAIT)
        return Portrait(history, personality, strategy, tuple(one.text for one in self.retracted()))

    def part(self, part: Part) -> str:
        """One part of the portrait as it holds now; empty when nothing is understood yet."""
        return self.holding(part, self._reflections.latest(part))

    def holding(self, part: Part, version: Reflection | None) -> str:
        """What of a `version` the person lets stand, after their own sentences."""
        text = version.text if version else ""
        unwanted = [one.text for one in self._own.of(STRUCK, part)]
        unwanted += [one for fact in self.retracted() for one in telling(text, fact.text)]
        text = without(text, unwanted)
        held = {plain(one) for one in sentences(text)}
        own = [one.text for one in self._own.of(OWN, part) if plain(one.text) not in held]
        return "\n".join(filter(None, [joined(own), text]))

    def portrait_history(self, part: Part) -> list[Reflection]:
        """The versions of a part of the portrait, latest first; those made from deleted words are gone."""
        return self._reflections.of_part(part)

    def reflection(self, id_: int) -> Reflection:
        """One reflection.

        Raises:
            MemoryBankError: there is none.
        """
        return self._reflections.get(id_)

    def sources(self, reflection: int) -> Sources:
        """What a reflection was made from: a day's the turns and notes of the day; a version of the portrait the
        days' memories, and their turns, that it and every version it goes on from were made from.

        Raises:
            MemoryBankError: there is no such reflection.
        """
        one = self._reflections.get(reflection)
        chain = self._reflections.chain(one.id)
        memories = {id_ for found in self._reflections.memories_of(chain).values() for id_, _ in found}
        daily = [held.id for id_ in memories if (held := self._reflections.of_memory(id_)) is not None]
        turns = {turn for id_ in (*chain, *daily) for turn in self._reflections.turns_of(id_)}
        found = self.dialogue.of_ids(turns)
        return Sources(
            tuple(sorted(found, key=lambda turn: (turn.day, turn.index))),
            tuple(sorted(self.memories.get(memories).values(), key=lambda memory: (memory.day, memory.id))),
        )

    def growth(self, part: Part) -> Growth:
        """What a part of the portrait is to grow by: the days since its latest version that still holds."""
        versions = self._reflections.of_part(part)
        by_id = {one.id: one for one in versions}
        made_from = self._reflections.memories_of(by_id)
        today = {one.id: one for one in self.memories.all(MADE_FROM[part])}
        for version in versions:
            covered = [one for id_ in (version.id, *_bases(version, by_id)) for one in made_from.get(id_, ())]
            if all(id_ in today and mark in ("", days_.digest(today[id_].query)) for id_, mark in covered):
                known = {id_ for id_, _ in covered}
                return Growth(version, tuple(one for id_, one in today.items() if id_ not in known))
        return Growth(None, tuple(today.values()))

    def strategy_beside(self, portrait: Reflection | None) -> str:
        """How to respond, as far as it was made with this version of the portrait or by the person."""
        latest = self._reflections.latest(Part.PERSONALITY)
        with_it = portrait is not None and latest is not None and latest.id == portrait.id
        return self.part(Part.STRATEGY) if with_it else self.holding(Part.STRATEGY, None)

    def keep_version(
        self, part: Part, text: str, growth: Growth, now: datetime, *, model: str, prompt: str
    ) -> Reflection | None:
        """Keep a version of a part of the portrait, grown from `growth`; None, and nothing kept, when any of what
        it was made from has changed or gone meanwhile. A strategy's base is the portrait it was made with.
        """

        def step() -> int | None:
            held = self.memories.get(one.id for one in growth.days)
            if any(one.id not in held or held[one.id].query != one.query for one in growth.days):
                return None
            if growth.base is not None and growth.base.id not in {
                one.id for one in self._reflections.of_part(growth.base.part)
            }:
                return None
            base = growth.base.id if growth.base else None
            id_ = self._reflections.add(part, text, now, author=Author.MODEL, model=model, prompt=prompt, base=base)
            made_from = [(one.id, days_.digest(one.query)) for one in growth.days]
            self._reflections.made_from(id_, memories=made_from)
            return id_

        kept = self._pieces.wholly(step)
        return None if kept is None else self._reflections.get(kept)

    def keep_imported(
        self, part: Part, text: str, now: datetime, *, turns: Sequence[int], memories: Sequence[int] = ()
    ) -> None:
        """Keep a part of the portrait as a file brought it, made from these."""

        def step() -> None:
            id_ = self._reflections.add(part, text, now, author=Author.IMPORT)
            self._reflections.made_from(id_, turns=turns, memories=[(one, "") for one in memories])

        self._pieces.wholly(step)


def _bases(version: Reflection, by_id: Mapping[int, Reflection]) -> Iterator[int]:
    """The versions that `version` goes on from, latest first."""
    base = by_id.get(version.base or 0)
    while base is not None:
        yield base.id
        base = by_id.get(base.base or 0)
