"""The part of a bank where the person has the last word on what is understood of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.memory.reflected import PORTRAIT, Author, NewReflection, OwnWord, Part
from siliconfriend.memory.retracted_words import RetractedWords
from siliconfriend.memory.sentences import plain, sentences
from siliconfriend.memory.store.own_words import OWN, RETRACTED, STRUCK
from siliconfriend.memory.store.rows import as_text

if TYPE_CHECKING:
    from datetime import datetime


class OwnSay(RetractedWords):
    """Sentences of their own, sentences struck out, and facts that are not true."""

    if TYPE_CHECKING:

        def part(self, part: Part) -> str: ...

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
            base = standing.id if standing else None
            self._reflections.add(NewReflection(part, now, Author.USER, text, base=base))
            self._pieces.removals.deleted()

        self._pieces.wholly(step)

    def _first_with(self, part: Part, sentence: str) -> int | None:
        """The earliest version of a part of the portrait that has the plain `sentence`."""
        with_it = [one.id for one in self._reflections.of_part(part) if sentence in map(plain, sentences(one.text))]
        return min(with_it, default=None)

    def own_words(self, part: Part) -> tuple[list[OwnWord], list[OwnWord]]:
        """The person's own sentences in a part of the portrait, and those they struck out of it."""
        return self._own.of(OWN, part), self._own.of(STRUCK, part)

    def said_of_portrait(self) -> list[tuple[str, OwnWord]]:
        """All that the person said of the portrait, with its kind."""
        found = [(kind, one) for part in PORTRAIT for kind in (OWN, STRUCK) for one in self._own.of(kind, part)]
        return found + [(RETRACTED, one) for one in self.retracted()]

    def keep_said_of_portrait(self, kind: str, part: str, text: str, now: datetime) -> None:
        """Keep what a file says that the person said, unless it is known; of kinds nobody knows, nothing.

        What was struck out goes with the first version of its part, which came with it.
        """
        known = {(held, one.part or "", one.text) for held, one in self.said_of_portrait()}
        sensible = (kind == RETRACTED and not part) or (kind in (OWN, STRUCK) and part in PORTRAIT)
        if sensible and text.strip() and (kind, part, text) not in known:
            of = Part(part) if part else None
            versions = self._reflections.of_part(of) if of and kind == STRUCK else []
            self._own.add(kind, of, text, now, base=min((one.id for one in versions), default=None))
