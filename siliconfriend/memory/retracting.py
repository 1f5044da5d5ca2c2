"""The part of a bank that keeps what is not true of the person, and says beforehand what that takes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.memory.listing import without_topics
from siliconfriend.memory.looking import Listing, Wanted
from siliconfriend.memory.ranking import UNDERSTOOD
from siliconfriend.memory.records import Memory, MemoryBankError, Profile
from siliconfriend.memory.reflected import DAILY, PORTRAIT, OwnWord, Part, Reflection, Told
from siliconfriend.memory.sentences import alike, holds, plain, sentences, telling, without
from siliconfriend.memory.store.own_words import OWN, RETRACTED
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.pieces import Pieces
    from siliconfriend.memory.store.memories import Memories
    from siliconfriend.memory.store.own_words import OwnWords
    from siliconfriend.memory.store.reflections import Reflections
    from siliconfriend.memory.store.verdicts import Verdicts
    from siliconfriend.memory.store.wordings import Wordings


class Retracting:
    """Facts that are not true: told nowhere, and never recalled where the person said just that."""

    profile: Profile
    memories: Memories
    _pieces: Pieces
    _reflections: Reflections
    _own: OwnWords
    _verdicts: Verdicts
    _wordings: Wordings

    if TYPE_CHECKING:

        def listing(self, wanted: Wanted) -> Listing: ...

        def standing(self, part: Part) -> Reflection | None: ...

        def let_stand(self, part: Part, version: Reflection | None) -> str: ...

        def _rewrite(self, memory: Memory, text: str) -> None: ...

        def _think_over(self, facts: Sequence[str]) -> None: ...

    def told(self, fact: str) -> Told:
        """Where `fact` is told now: what to retract it would take out, and silence. Nothing is changed."""
        words = as_text(fact).strip()
        gone: list[str] = []
        for memory in (one for kind in DAILY for one in self.memories.all(kind)):
            gone += self._denied(memory.query, words)
        for part in PORTRAIT:
            own = {plain(one.text) for one in self._own.of(OWN, part)}
            text = self.let_stand(part, self.standing(part))
            gone += [one for one in self._denied(text, words) if plain(one) not in own]
        return Told(tuple(dict.fromkeys(gone)), tuple(self.saying(words)))

    def _denied(self, text: str, fact: str) -> list[str]:
        left = set(sentences(self._denying(text, fact)))
        return [one for one in sentences(text) if one not in left]

    def _denying(self, text: str, fact: str) -> str:
        """`text` where nothing tells `fact`."""
        text = without_topics(text, self.profile.language, [fact])
        return without(text, telling(text, fact))

    def retract(self, fact: str, now: datetime) -> OwnWord:
        """Keep that `fact` is not true of the person: no part of the portrait says it any more, now or later.

        It is taken out of the days' summaries and insights too. What was said stays as it was said, and is never
        recalled where the person said just that. Said again, it is kept once.

        Raises:
            MemoryBankError: there is nothing in it.
        """
        words = as_text(fact).strip()
        if not words:
            raise MemoryBankError("retraction_empty")

        def step() -> int:
            for kind in DAILY:
                for memory in self.memories.all(kind):
                    if (text := self._denying(memory.query, words)) != memory.query:
                        self._rewrite(memory, text)
            self._pieces.removals.deleted()
            known = next((one.id for one in self.retracted() if alike(one.text, words)), None)
            word = self._own.add(RETRACTED, None, words, now) if known is None else known
            self._verdicts.silence_for(word, [*self.saying(words), *self._saying_out_of_sight(words)])
            return word

        id_ = self._pieces.wholly(step)
        return next(one for one in self.retracted() if one.id == id_)

    def saying(self, words: str) -> list[int]:
        """The turns and notes in which the person said just these `words`, among others perhaps."""
        listing = self.listing(Wanted(f"{words} "))
        return self._said_in(listing.ids or (), words) if words.strip() else []

    def _saying_out_of_sight(self, words: str) -> list[int]:
        """Those on their way out, which may come back: then they are silent, too."""
        return self._said_in(self._verdicts.condemned(), words)

    def _said_in(self, ids: Iterable[int], words: str) -> list[int]:
        found = self.memories.get(ids).values()
        return [one.id for one in found if one.kind not in UNDERSTOOD and holds(one.query, words)]

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
                    if self._wordings.instead_of(memory) is None:
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
