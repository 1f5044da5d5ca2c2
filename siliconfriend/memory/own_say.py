"""The part of a bank where the person has the last word on what is understood of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.listing import without_topics
from siliconfriend.memory.looking import Listing, Wanted
from siliconfriend.memory.ranking import UNDERSTOOD
from siliconfriend.memory.records import Memory, MemoryBankError, Profile
from siliconfriend.memory.reflected import (
    DAILY,
    PORTRAIT,
    Author,
    OwnWord,
    Part,
    Reflection,
)
from siliconfriend.memory.sentences import alike, holds, plain, sentences, telling, without
from siliconfriend.memory.store.own_words import OWN, RETRACTED, STRUCK
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.own_words import OwnWords
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.shelves import Shelves
    from siliconfriend.memory.store.verdicts import Verdicts


class OwnSay:
    """Sentences of their own, sentences struck out, and facts that are not true."""

    profile: Profile
    memories: Memories
    _pieces: Pieces
    _reflections: Reflections
    _own: OwnWords
    _shelves: Shelves
    _verdicts: Verdicts

    if TYPE_CHECKING:

        def listing(self, wanted: Wanted) -> Listing: ...

        def part(self, part: Part) -> str: ...

        def standing(self, part: Part) -> Reflection | None: ...

        def _rewrite(self, memory: Memory, text: str) -> None: ...

        def _think_over(self, facts: Sequence[str]) -> None: ...

    def correct(self, part: Part, text: str, now: datetime) -> None:
        """Let `text` be this part of the portrait from now on: what is new in it are the person's own sentences,
        which later reflections keep, and what is no longer in it does not come back.
        """
        text = as_text(text).strip()

        def step() -> None:
            before, standing = self.part(part), self.standing(part)
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
            self._reflections.add(part, text, now, author=Author.USER, base=standing.id if standing else None)
            self._pieces.removals.deleted()

        self._pieces.wholly(step)

    def _first_with(self, part: Part, sentence: str) -> int | None:
        """The earliest version of a part of the portrait that has the plain `sentence`."""
        with_it = [one.id for one in self._reflections.of_part(part) if sentence in map(plain, sentences(one.text))]
        return min(with_it, default=None)

    def retract(self, fact: str, now: datetime) -> OwnWord:
        """Keep that `fact` is not true of the person: no part of the portrait says it any more, now or later.

        It is taken out of the days' summaries and insights too. What was said stays as it was said, and is never
        recalled where the person said just that. Said again, it is kept once.

        Raises:
            MemoryBankError: there is nothing in it.
        """
        words = as_text(fact).strip()
        if not words:
            raise MemoryBankError("note_empty")

        def step() -> int:
            for kind in DAILY:
                for memory in self.memories.all(kind):
                    text = without_topics(memory.query, self.profile.language, [words])
                    text = without(text, telling(text, words))
                    if text != memory.query:
                        self._rewrite(memory, text)
            self._pieces.removals.deleted()
            known = next((one.id for one in self.retracted() if alike(one.text, words)), None)
            word = self._own.add(RETRACTED, None, words, now) if known is None else known
            self._verdicts.silence_for(word, self.saying(words))
            return word

        id_ = self._pieces.wholly(step)
        return next(one for one in self.retracted() if one.id == id_)

    def saying(self, words: str) -> list[int]:
        """The turns and notes in which the person said just these `words`, among others perhaps."""
        listing = self.listing(Wanted(f"{words} "))
        found = self.memories.get(listing.ids or ()) if words.strip() else {}
        return [one.id for one in found.values() if one.kind not in UNDERSTOOD and holds(one.query, words)]

    def retracted(self) -> list[OwnWord]:
        """The facts that are not true of the person, as the person put it, oldest first."""
        return self._own.of(RETRACTED)

    def unretract(self, ids: Iterable[int]) -> int:
        """Take retractions back; how many there were. Nothing of them is kept.

        The days that may have lost something by them are due again, and what they alone kept from being recalled
        is recalled as before, unless other words took its place.
        """
        wanted = set(ids)

        def step() -> int:
            gone = [one for one in self.retracted() if one.id in wanted]
            if gone:
                self._think_over([one.text for one in gone])
                for memory, factor in self._verdicts.silent_by(one.id for one in gone).items():
                    if self._shelves.instead_of(memory) is None:
                        self._verdicts.put(memory, factor)
            self._pieces.removals.deleted()
            return self._own.drop(one.id for one in gone)

        return self._pieces.wholly(step)

    def untrue(self) -> set[int]:
        """The ids of the memories that are not recalled because of what was retracted."""
        return self._verdicts.untrue()

    def keep_untrue(self, ids: Iterable[int]) -> None:
        """Let what was retracted keep these memories from being recalled, as a file says; others are silent too."""
        left = wanted = set(ids)
        for one in self.retracted() if wanted else ():
            said = wanted.intersection(self.saying(one.text))
            self._verdicts.silence_for(one.id, said)
            left = left - said
        self._verdicts.silence(left)

    def own_words(self, part: Part) -> tuple[list[OwnWord], list[OwnWord]]:
        """The person's own sentences in a part of the portrait, and those they struck out of it."""
        return self._own.of(OWN, part), self._own.of(STRUCK, part)

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
