"""The part of a bank that keeps versions of the portrait, each with all that it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from siliconfriend.memory import days as days_
from siliconfriend.memory.portraying import Portraying
from siliconfriend.memory.reflected import Author, Growth, Material, NewReflection, Part, Reflection

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces


class KeepingPortrait(Portraying):
    """A version is written by a model or without one, brought by a file, or the one before stands again."""

    _pieces: Pieces

    def keep_version(
        self,
        part: Part,
        text: str,
        growth: Growth,
        now: datetime,
        *,
        model: str,
        prompt: str,
        read: Iterable[Material] = (),
    ) -> Reflection | None:
        """Keep a version of a part of the portrait, grown from `growth`; None, and nothing kept, when any of what
        it was made from has changed or gone meanwhile. A strategy's base is the portrait it was made with.

        `read`: what was said and noted on days, as far as it was read itself, beside what is understood of them.
        """
        turns = {turn.id for one in read for turn in one.turns}
        notes = {note.id for one in read for note in one.notes}

        def step() -> int | None:
            held = self.memories.get(one.id for one in growth.days)
            if any(one.id not in held or held[one.id].query != one.query for one in growth.days):
                return None
            if growth.base is not None and growth.base.id not in {
                one.id for one in self._reflections.of_part(growth.base.part)
            }:
                return None
            if len(self.dialogue.of_ids(turns)) < len(turns) or len(self.memories.get(notes)) < len(notes):
                return None
            base = growth.base.id if growth.base else None
            known = self._reflections.read_for(self._reflections.chain(base)) if base else (set(), set())
            new = NewReflection(part, now, Author.MODEL, text, model, prompt, base=base)
            id_ = self._reflections.add(new)
            made_from = [(one.id, days_.digest(one.query)) for one in growth.days]
            made_from += [(note, "") for note in sorted(notes - known[1])]
            self._reflections.made_from(id_, turns=sorted(turns - known[0]), memories=made_from)
            return id_

        kept = self._pieces.wholly(step)
        return None if kept is None else self._reflections.get(kept)

    def settle(self, part: Part, now: datetime) -> None:
        """Where the latest version of a part tells of what is not to be told any more, and there is nothing left to
        write it anew from, let the one that stands, or nothing, be the latest.
        """

        def step() -> None:
            standing, latest = self.standing(part), self._reflections.latest(part)
            made_with = Part.PERSONALITY if part is Part.STRATEGY else part
            if latest is None or standing == latest or self.growth(made_with).days:
                return
            if standing is None:
                self._reflections.add(NewReflection(part, now, Author.MODEL, "", latest.model))
            else:
                self._reflections.add(replace(NewReflection.again(standing), at=now, base=standing.id))

        self._pieces.wholly(step)

    def keep_imported(
        self, part: Part, text: str, now: datetime, *, turns: Sequence[int], memories: Sequence[int] = ()
    ) -> None:
        """Keep a part of the portrait as a file brought it, made from these."""

        def step() -> None:
            id_ = self._reflections.add(NewReflection(part, now, Author.IMPORT, text))
            self._reflections.made_from(id_, turns=turns, memories=[(one, "") for one in memories])

        self._pieces.wholly(step)
