"""One person's memory, open for a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from siliconfriend.cli import streams

EMBEDDED_AT_ONCE = 64

if TYPE_CHECKING:
    from siliconfriend.cli.session import Session
    from siliconfriend.language import Words
    from siliconfriend.memory.bank import Bank
    from siliconfriend.settings import Settings


@contextmanager
def memory_of(session: Session, profile: str | None, *sections: str) -> Iterator[tuple[Bank, Settings]]:
    """The memory of the person called `profile`, or of whoever talked last; the run speaks their language.

    `sections` are those of the settings that are needed.

    Raises:
        SettingsError: one of those cannot be used.
        MemoryBankError: there is no such person, or the memory cannot be opened.
    """
    from siliconfriend.cli.person import known_or_latest
    from siliconfriend.opening import open_bank

    settings = session.settings_of(*sections)
    person = known_or_latest(profile or session.profile, session.say)
    session.speak_to(person.language, settings)
    with closing(open_bank(person, settings)) as bank:
        yield bank, settings


@contextmanager
def finding_by_meaning(bank: Bank, settings: Settings, say: Words) -> Iterator[None]:
    """Let `bank` find by meaning, as far as it can at once; what is in the way of that is said.

    A great many memories without a vector stay so, and all of them where nothing can be written: nothing is held
    up by that, and it is said afterwards.
    """
    from siliconfriend.cli.failures import sentence
    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.memory.store.connecting import NO_ROOM
    from siliconfriend.opening import attach_embedder

    attached, why = False, "not_written" if bank.read_only else "not_ready"
    try:
        attach_embedder(bank, settings)
        attached = True
        if not bank.read_only:
            bank.embed_missing(limit=EMBEDDED_AT_ONCE)
    except MemoryBankError as error:
        why = "not_written" if error.code in ("read_only", *NO_ROOM) else ""
        if not why:
            streams.note(sentence(say, error))
    yield
    left = bank.count_missing()
    if why and (left or not attached):
        streams.note(say(f"cli.recall.{why}", count=left, path=bank.folder))


def embed_everything(bank: Bank, settings: Settings, say: Words) -> None:
    """Let `bank` find every memory by meaning; what is in the way of that is said."""
    from siliconfriend.cli.failures import sentence
    from siliconfriend.cli.progress import WORTH_A_BAR, bar, until_interrupted
    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.opening import attach_embedder

    try:
        attach_embedder(bank, settings)
        with bar(say("cli.progress.embedding"), WORTH_A_BAR) as tell, until_interrupted() as pressed:
            bank.embed_missing(progress=tell, stop=pressed)
    except MemoryBankError as error:
        streams.note(sentence(say, error))
