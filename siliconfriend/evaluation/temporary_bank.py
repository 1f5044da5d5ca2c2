"""A user's past in a bank that exists only while it is asked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.evaluation.questions import Place, noon
from siliconfriend.memory.exchange import bring_in
from siliconfriend.memory.names import LONGEST_NAME, clean_name
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.language import Language
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.exchange import Person
    from siliconfriend.memory.forgetting import Curve

NOBODY = "user"
NO_DAY = date(2000, 1, 1)


@contextmanager
def temporary_bank(people: Sequence[Person], language: Language, now: datetime, curve: Curve) -> Iterator[Bank]:
    """The past of `people`, records of one user, in a folder that is gone at the end; its clocks start `now`.

    Raises:
        MemoryBankError: there is no room for it.
    """
    with tempfile.TemporaryDirectory(prefix="siliconfriend-eval-") as folder:
        profiles = Profiles(Path(folder) / "profiles")
        profile = profiles.create(_name(people), language, now)
        with closing(profiles.open(profile, curve)) as bank:
            for person in people:
                bring_in(bank, person, now)
            yield bank


def _name(people: Sequence[Person]) -> str:
    """What the companion calls the user: a name that no profile can have is cut, or replaced."""
    try:
        return clean_name(people[0].name[:LONGEST_NAME])
    except MemoryBankError:
        return NOBODY


def memories(people: Sequence[Person]) -> int:
    """How many memories their past comes to."""
    return sum(
        sum(map(len, one.history.values())) + len(one.summaries) + len(one.insights) + len(one.ours.notes)
        for one in people
    )


def places(people: Sequence[Person]) -> set[Place]:
    """Every turn in their past."""
    return {
        Place(day, index) for one in people for day, turns in one.history.items() for index in range(len(turns))
    }


def day_after(people: Sequence[Person]) -> datetime:
    """The noon after their last dialogue."""
    days = [day for one in people for day, turns in one.history.items() if turns]
    return noon(max(days, default=NO_DAY) + timedelta(days=1))
