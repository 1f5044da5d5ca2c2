"""Two programs on one profile: both write, nothing is lost, and who waits too long is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store import connecting
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, sql

WRITER = """
import sys
from pathlib import Path
from siliconfriend.memory.bank import Bank
from tests.memory.toy import NOW, ToyEmbedder, talk
bank = Bank(Path(sys.argv[1]))
bank.attach(ToyEmbedder())
print("ready", flush=True)
sys.stdin.readline()
for number in range(60):
    turn = talk(bank, f"{sys.argv[2]} {number}", "yes", recalled=bank.recall("yes", k=1, now=NOW))
    if number % 10 == 9:
        bank.embed_missing()
        bank.remove_turn(turn.id)
        bank.scrub()
bank.close()
"""


def test_writes_of_both_interleave_without_loss(open_bank: OpenBank, folder: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for name in ("dog", "cat")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=60)
        assert writer.returncode == 0
    bank = open_bank(ToyEmbedder())
    turns = bank.turns(limit=1000)
    kept = {f"{name} {number}" for name in ("dog", "cat") for number in range(60) if number % 10 != 9}
    assert {turn.query for turn in turns} == kept
    assert [turn.index for turn in turns] == list(range(len(kept)))
    assert bank.check_caches() is False
    bank.embed_missing()
    assert bank._retriever.dense is not None
    assert len(bank._retriever.dense._index.ids()) == len(kept)


def test_who_waits_too_long_is_told(bank: Bank, open_bank: OpenBank, monkeypatch: pytest.MonkeyPatch) -> None:
    assert connecting.BUSY_SECONDS == 5
    monkeypatch.setattr(connecting, "BUSY_SECONDS", 0.05)
    impatient = open_bank()
    with bank.writing(), pytest.raises(MemoryBankError) as error:
        impatient.begin_conversation(NOW)
    assert error.value.code == "database_busy"
    assert impatient.begin_conversation(NOW) == 1


def test_a_waiting_writer_gets_its_turn(bank: Bank, open_bank: OpenBank, folder: Path) -> None:
    done = f"""
import json, sqlite3, sys
connection = sqlite3.connect({json.dumps(str(folder / "memory.sqlite3"))}, isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("busy", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
"""
    other = subprocess.Popen([sys.executable, "-c", done], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdin is not None
    assert other.stdout.readline() == "busy\n"
    waiting = open_bank()
    other.stdin.write("go on\n")
    other.stdin.flush()
    assert waiting.begin_conversation(NOW) == 1
    other.communicate(timeout=10)
    assert sql(bank, "SELECT count(*) FROM conversation") == [(1,)]
