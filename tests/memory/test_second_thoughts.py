"""A deletion that can still be undone is nobody else's to finish, and what nobody can undo is gone at an exit."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import write_out
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, dump, found, holding, memory_of, talk

SECRET = "xylophonist"

ANOTHER = """
import sys
from pathlib import Path
from siliconfriend.memory.bank import Bank
bank = Bank(Path(sys.argv[1]))
bank.list_memories()
bank.close()
"""
KILLED = """
import os, sys
from pathlib import Path
from siliconfriend.memory.bank import Bank
from tests.memory.toy import NOW
from datetime import UTC, datetime
bank = Bank(Path(sys.argv[1]))
bank.begin_deleting([one.id for one in bank.list_memories()], datetime.now(UTC))
os._exit(9)
"""


def another(program: str, folder: Path) -> int:
    """What another program ends with, which does this to the person in `folder`."""
    root = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-c", program, folder], cwd=root, timeout=60, check=False).returncode


def test_a_program_that_only_reads_leaves_the_way_back_open(bank: Bank, folder: Path) -> None:
    memory = memory_of(bank, talk(bank, f"I am a {SECRET}"))
    before = dump(bank)
    bank.begin_deleting([memory], datetime.now(UTC))
    assert another(ANOTHER, folder) == 0
    assert bank.undo_deleting([memory])
    assert dump(bank) == before
    bank.begin_deleting([memory], datetime.now(UTC))
    bank.close()
    assert holding(folder, [SECRET.encode()]) == {}


def test_what_a_killed_program_was_deleting_is_gone_when_the_next_one_closes(
    open_bank: OpenBank, folder: Path
) -> None:
    bank = open_bank(ToyEmbedder())
    talk(bank, f"I am a {SECRET}", f"A {SECRET}!")
    bank.embed_missing()
    bank.close()
    assert another(KILLED, folder) == 9
    assert holding(folder, [SECRET.encode()]) != {}
    assert another(ANOTHER, folder) == 0
    assert holding(folder, [SECRET.encode()]) == {}


def test_of_two_programs_the_last_one_finishes_what_the_killed_one_began(bank: Bank, folder: Path) -> None:
    talk(bank, f"I am a {SECRET}")
    assert another(KILLED, folder) == 9
    assert another(ANOTHER, folder) == 0
    assert found(bank, SECRET) == []
    assert holding(folder, [SECRET.encode()]) != {}
    bank.close()
    assert holding(folder, [SECRET.encode()]) == {}


def test_what_one_deletes_in_a_window_is_all_that_is_finished_there(bank: Bank, open_bank: OpenBank) -> None:
    mine, theirs = (memory_of(bank, talk(bank, text)) for text in ("I have a cat", f"I am a {SECRET}"))
    other = open_bank()
    other.begin_deleting([theirs], NOW)
    bank.begin_deleting([mine], NOW)
    assert [one.query for one in bank.finish_deleting(own=True)] == ["I have a cat"]
    assert other.undo_deleting([theirs])
    assert [one.query for one in bank.turns()] == [f"I am a {SECRET}"]
    bank.begin_deleting([theirs], NOW)
    bank.undo_deleting([theirs])
    other.begin_deleting([theirs], NOW)
    assert bank.finish_deleting(own=True) == []
    assert other.undo_deleting([theirs])


def test_what_is_written_out_holds_none_of_it_and_the_way_back_stays_open(bank: Bank) -> None:
    talk(bank, "I have a cat")
    memory = memory_of(bank, talk(bank, f"I am a {SECRET}"))
    before = dump(bank)
    bank.begin_deleting([memory], NOW)
    with bank.as_if_deleted():
        written = str(write_out(bank))
    assert (SECRET in written, "cat" in written) == (False, True)
    assert bank.undo_deleting([memory])
    assert dump(bank) == before
    with bank.as_if_deleted():
        assert str(write_out(bank)).count(SECRET) == 1


def test_what_fails_while_it_is_as_if_deleted_is_told(bank: Bank) -> None:
    memory = memory_of(bank, talk(bank, f"I am a {SECRET}"))
    bank.begin_deleting([memory], NOW)
    with pytest.raises(ZeroDivisionError), bank.as_if_deleted():
        raise ZeroDivisionError
    assert bank.undo_deleting([memory])
