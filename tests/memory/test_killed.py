"""kill -9 at any point: everything that was committed is there on return, and caches heal."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from siliconfriend.memory.records import TurnState
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, days, found, sql

TALKER = """
import json, os, signal, sys
from pathlib import Path
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import TurnState
from siliconfriend.memory.store.turns import Turns
from siliconfriend.memory.dense import DenseSearch
from siliconfriend.memory.store.terms import Terms
from siliconfriend.memory.store.vectors import VectorRows
from siliconfriend.memory import hnsw
from tests.memory.toy import NOW, ToyEmbedder, days

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

folder, point = Path(json.loads(sys.argv[1])), json.loads(sys.argv[2])
bank = Bank(folder)
if "attached" in point:
    bank.attach(ToyEmbedder())
conversation = bank.begin_conversation(NOW)
for number in range(40):
    turn = bank.ask(conversation, f"message {number} about the garden", NOW)
    bank.keep(turn.id, f"reply {number} is")
    bank.answer(turn.id, f"reply {number} is done", state=TurnState.FINISHED, now=NOW, model="toy")
if "attached" in point:
    bank.embed_missing()
    bank._retriever.dense.save()
print(turn.id, flush=True)
if point == "in ask":
    Terms.put = die
if point == "in answer":
    Turns.keep_recalled = die
turn = bank.ask(conversation, "the last message about rivers", NOW)
print(turn.id, flush=True)
if point == "after ask":
    die()
bank.keep(turn.id, "half a rep")
if point == "after keep":
    die()
if point == "attached, while embedding":
    VectorRows.put = die
if point == "attached, before the new index is in place":
    hnsw._sha256 = die
if point == "attached, between index and sidecar":
    hnsw.write_privately = die
if point == "attached, before the store knows of the sidecar":
    VectorRows.keep_index_stamp = die
bank.answer(turn.id, "half a reply", state=TurnState.STOPPED, now=NOW, model="toy")
bank.recall("rivers", k=1, now=NOW)
bank.close()
die()
"""


@pytest.mark.parametrize(
    ("point", "last"),
    [
        ("in ask", None),
        ("after ask", ("", TurnState.OPEN)),
        ("after keep", ("half a rep", TurnState.OPEN)),
        ("in answer", ("half a rep", TurnState.OPEN)),
        ("attached, after keep", ("half a reply", TurnState.STOPPED)),
        ("attached, while embedding", ("half a reply", TurnState.STOPPED)),
        ("attached, before the new index is in place", ("half a reply", TurnState.STOPPED)),
        ("attached, between index and sidecar", ("half a reply", TurnState.STOPPED)),
        ("attached, before the store knows of the sidecar", ("half a reply", TurnState.STOPPED)),
    ],
)
def test_what_was_committed_is_found_on_return(
    folder: Path, open_bank: OpenBank, point: str, last: tuple[str, TurnState] | None
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", TALKER, json.dumps(str(folder)), json.dumps(point)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=120,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    bank = open_bank()
    turns = bank.turns(limit=100)
    assert len(turns) == 40 + (last is not None)
    assert [turn.query for turn in turns[:40]] == [f"message {n} about the garden" for n in range(40)]
    assert all(turn.response.endswith("done") for turn in turns[:40])
    if last:
        assert (turns[-1].response, turns[-1].state) == last
        assert turns[-1].query == "the last message about rivers"
    assert ("the last message about rivers" in found(bank, "rivers")) is bool(last)
    assert not bank.check_caches()
    assert sql(bank, "PRAGMA integrity_check") == [("ok",)]
    bank.attach(ToyEmbedder())
    bank.embed_missing()
    dense = bank._retriever.dense
    assert dense is not None
    assert dense._index.ids() == bank.memories.recallable()
    assert len(found(bank, "garden", days(1), k=50)) >= 40
    if last:
        assert found(bank, "rivers", NOW, k=1) == ["the last message about rivers"]


def test_a_transaction_cut_short_leaves_no_trace(folder: Path, open_bank: OpenBank) -> None:
    code = """
import json, os, signal, sys
from pathlib import Path
from siliconfriend.memory.bank import Bank
from tests.memory.toy import talk
bank = Bank(Path(json.loads(sys.argv[1])))
talk(bank, "an orchard")
with bank.writing():
    for number in range(2000):
        talk(bank, "meadow " * 100)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code, json.dumps(str(folder))],
        capture_output=True,
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=120,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    bank = open_bank()
    assert [turn.query for turn in bank.turns()] == ["an orchard"]
    assert found(bank, "meadow orchard") == ["an orchard"]
