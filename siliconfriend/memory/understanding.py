"""The part of a bank that keeps what was understood: days in brief and the portrait, with where they came from.

What the person says holds against what a model wrote, whenever it wrote it: their own sentences are part of the
portrait, and what they struck out or retracted is left out, each time it is read.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory import days as days_
from siliconfriend.memory.records import Kind, Memory, MemoryBankError, Portrait
from siliconfriend.memory.reflected import (
    DAILY,
    MADE_FROM,
    PORTRAIT,
    Author,
    Day,
    Growth,
    Material,
    OwnWord,
    Part,
    Reflection,
    Sources,
)
from siliconfriend.memory.sentences import joined, plain, sentences, telling, without
from siliconfriend.memory.store.own_words import OWN, RETRACTED, STRUCK
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.own_words import OwnWords
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.spoken import SpokenDays
    from siliconfriend.memory.store.turns import Turns
    from siliconfriend.memory.store.vocabulary import Vocabulary

log = logging.getLogger(__name__)


class Understanding:
    """What the companion understands of the person."""

    dialogue: Turns
    memories: Memories
    _pieces: Pieces
    _reflections: Reflections
    _own: OwnWords
    _spoken: SpokenDays
    _vocabulary: Vocabulary
    _in_flight: set[int]

    if TYPE_CHECKING:

        def memory(self, id_: int) -> Memory: ...

    # Looking at it

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

    def reflection_of(self, memory: int) -> Reflection | None:
        """How a day's summary or insight came about; None for a memory that is neither."""
        return self._reflections.of_memory(memory)

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

    def days(self, *, since: date | None = None) -> list[Day]:
        """The days on which anything was said or noted, oldest first, with what was understood of each."""
        return [self._day(words) for words in self._materials(since)]

    def due_days(self, *, since: date | None = None, before: date | None = None) -> list[Day]:
        """The days from `since` until before `before` of which something is missing, or older than their words,
        oldest first. Of all others nothing is read.
        """
        found, fitting = [], []
        for one in self._spoken.may_be_due(since, before, but_turns=self._in_flight):
            if not one.understood:
                found.append(Day(one.day, one.turns, one.notes, None, None, tuple(DAILY)))
                continue
            words = self.material(one.day)
            day = self._day(words)
            if day.due:
                found.append(day)
            elif self._whole(words):
                made = (self.reflection_of(held.id) for held in (day.summary, day.insight) if held)
                fitting += [(each.id, one.number) for each in made if each]
        self._remember_fitting(fitting)
        return found

    def extracted(self, *, since: date | None = None, before: date | None = None) -> list[tuple[date, Kind]]:
        """Days' summaries and insights that were put together without a model."""
        return self._spoken.extracted(since, before)

    def _whole(self, words: Material) -> bool:
        """Whether nothing of the day is being answered right now: its end would not show in the day's number."""
        return self.dialogue.count_of_day(words.day) == len(words.turns)

    def _remember_fitting(self, found: Sequence[tuple[int, int]]) -> None:
        try:
            if found:
                self._spoken.fit(found)
        except MemoryBankError as error:
            log.warning("days that fit are looked at again the next time: %s", error.code)

    def _fits_now(self, reflection: int, words: Material) -> None:
        """Within a step that has just read `words`."""
        number = self._spoken.number(words.day)
        if number is not None and self._whole(words):
            self._spoken.fit([(reflection, number)])

    def material(self, day: date) -> Material:
        """What was said and noted on `day`, but for what is being answered right now."""
        notes = self.memories.of_day(Kind.NOTE, day)
        turns = [turn for turn in self.dialogue.of_day(day) if turn.id not in self._in_flight]
        return days_.material(day, turns, notes)

    def _materials(self, since: date | None) -> list[Material]:
        notes = [one for one in self.memories.all(Kind.NOTE) if since is None or one.day >= since]
        return days_.materials(self.dialogue.said(since), notes, self._in_flight)

    def _day(self, words: Material) -> Day:
        held = {kind: next(iter(self.memories.of_day(kind, words.day)), None) for kind in DAILY}
        return days_.day_of(words, held, [kind for kind, memory in held.items() if not self._fits(memory, words)])

    def _fits(self, memory: Memory | None, words: Material) -> bool:
        made = self._reflections.of_memory(memory.id) if memory else None
        return made is not None and days_.fits(made, words, self._reflections.turns_of(made.id))

    def _rewrite(self, memory: Memory, text: str) -> None:
        """Let a day's memory say `text`; one that has nothing to say goes."""
        if not text.strip():
            self._pieces.delete([memory.id])
        elif text != memory.query:
            self.memories.set_text(memory.id, text)
            self._pieces.changed(self.memories.get([memory.id])[memory.id])

    def _first_with(self, part: Part, sentence: str) -> int | None:
        """The earliest version of a part of the portrait that has the plain `sentence`."""
        with_it = [one.id for one in self._reflections.of_part(part) if sentence in map(plain, sentences(one.text))]
        return min(with_it, default=None)

    def telling_weights(self, terms: Iterable[str]) -> dict[str, float]:
        """How telling each of these search terms is in this memory: the rarer, the more."""
        wanted = list(terms)
        documents, held = self._vocabulary.documents(), self._vocabulary.frequencies(wanted)
        return {term: math.log(1 + documents / held.get(term, 1)) for term in wanted}

    # By hand

    def correct(self, part: Part, text: str, now: datetime) -> None:
        """Let `text` be this part of the portrait from now on: what is new in it are the person's own sentences,
        which later reflections keep, and what is no longer in it does not come back.
        """
        text = as_text(text).strip()

        def step() -> None:
            before, latest = self.part(part), self._reflections.latest(part)
            was, now_held = ({plain(one): one for one in sentences(each)} for each in (before, text))
            own = {plain(one.text): one.id for one in self._own.of(OWN, part)}
            struck = {plain(one.text): one.id for one in self._own.of(STRUCK, part)}
            self._own.drop(id_ for key, id_ in own.items() if key not in now_held)
            self._own.drop(id_ for key, id_ in struck.items() if key in now_held)
            for key, sentence in now_held.items():
                if key not in was:
                    self._own.add(OWN, part, sentence, now)
            for key, sentence in was.items():
                if key not in now_held and key not in own:
                    self._own.add(STRUCK, part, sentence, now, base=self._first_with(part, key))
            self._reflections.add(part, text, now, author=Author.USER, base=latest.id if latest else None)
            self._pieces.removals.deleted()

        self._pieces.wholly(step)

    def correct_day(self, memory: Memory, text: str, now: datetime) -> None:
        """Let a day's summary or insight say `text`, the person's own words, whatever is reflected later."""

        def step() -> None:
            before = self._reflections.of_memory(memory.id)
            turns = self._reflections.turns_of(before.id) if before else []
            notes = self._reflections.memories_of([before.id]).get(before.id, []) if before else []
            self._rewrite(memory, text)
            id_ = self._reflections.add(DAILY[memory.kind], None, now, author=Author.USER, memory=memory.id)
            self._reflections.made_from(id_, turns=turns, memories=notes)
            self._pieces.removals.deleted()

        self._pieces.wholly(step)

    def _by_hand(self, memory: Memory) -> bool:
        made = self._reflections.of_memory(memory.id)
        return made is not None and made.author is Author.USER

    def retract(self, fact: str, now: datetime) -> OwnWord:
        """Keep that `fact` is not true of the person: no part of the portrait says it any more, now or later.

        It is taken out of the days' summaries and insights too. What was said stays as it was said.

        Raises:
            MemoryBankError: there is nothing in it.
        """
        words = as_text(fact).strip()
        if not words:
            raise MemoryBankError("note_empty")

        def step() -> int:
            for kind in DAILY:
                for memory in self.memories.all(kind):
                    untrue = telling(memory.query, words)
                    if untrue:
                        self._rewrite(memory, without(memory.query, untrue))
            self._pieces.removals.deleted()
            return self._own.add(RETRACTED, None, words, now)

        id_ = self._pieces.wholly(step)
        return next(one for one in self.retracted() if one.id == id_)

    def retracted(self) -> list[OwnWord]:
        """The facts that are not true of the person, as the person put it, oldest first."""
        return self._own.of(RETRACTED)

    def unretract(self, ids: Iterable[int]) -> int:
        """Take retractions back; how many there were. Nothing of them is kept."""
        wanted = set(ids)

        def step() -> int:
            self._pieces.removals.deleted()
            return self._own.drop(one.id for one in self.retracted() if one.id in wanted)

        return self._pieces.wholly(step)

    # Reflecting

    def keep_day(
        self, kind: Kind, words: Material, text: str, now: datetime, *, model: str, prompt: str
    ) -> Memory | None:
        """Keep what was understood of a day from `words`; None, and nothing kept, when they are no longer so.

        The memory that the day had keeps its strength and clock. What the person wrote stays as it is.
        """

        def step() -> int | None:
            if self.material(words.day).fingerprint != words.fingerprint:
                return None
            known = self.memories.of_day(kind, words.day)
            if known and self._by_hand(known[0]):
                return known[0].id
            if known:
                self._rewrite(known[0], text)
                memory = known[0].id
            else:
                memory = self._pieces.form(kind, words.day, now, text=text)
            id_ = self._reflections.add(
                DAILY[kind],
                None,
                now,
                author=Author.MODEL,
                model=model,
                prompt=prompt,
                fingerprint=words.fingerprint,
                memory=memory,
            )
            self._reflections.made_from(
                id_, turns=[turn.id for turn in words.turns], memories=[(note.id, "") for note in words.notes]
            )
            self._fits_now(id_, words)
            return memory

        kept = self._pieces.wholly(step)
        return None if kept is None else self.memory(kept)

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

    def keep_imported_day(self, kind: Kind, memory: int, words: Material, now: datetime, model: str = "") -> None:
        """Keep that a day's memory came in a file, with the `words` it was made from."""

        def step() -> None:
            id_ = self._reflections.add(
                DAILY[kind],
                None,
                now,
                author=Author.IMPORT,
                model=model,
                fingerprint=words.fingerprint,
                memory=memory,
            )
            self._reflections.made_from(id_, turns=[turn.id for turn in words.turns])
            if self.material(words.day).fingerprint == words.fingerprint:
                self._fits_now(id_, words)

        self._pieces.wholly(step)

    def keep_imported(
        self, part: Part, text: str, now: datetime, *, turns: Sequence[int], memories: Sequence[int] = ()
    ) -> None:
        """Keep a part of the portrait as a file brought it, made from these."""

        def step() -> None:
            id_ = self._reflections.add(part, text, now, author=Author.IMPORT)
            self._reflections.made_from(id_, turns=turns, memories=[(one, "") for one in memories])

        self._pieces.wholly(step)

    # Standing

    def agreed_to_pay(self, place: str) -> bool:
        """Whether the person agreed that models at `place` reflect by themselves."""
        return place in self._own.agreed()

    def agree_to_pay(self, place: str, *, agreed: bool = True) -> None:
        """Keep whether they do."""
        places = set(self._own.agreed())
        self._own.agree(places | {place} if agreed else places - {place})

    def greeted_since(self, moment: datetime) -> bool:
        """Whether the companion has greeted since `moment`."""
        return self._own.greeted() > moment.timestamp()

    def greet(self, now: datetime) -> None:
        """Keep that the companion greeted."""
        self._own.greet(now)

    def said_of_portrait(self) -> list[tuple[str, OwnWord]]:
        """All that the person said of the portrait, with its kind."""
        found = [(kind, one) for part in PORTRAIT for kind in (OWN, STRUCK) for one in self._own.of(kind, part)]
        return found + [(RETRACTED, one) for one in self.retracted()]

    def keep_said_of_portrait(self, kind: str, part: str, text: str, now: datetime) -> None:
        """Keep what a file says that the person said, unless it is known; of kinds nobody knows, nothing."""
        known = {(held, one.part or "", one.text) for held, one in self.said_of_portrait()}
        sensible = (kind == RETRACTED and not part) or (kind in (OWN, STRUCK) and part in PORTRAIT)
        if sensible and text.strip() and (kind, part, text) not in known:
            self._own.add(kind, Part(part) if part else None, text, now)

    def own_words(self, part: Part) -> tuple[list[OwnWord], list[OwnWord]]:
        """The person's own sentences in a part of the portrait, and those they struck out of it."""
        return self._own.of(OWN, part), self._own.of(STRUCK, part)


def _bases(version: Reflection, by_id: Mapping[int, Reflection]) -> Iterator[int]:
    """The versions that `version` goes on from, latest first."""
    base = by_id.get(version.base or 0)
    while base is not None:
        yield base.id
        base = by_id.get(base.base or 0)
