"""MemoryBank's front door: everything the rest of the program may ask of one profile's memory.

Calls may come from any thread; each is one step, done wholly or not at all.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from siliconfriend.memory.browsing import Browsing
from siliconfriend.memory.by_hand import ByHand
from siliconfriend.memory.fading import Fading
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.judging import Judging
from siliconfriend.memory.lexical import STAMP
from siliconfriend.memory.meaning import CACHES, Meaning
from siliconfriend.memory.modes import Mode
from siliconfriend.memory.names import clean_name
from siliconfriend.memory.pieces import Pieces
from siliconfriend.memory.records import (
    Counts,
    MemoryBankError,
    Profile,
    Recollection,
)
from siliconfriend.memory.rereading import Rereading
from siliconfriend.memory.retrieval import Retriever
from siliconfriend.memory.scrubbing import Scrubbing
from siliconfriend.memory.searching import Searching
from siliconfriend.memory.store.copies import COPIES
from siliconfriend.memory.store.database import FILE, Database, open_elsewhere
from siliconfriend.memory.store.identity import Identity
from siliconfriend.memory.store.memories import Memories
from siliconfriend.memory.store.migrating import migrate
from siliconfriend.memory.store.own_words import OwnWords
from siliconfriend.memory.store.reflections import Reflections
from siliconfriend.memory.store.rows import as_text
from siliconfriend.memory.store.shelves import Shelves
from siliconfriend.memory.store.soundness import look_through
from siliconfriend.memory.store.spoken import SpokenDays
from siliconfriend.memory.store.surroundings import Surroundings
from siliconfriend.memory.store.terms import Terms
from siliconfriend.memory.store.turns import Turns
from siliconfriend.memory.store.verdicts import Verdicts
from siliconfriend.memory.store.vocabulary import Vocabulary
from siliconfriend.memory.store.wordings import Wordings
from siliconfriend.memory.talking import Talking
from siliconfriend.memory.understanding import Understanding

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from siliconfriend.language import Language
    from siliconfriend.memory.new import NewMemory

DATABASE = FILE

log = logging.getLogger(__name__)


class Bank(Talking, Rereading, ByHand, Judging, Browsing, Understanding, Meaning, Fading):
    """One profile's memory, open."""

    def __init__(self, folder: Path, curve: Curve | None = None) -> None:
        """Open the memory in `folder` and bring it to today's schema; search terms that are not right are remade.

        Raises:
            MemoryBankError: the file is missing, damaged, unreadable, or from a newer program.
        """
        self.curve = curve or Curve()
        self._folder = folder
        self._database = Database(folder / DATABASE)
        try:
            migrate(self._database, folder / COPIES)
            self.identity = Identity(self._database)
            self.profile = self.identity.profile(folder.name)
            self.dialogue = Turns(self._database)
            self.memories = Memories(self._database)
            self._reflections = Reflections(self._database)
            self._own = OwnWords(self._database)
            self._spoken = SpokenDays(self._database)
            self._shelves = Shelves(self._database)
            self._verdicts = Verdicts(self._database)
            self._wordings = Wordings(self._database)
            self._terms = Terms(self._database, STAMP)
            self._vocabulary = Vocabulary(self._database)
            self._retriever = Retriever(
                self.memories,
                self._terms,
                self._vocabulary,
                Surroundings(self._database),
                self._verdicts,
                self.curve,
            )
            self._pieces = Pieces(self._database, self.memories, self._terms, self._retriever)
            if not self.read_only and not self._terms.sound():
                self._pieces.rebuild_terms()
        except BaseException:
            self._database.close()
            raise
        self._searching = Searching(self.memories, self._terms, self._retriever)
        self._scrubbing = Scrubbing(self._database, self._pieces, self._terms, folder / CACHES, folder / COPIES)
        self._in_flight: set[int] = set()
        self._condemned_here: set[int] = set()

    @staticmethod
    def found(folder: Path, name: str, language: Language, now: datetime, *, here: bool = True) -> None:
        """Make an empty memory for a new profile in `folder`, which exists; `here`: it is opened for talking."""
        database = Database(folder / DATABASE, create=True)
        try:
            migrate(database, folder / COPIES)
            Identity(database).found(name, language, now, here=here)
        finally:
            database.close()

    # Recalling

    def recall(
        self,
        question: str,
        *,
        k: int,
        now: datetime,
        without_turns: Collection[int] = (),
        without: Collection[int] = (),
        mode: Mode = Mode.HYBRID,
        days: int = 0,
    ) -> list[Recollection]:
        """The `k` memories that answer `question` best, best first, and after them up to `days` of what was
        understood of days, but for the memories of `without_turns` and those `without`. Changes nothing but caches.

        The plain modes are what recall is measured against.
        """
        self._embed_latest()
        asked = as_text(question)
        return self._pieces.healing_terms(
            lambda: self._retriever.recall(asked, k, now, without_turns, mode, days, without)
        )

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return self._folder

    @property
    def refused(self) -> MemoryBankError | None:
        """How the disk refused to be written when the memory was opened; None also where nobody may write."""
        return self._database.refused

    @property
    def read_only(self) -> bool:
        """Whether nothing new can be kept here: the folder, or its disk, takes no writing."""
        return self._database.read_only

    def choose(self, **chosen: str) -> Profile:
        """Keep what the person chose (see `Identity.choose`); the profile as it is now.

        Raises:
            MemoryBankError: it could not be kept, or a name is none; everything is as it was.
        """
        if chosen.get("companion"):
            chosen["companion"] = clean_name(chosen["companion"])
        self.identity.choose(**chosen)
        return self.look_again()

    def look_again(self) -> Profile:
        """The profile as it is kept now, whoever changed it."""
        self.profile = self.identity.profile(self._folder.name)
        return self.profile

    def counts(self) -> Counts:
        """How much the profile holds."""
        return self.memories.counts()

    def knows_only(self, turn: int) -> bool:
        """Whether there is nothing but that turn and what it left: nothing was said before it, and no note kept."""
        return self.memories.nothing_but(turn)

    def memories_like(self, text: str, *, faded: bool = False, limit: int = 50) -> list[Recollection]:
        """Memories that hold words of `text`, or are near to it in meaning, best first. Changes nothing but caches.

        `faded`: look among the faded ones too.
        """
        self._embed_latest()
        wanted = as_text(text)
        going = set(self._verdicts.condemned())
        more = limit + len(going) if limit > 0 else limit
        found = self._pieces.healing_terms(lambda: self._searching.search(wanted, faded=faded, limit=more))
        return [one for one in found if one.memory.id not in going][: max(0, limit)]

    # Keeping house

    def writing(self) -> AbstractContextManager[object]:
        """A transaction: every call inside it takes effect together, or none does."""
        return self._database.writing()

    def form(self, new: NewMemory, now: datetime) -> int:
        """Form a memory, searchable at once, whose clock starts `now`; its id."""
        return self._pieces.form(new, now)

    def check_caches(self, *, thoroughly: bool = True) -> bool:
        """Look through the search terms and remake them if they are damaged; whether they were.

        Thoroughly is slow for many memories; else only that each has its terms is seen. For the background.
        """
        if self._terms.complete() and (not thoroughly or self._terms.whole()):
            return False
        self._pieces.rebuild_terms()
        return True

    def look_through(self) -> None:
        """Read every page of the file. For the background.

        Raises:
            MemoryBankError: it is damaged, and more than its search terms, which are made anew.
        """
        look_through(self._database)

    def scrub(self) -> None:
        """Sweep the bytes of what was deleted out of every file of the profile. Quick when there is nothing to do.

        Raises:
            MemoryBankError: another program is reading, or the disk refuses; what was deleted stays marked.
        """
        self._scrubbing.scrub(self._retriever.dense)

    def close(self) -> None:
        """Sweep away what was deleted, save the caches, and let go of the files."""
        try:
            if self.read_only or self._database.gone:
                return
            left = self._try_to_finish_deleting()
            self._scrubbing.try_to_scrub(self._retriever.dense)
            if self._retriever.dense:
                self._retriever.dense.save()
        finally:
            self._database.close()
        if left:
            self._finish_deleting_of_the_killed(left)

    def _try_to_finish_deleting(self) -> set[int]:
        """Delete what was condemned here; what is on its way out all the same."""
        try:
            self.finish_deleting(own=True)
            return set(self._verdicts.condemned())
        except MemoryBankError as error:
            log.warning("what is being deleted is deleted the next time: %s", error.code)
            return set()

    def _finish_deleting_of_the_killed(self, left: set[int]) -> None:
        """Delete what others condemned, unless one of them is there and may be asked to bring it back."""
        if open_elsewhere(self._folder / DATABASE):
            return
        try:
            heir = Bank(self._folder, self.curve)
        except MemoryBankError as error:
            log.warning("what is being deleted is deleted the next time: %s", error.code)
        else:
            heir._condemned_here |= left
            heir.close()
