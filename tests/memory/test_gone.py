"""A person deleted, or a file replaced, while their memory is open somewhere: nobody goes on for nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryBankError, Profile
from tests.memory.toy import NOW, ToyEmbedder, talk


def test_somebody_who_is_talking_is_not_deleted(profiles: Profiles, emily: Profile, folder: Path) -> None:
    bank = profiles.open(emily)
    talk(bank, "I am here", "Yes.")
    with pytest.raises(MemoryBankError) as error:
        profiles.delete(emily)
    assert error.value.code == "profile_in_use"
    talk(bank, "Still here", "Yes.")
    bank.close()
    profiles.delete(emily)
    assert not folder.exists()


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_what_would_be_kept_in_a_file_that_is_gone_is_refused(bank: Bank, folder: Path, how: str) -> None:
    talk(bank, "before", "Yes.")
    bank.attach(ToyEmbedder())
    if how == "deleted":
        shutil.rmtree(folder)
    else:
        shutil.copy(folder / "memory.sqlite3", folder / "new")
        (folder / "new").replace(folder / "memory.sqlite3")
    with pytest.raises(MemoryBankError) as error:
        bank.begin_conversation(NOW)
    assert error.value.code == "database_gone"
    bank.close()
    assert folder.exists() == (how == "replaced")
