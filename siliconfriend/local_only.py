"""People whose words stay on this machine: no model elsewhere reads them. `Bank.attach` says so to embedders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siliconfriend.hosts import stays_here
from siliconfriend.models.base import ModelError

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.records import Profile
    from siliconfriend.models.base import ChatModel


class StaysHereError(ModelError):
    """The model is elsewhere, and this person's words stay here."""

    code = "stays_here"


def allow(profile: Profile, model: ChatModel) -> None:
    """Let `model` read the words of `profile`.

    Raises:
        StaysHereError: they would leave this machine, and they must not.
    """
    if profile.local_only and not stays_here(model.destination):
        raise StaysHereError(name=profile.name, model=model.name, host=model.destination)


def allow_now(bank: Bank, model: ChatModel) -> None:
    """Let `model` read the words in `bank`, unless another window has said meanwhile that they stay here. Blocks.

    From here on the profile is as it is kept now, whoever changed its name or anything else.

    Raises:
        StaysHereError: they would leave this machine, and they must not.
        MemoryBankError: it cannot be seen whether they may.
    """
    allow(bank.look_again(), model)
