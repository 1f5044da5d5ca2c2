"""What a person chose for themselves: kept in their profile, and there like any other setting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from msgspec import Meta

from siliconfriend.config_file import Setting
from siliconfriend.memory.names import LONGEST_NAME
from siliconfriend.setting_words import Origin
from siliconfriend.settings import LanguageName, ThemeName
from siliconfriend.tui.settings.entries import Entry

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.tui.core import Core

SECTION: Final = "profile"

_OWN: Final[Mapping[str, Any]] = {
    "name": Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)],
    "companion": Annotated[str, Meta(max_length=LONGEST_NAME)],
    "language": LanguageName,
    "model": str,
    "theme": Literal["", ThemeName],
}
LEFT_AS_IT_IS: Final = {f"{SECTION}.name", f"{SECTION}.language"}
"""These have no default to go back to."""

_ONE_AT_A_TIME = Lock()


def own_entries(bank: Bank) -> Sequence[Entry]:
    """What the person whose memory this is chose, as far as it is known without asking the disk."""
    return [
        Entry(
            Setting(f"{SECTION}.{name}", annotation, "", ""),
            value := str(getattr(bank.profile, name)),
            Origin.FILE if value else Origin.DEFAULT,
        )
        for name, annotation in _OWN.items()
    ]


def write_own(core: Core, bank: Bank, wanted: Mapping[str, str], key: str) -> None:
    """Keep in the profile what is `wanted` now of the setting called `key`.

    Raises:
        MemoryBankError: it cannot be kept, or the name is somebody else's.
    """
    with _ONE_AT_A_TIME:
        name, value = key.partition(".")[2], wanted[key]
        if name == "name":
            core.profiles().rename(bank.profile, value)
            bank.look_again()
        elif name == "model":
            core.choose(bank, value.strip())
        else:
            bank.choose(**{name: value.strip()})
