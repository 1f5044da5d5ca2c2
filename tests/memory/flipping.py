"""Run in a process of its own, which damage may crash: every region of a file flipped in turn."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.pieces import Pieces
from siliconfriend.memory.records import MemoryBankError
from tests.memory.toy import ToyEmbedder, found, talk

REGIONS = 40
PAGE = 4096


def flip_every_region(folder: Path, file: str) -> None:
    """Open, read, recall and write with each region of `file` flipped; print how often that went well.

    `well`: everything as before; `healed`: so, once search terms were made anew; `refused`: a clear error instead.
    """
    counts: Counter[str] = Counter()
    whole, copy = (folder / file).read_bytes(), folder.parent / "flipped"
    shutil.copytree(folder, copy)
    expected = _use(copy)[0]
    shutil.rmtree(copy)
    step = PAGE if file.endswith(".sqlite3") else max(1, len(whole) // REGIONS)
    for start in range(0, len(whole), step):
        shutil.copytree(folder, copy)
        region = whole[start : start + min(step, 512)]
        flipped = bytes(255 - byte for byte in region)
        (copy / file).write_bytes(whole[:start] + flipped + whole[start + len(region) :])
        counts["regions"] += 1
        try:
            got, healed = _use(copy)
        except MemoryBankError as error:
            counts["refused" if error.code.startswith("database_") else error.code] += 1
        else:
            assert got == expected or file == "memory.sqlite3", (start, got)
            counts["healed" if healed else "well"] += 1
        shutil.rmtree(copy)
    for name in {"well": 0, "healed": 0, "refused": 0, **counts}:
        sys.stdout.write(f"{name}: {counts[name]}\n")


def _use(folder: Path) -> tuple[list[str], bool]:
    with patch.object(Pieces, "rebuild_terms", autospec=True, side_effect=Pieces.rebuild_terms) as rebuilt:
        answer = _answers(folder)
    return answer, bool(rebuilt.call_count)


def _answers(folder: Path) -> list[str]:
    bank = Bank(folder)
    try:
        bank.attach(ToyEmbedder())
        answer = found(bank, "the sea")[:1]
        bank.check_caches()
        answer += [turn.query for turn in bank.turns(limit=3)]
        answer += [one.query for one in bank.list_memories(limit=3)]
        talk(bank, "good night", "sleep well")
        bank.delete_memories([1])
    finally:
        bank.close()
    return answer
