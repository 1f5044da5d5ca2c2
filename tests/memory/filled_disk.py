"""Run in a process of its own: a profile on a disk that is full for a while."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from functools import partial
from pathlib import Path

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in
from siliconfriend.memory.exchange.person import Ours, PastTurn, Person
from siliconfriend.memory.records import MemoryBankError, TurnState
from siliconfriend.memory.store import migrations
from tests.memory.toy import NOW, ToyEmbedder, dump

DOINGS = (
    "open",
    "ask",
    "answer",
    "keep",
    "remember",
    "import",
    "embed",
    "save index",
    "delete",
    "scrub",
    "try",
    "migrate",
)
LONG = "long and winding " * 20_000


class Disk:
    """A folder's copy on a disk that can be filled."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.small = kind == "a small disk"
        self.home = folder.parents[1] / "disk"
        self.home.mkdir()
        if self.small:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "none", str(self.home)], check=True)
        self.folder = self.home / folder.name
        shutil.copytree(folder, self.folder)
        self._limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        if not self.small:
            resource.setrlimit(resource.RLIMIT_FSIZE, (512, self._limits[1]))
            return
        with (self.home / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(4096))

    def make_room(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._limits)
        (self.home / "ballast").unlink(missing_ok=True)

    def close(self) -> None:
        self.make_room()
        if self.small:
            subprocess.run(["umount", str(self.home)], check=True)
        shutil.rmtree(self.home)


def meet(folder: Path, kind: str) -> None:
    """Do everything on a full disk of a `kind`, and again when there is room; tell what each came to."""
    for doing in DOINGS:
        disk = Disk(folder, kind)
        try:
            failed = {"open": _open, "migrate": _migrate}.get(doing, partial(_do, doing=doing))(disk)
        finally:
            disk.close()
        sys.stdout.write(f"{doing}: {failed or 'done'}\n")


def _do(disk: Disk, doing: str) -> str:
    bank = Bank(disk.folder)
    bank.attach(ToyEmbedder())
    conversation = bank.begin_conversation(NOW)
    turn = bank.ask(conversation, "what now?", NOW).id
    past = [PastTurn(f"{LONG[:500]} {number}", "yes") for number in range(500)]
    person = Person("Emily", {date(2020, 1, 1): past}, {}, {}, "", "", {}, Ours())
    if doing == "scrub":
        bank.delete_memories([1])
    if doing == "save index":
        bank.remember(LONG[:100], NOW)
        bank.embed_missing()
    doings: dict[str, Callable[[], object]] = {
        "ask": lambda: bank.ask(conversation, LONG, NOW),
        "answer": lambda: bank.answer(turn, LONG, state=TurnState.FINISHED, now=NOW, model="toy"),
        "keep": lambda: bank.keep(turn, LONG),
        "remember": lambda: bank.remember(LONG, NOW),
        "import": lambda: bring_in(bank, person, NOW),
        "embed": lambda: bank.embed_missing(),
        "save index": bank._retriever.dense.save if bank._retriever.dense else bank.close,
        "delete": lambda: bank.delete_memories(range(1, 15)),
        "scrub": bank.scrub,
        "try": bank.try_writing,
    }
    if doing == "embed":
        bring_in(bank, person, NOW)
    before = dump(bank)
    if doing != "save index":
        bank._database.empty_log()
    disk.fill()
    try:
        doings[doing]()
        failed = ""
    except MemoryBankError as error:
        failed = error.code
    assert dump_reading(bank) == before or not failed
    assert bank.recall("dog", k=3, now=NOW)
    disk.make_room()
    doings[doing]()
    assert bank.recall("dog", k=3, now=NOW)
    bank.close()
    assert not [file for file in disk.folder.rglob("*") if file.name.startswith(".")]
    again = Bank(disk.folder)
    assert again.check_caches() is False
    again.close()
    return failed


def _open(disk: Disk) -> str:
    disk.fill()
    for _ in range(2):  # the log that found no room the first time is in nobody's way
        bank = Bank(disk.folder)
        assert len(bank.turns(limit=100)) == 20
        refused = bank.refused
        bank.close()
    disk.make_room()
    bank = Bank(disk.folder)
    bank.try_writing()
    bank.close()
    return refused.code if refused else ""


def dump_reading(bank: Bank) -> dict[str, list[tuple[object, ...]]]:
    """As `dump`, where nothing can be written."""
    with bank._database.reading() as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        kept = [
            name for name in names if not name.startswith(("vector", "embedder", "cache", "sqlite", "memory_terms"))
        ]
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in kept}


def _migrate(disk: Disk) -> str:
    file = disk.folder / "memory.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        before = connection.execute("SELECT * FROM turn").fetchall()

    @migrations.schema()
    def one_more(db: object) -> None:
        """A step that only makes a copy necessary."""

    failed = ""
    disk.fill()
    try:
        Bank(disk.folder)
    except MemoryBankError as error:
        failed = error.code
    disk.make_room()
    assert list(disk.folder.glob("copies/*")) == []
    bank = Bank(disk.folder)
    assert len(list(disk.folder.glob("copies/*.sqlite3"))) == 1
    bank.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT * FROM turn").fetchall() == before
    return failed
