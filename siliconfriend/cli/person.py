"""Whom a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.cli.streams import note
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.opening import open_profiles
from siliconfriend.places import places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siliconfriend.language import Words
    from siliconfriend.memory.records import Profile


class NoSuchProfileError(MemoryBankError):
    """Nobody of that name is known."""

    def __init__(self, name: str) -> None:
        super().__init__("no_such_profile", name=name)


class NobodyKnownError(MemoryBankError):
    """No profile exists yet, and none was named."""

    def __init__(self) -> None:
        super().__init__("nobody_known")


def unreadable() -> Iterator[MemoryBankError]:
    """Why the profiles that cannot be opened, whose names nobody knows therefore, cannot."""
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.store.everybody import databases

    try:
        files = databases(places().profiles)
    except MemoryBankError as error:
        yield error
        return
    for file in files:
        try:
            Bank(file.parent).close()
        except MemoryBankError as error:
            yield error


def known(name: str) -> Profile:
    """The person called `name`.

    Raises:
        MemoryBankError: there is none, or a profile that may be it cannot be opened.
    """
    found = open_profiles().find(name)
    if found is None:
        raise next(unreadable(), None) or NoSuchProfileError(name)
    return found


def known_or_latest(name: str | None, say: Words) -> Profile:
    """The person called `name`; without a name whoever talked last, and stderr says who that is.

    Raises:
        MemoryBankError: there is nobody of that name, or nobody at all, or one cannot be opened.
    """
    if name is not None:
        return known(name)
    found = open_profiles().latest()
    if found is None:
        raise next(unreadable(), None) or NobodyKnownError()
    key = "latest" if open_profiles().visited(found) else "first"
    note(say(f"cli.person.{key}", name=found.name))
    return found
