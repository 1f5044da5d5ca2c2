"""Whom a command is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.cli.streams import note
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.opening import open_profiles

if TYPE_CHECKING:
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


def known(name: str) -> Profile:
    """The person called `name`.

    Raises:
        NoSuchProfileError: there is none.
    """
    found = open_profiles().find(name)
    if found is None:
        raise NoSuchProfileError(name)
    return found


def known_or_latest(name: str | None, say: Words) -> Profile:
    """The person called `name`; without a name whoever talked last, and stderr says who that is.

    Raises:
        NoSuchProfileError: there is nobody of that name.
        NobodyKnownError: there is nobody at all.
    """
    if name is not None:
        return known(name)
    found = open_profiles().latest()
    if found is None:
        raise NobodyKnownError
    note(say("cli.person.latest", name=found.name))
    return found
