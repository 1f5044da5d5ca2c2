"""The part of a bank that tells the portrait: its versions, what each was made from, and what it grows by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Set
from itertools import chain
from typing import TYPE_CHECKING

from siliconfriend.memory import days as days_
from siliconfriend.memory.listing import without_topics
from siliconfriend.memory.records import Memory, Portrait, Profile
from siliconfriend.memory.reflected import (
    MADE_FROM,
    PORTRAIT,
    Derived,
    Growth,
    Origin,
    OwnWord,
    Part,
    Reflection,
    Sources,
)
from siliconfriend.memory.sentences import joined, plain, sentences, telling, without
from siliconfriend.memory.store.own_words import OWN, STRUCK

if TYPE_CHECKING:
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.own_words import OwnWords
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.turns import Turns
    from siliconfriend.memory.store.verdicts import Verdicts


class Portraying:
    """What is understood of the person over the days."""

    profile: Profile
    dialogue: Turns
    memories: Memories
    _reflections: Reflections
    _own: OwnWords
    _verdicts: Verdicts

    if TYPE_CHECKING:

        def retracted(self) -> list[OwnWord]: ...

        def told_untrue(self) -> list[OwnWord]: ...

    def portrait(self, but: Collection[int] = ()) -> Portrait:
        """What is understood of the person now, as the person lets it stand; without the versions in `but`."""
        history, personality, strategy = (self.holding(part, self.standing(part, but)) for part in PORTRAIT)
        denied = tuple(one.text for one in self.told_untrue())
        of_history, of_personality, of_strategy = (
            tuple(one.text for one in self._own.of(OWN, part)) for part in PORTRAIT
        )
        return Portrait(history, personality, strategy, denied, (of_history, of_personality, of_strategy))

    def part(self, part: Part) -> str:
        """One part of the portrait as it holds now; empty when nothing is understood yet."""
        return self.holding(part, self.standing(part))

    def standing(self, part: Part, but: Collection[int] = ()) -> Reflection | None:
        """The latest version of a part, but for some, that tells nothing of what is not to be told any more."""
        days = self._verdicts.days()
        if not days:
            return self._reflections.latest(part, but)
        versions, silent = self._reflections.of_part(part), self._read_of_silent()
        return next((one for one in versions if one.id not in but and self._may_be_told(one, days, silent)), None)

    def _may_be_told(self, version: Reflection, days: Mapping[int, bool], silent: Set[int]) -> bool:
        """Whether of `days` (see `Verdicts.days`) it was made from what they say now, and they may be told; and
        neither it nor what it goes on from is among the versions `silent`.
        """
        behind = self._reflections.chain(version.id)
        if not silent.isdisjoint(behind):
            return False
        covered = chain.from_iterable(self._reflections.memories_of(behind).values())
        marks = [(id_, mark) for id_, mark in covered if id_ in days and mark]
        held = self.memories.get(id_ for id_, _ in marks)
        return all(not days[id_] and mark == days_.digest(held[id_].query) for id_, mark in marks)

    def _read_of_silent(self) -> Set[int]:
        """The versions for which something was read itself that is not to be told any more."""
        return self._reflections.read_in(self._verdicts.silenced_turns(), self._verdicts.silenced())

    def told_of_days(self, part: Part) -> list[Memory]:
        """The days' memories that a part of the portrait may be made from, by day."""
        days = self._verdicts.days()
        return [one for one in self.memories.all(MADE_FROM[part]) if not days.get(one.id)]

    def derived(self, turn: int) -> Derived:
        """What was made from a turn: it goes when the turn's reply does."""
        return self._reflections.derived(turn)

    def holding(self, part: Part, version: Reflection | None) -> str:
        """What of a `version` the person lets stand, after their own sentences."""
        text = self.let_stand(part, version)
        held = {plain(one) for one in sentences(text)}
        own = [one.text for one in self._own.of(OWN, part) if plain(one.text) not in held]
        return "\n".join(filter(None, [joined(own), text]))

    def let_stand(self, part: Part, version: Reflection | None) -> str:
        """What of a `version` the person lets stand, without their own sentences if these are not in it."""
        struck = [one.text for one in self._own.of(STRUCK, part)]
        facts = [one.text for one in self.retracted()]
        text = without_topics(version.text if version else "", self.profile.language, facts, struck)
        return without(text, [*struck, *(one for fact in facts for one in telling(text, fact))])

    def not_by_hand(self, part: Part) -> str:
        """A part of the portrait as it holds now, without the person's own sentences."""
        return without(self.let_stand(part, self.standing(part)), [one.text for one in self._own.of(OWN, part)])

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
        behind = self._reflections.chain(one.id)
        memories = {id_ for found in self._reflections.memories_of(behind).values() for id_, _ in found}
        daily = [held.id for id_ in memories if (held := self._reflections.of_memory(id_)) is not None]
        turns = {turn for id_ in (*behind, *daily) for turn in self._reflections.turns_of(id_)}
        found = self.dialogue.of_ids(turns)
        return Sources(
            tuple(sorted(found, key=lambda turn: (turn.day, turn.index))),
            tuple(sorted(self.memories.get(memories).values(), key=lambda memory: (memory.day, memory.id))),
        )

    def origin(self, reflection: int, limit: int) -> Origin:
        """From how many turns a reflection was made, and the first `limit` of them: without reading the others."""
        count, first = self._reflections.origin(reflection, limit)
        found = {turn.id: turn for turn in self.dialogue.of_ids(first)}
        return Origin(count, tuple(found[id_] for id_ in first if id_ in found))

    def growth(self, part: Part) -> Growth:
        """What a part of the portrait is to grow by: the days since its latest version that still holds."""
        versions, standing = self._reflections.of_part(part), self.standing(part)
        by_id = {one.id: one for one in versions}
        made_from = self._reflections.memories_of(by_id)
        today, silent = {one.id: one for one in self.told_of_days(part)}, self._read_of_silent()
        for version in versions:
            behind = (version.id, *_bases(version, by_id))
            covered = [one for id_ in behind for one in made_from.get(id_, ())]
            if silent.isdisjoint(behind) and all(
                not mark or (id_ in today and mark == days_.digest(today[id_].query)) for id_, mark in covered
            ):
                known = {id_ for id_, _ in covered}
                new = tuple(one for id_, one in today.items() if id_ not in known)
                if new or version == standing:  # else a later one stands, that tells of days as they are no more
                    return Growth(version, new)
        return Growth(None, tuple(today.values()))

    def strategy_beside(self, portrait: Reflection | None) -> str:
        """How to respond, as far as it was made with this version of the portrait or by the person."""
        latest = self._reflections.latest(Part.PERSONALITY)
        with_it = portrait is not None and latest is not None and latest.id == portrait.id
        return self.part(Part.STRATEGY) if with_it else self.holding(Part.STRATEGY, None)


def _bases(version: Reflection, by_id: Mapping[int, Reflection]) -> Iterator[int]:
    """The versions that `version` goes on from, latest first."""
    base = by_id.get(version.base or 0)
    while base is not None:
        yield base.id
        base = by_id.get(base.base or 0)
