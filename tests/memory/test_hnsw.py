"""The index file is never trusted: loading a wrong one would end the process."""

from __future__ import annotations

import json
import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from siliconfriend.language import Language
from siliconfriend.memory import hnsw
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.dense import DenseSearch
from siliconfriend.memory.hnsw import HnswIndex
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryState
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, found, memory_of, run_python, sql, talk

pytestmark = pytest.mark.skipif(not hnsw.installed(), reason="hnswlib is not installed")

SUBJECTS = ["my dog ate the cake", "the sea at night", "a letter from the doctor", "music in the old garden"]
QUESTION = "what did the puppy do with cake"


def dense(bank: Bank) -> DenseSearch:
    assert bank._retriever.dense is not None
    return bank._retriever.dense


def fill(bank: Bank) -> list[tuple[int, float]]:
    """Forty turns, the index saved; what a search finds."""
    for number in range(40):
        talk(bank, f"{SUBJECTS[number % 4]} {'very ' * (number // 4)}", "I see")
    bank.embed_missing()
    result = answers(bank)
    bank.close()
    return result


def answers(bank: Bank) -> list[tuple[int, float]]:
    return [(one.memory.id, one.score) for one in bank.recall(QUESTION, k=10, now=NOW)]


@contextmanager
def no_loading(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Loading a file is an error within."""

    def refuse(dimension: int, saved: Path | None = None) -> object:
        assert saved is None, "a file that cannot be trusted was loaded"
        return graph(dimension)

    graph = hnsw._graph
    with monkeypatch.context() as patch:
        patch.setattr(hnsw, "_graph", refuse)
        yield


def file_missing(caches: Path) -> None:
    (caches / "index.hnsw").unlink()


def sidecar_missing(caches: Path) -> None:
    (caches / "index.json").unlink()


def both_missing(caches: Path) -> None:
    shutil.rmtree(caches)


def file_empty(caches: Path) -> None:
    (caches / "index.hnsw").write_bytes(b"")


def file_truncated(caches: Path) -> None:
    content = (caches / "index.hnsw").read_bytes()
    (caches / "index.hnsw").write_bytes(content[: len(content) // 2])


def file_longer(caches: Path) -> None:
    with (caches / "index.hnsw").open("ab") as file:
        file.write(b"\x00")


def sidecar_garbage(caches: Path) -> None:
    (caches / "index.json").write_bytes(b"\xff\x00{")


def sidecar_of_another_shape(caches: Path) -> None:
    (caches / "index.json").write_text("[1, 2, 3]")


def altering(**fields: object) -> Callable[[Path], None]:
    def harm(caches: Path) -> None:
        sidecar = json.loads((caches / "index.json").read_bytes())
        (caches / "index.json").write_text(json.dumps({**sidecar, **fields}))

    harm.__name__ = f"sidecar_with_{'_'.join(fields)}"
    return harm


def flipping(share: float) -> Callable[[Path], None]:
    def harm(caches: Path) -> None:
        content = bytearray((caches / "index.hnsw").read_bytes())
        at = min(int(share * len(content)), len(content) - 1)
        content[at] ^= 0xFF
        (caches / "index.hnsw").write_bytes(content)

    harm.__name__ = f"byte_flipped_at_{share}"
    return harm


def folder_in_the_way(caches: Path) -> None:
    (caches / "index.hnsw").unlink()
    (caches / "index.hnsw").mkdir()


def pipe_in_the_way(caches: Path) -> None:
    (caches / "index.hnsw").unlink()
    os.mkfifo(caches / "index.hnsw")


def pipe_for_a_sidecar(caches: Path) -> None:
    (caches / "index.json").unlink()
    os.mkfifo(caches / "index.json")


PIPES = [pipe_in_the_way, pipe_for_a_sidecar] if hasattr(os, "mkfifo") else []
HARMS = [
    file_missing,
    sidecar_missing,
    both_missing,
    file_empty,
    file_truncated,
    file_longer,
    sidecar_garbage,
    sidecar_of_another_shape,
    altering(sha256="0" * 64),
    altering(embedder="other"),
    altering(dimension=16),
    altering(seen=7),
    altering(dropped=[1, 2, 3]),
    altering(format="another"),
    altering(surprise=1),
    *map(flipping, [0.0, 0.0005, 0.002, 0.05, 0.5, 0.9, 1.0]),
    folder_in_the_way,
    *PIPES,
]


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_a_file_that_is_not_right_is_made_anew(
    open_bank: OpenBank, folder: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fill(open_bank(ToyEmbedder()))
    harm(folder / "caches")
    with no_loading(monkeypatch):
        embedder = ToyEmbedder()
        assert answers(open_bank(embedder)) == expected
    assert embedder.encoded == [QUESTION], "vectors come from the store, not from the embedder again"


@pytest.mark.parametrize("harm", PIPES, ids=lambda harm: harm.__name__)
def test_a_pipe_in_the_way_is_replaced(open_bank: OpenBank, folder: Path, harm: Callable[[Path], None]) -> None:
    fill(open_bank(ToyEmbedder()))
    harm(folder / "caches")
    open_bank(ToyEmbedder()).close()
    assert all(file.is_file() for file in (folder / "caches").iterdir())


OPEN = """
import json, sys
from pathlib import Path
from siliconfriend.memory.bank import Bank
from tests.memory.toy import NOW, ToyEmbedder
bank = Bank(Path(json.loads(sys.argv[1])))
bank.attach(ToyEmbedder())
print(json.dumps([one.memory.id for one in bank.recall(json.loads(sys.argv[2]), k=10, now=NOW)]))
"""


def test_a_process_with_a_damaged_file_lives(open_bank: OpenBank, folder: Path) -> None:
    expected = fill(open_bank(ToyEmbedder()))
    content = bytearray((folder / "caches" / "index.hnsw").read_bytes())
    content[8:96] = bytes(88)
    (folder / "caches" / "index.hnsw").write_bytes(content)
    ended = run_python(OPEN, folder, QUESTION)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == [id_ for id_, _ in expected]


def test_a_right_file_is_loaded(open_bank: OpenBank, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = fill(open_bank(ToyEmbedder()))
    loaded: list[Path | None] = []
    graph = hnsw._graph

    def note(dimension: int, saved: Path | None = None) -> object:
        loaded.append(saved)
        return graph(dimension, saved)

    monkeypatch.setattr(hnsw, "_graph", note)
    assert answers(open_bank(ToyEmbedder())) == expected
    assert [path is not None for path in loaded] == [True]


@pytest.mark.parametrize("embedder", [ToyEmbedder("other"), ToyEmbedder(dimension=48)])
def test_another_embedders_file_is_not_loaded(
    open_bank: OpenBank, embedder: ToyEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(open_bank(ToyEmbedder()))
    with no_loading(monkeypatch):
        bank = open_bank(embedder)
    assert dense(bank)._index.ids() == set()
    bank.embed_missing()
    assert found(bank, "puppy cake", k=1)[0].startswith("my dog ate the cake")


def test_another_persons_file_is_not_loaded(
    open_bank: OpenBank, profiles: Profiles, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fill(open_bank(ToyEmbedder()))
    other = profiles.create("Robert", Language.EN, NOW)
    his = profiles.open(other)
    his.attach(ToyEmbedder())
    for number in range(40):
        talk(his, f"taxes and {SUBJECTS[3 - number % 4]}", "I see")
    his.embed_missing()
    his.close()
    for name in ("index.hnsw", "index.json"):
        shutil.copy(tmp_path / "profiles" / other.id / "caches" / name, folder / "caches" / name)
    with no_loading(monkeypatch):
        assert answers(open_bank(ToyEmbedder())) == expected


def test_a_store_restored_from_an_older_copy_does_not_take_a_newer_file(
    open_bank: OpenBank, folder: Path, tmp_path: Path
) -> None:
    bank = open_bank(ToyEmbedder())
    talk(bank, "my dog ate the cake")
    bank.embed_missing()
    bank.close()
    shutil.copy(folder / "memory.sqlite3", tmp_path / "copy")
    bank = open_bank(ToyEmbedder())
    talk(bank, "the sea at night")
    bank.embed_missing()
    bank.close()
    shutil.copy(tmp_path / "copy", folder / "memory.sqlite3")
    bank = open_bank()
    talk(bank, "a letter from the doctor")
    bank.attach(ToyEmbedder())
    bank.embed_missing()
    assert [one.memory.query for one in bank.recall("ocean", k=2, now=NOW) if one.why["dense"] > 0.9] == []
    assert found(bank, "physician letter", k=1) == ["a letter from the doctor"]


def test_dropped_vectors_leave_the_file(open_bank: OpenBank, folder: Path) -> None:
    bank = open_bank(ToyEmbedder())
    fill(bank)
    file = folder / "caches" / "index.hnsw"
    bank = open_bank(ToyEmbedder())
    (gone, kept, *_) = bank.turns(limit=40)
    vector = {
        turn.id: dense(bank).vectors([memory_of(bank, turn)])[memory_of(bank, turn)].astype("<f4").tobytes()
        for turn in (gone, kept)
    }
    assert all(one in file.read_bytes() for one in vector.values())
    memory = memory_of(bank, gone)
    sql(bank, "DELETE FROM turn WHERE id = ?", [gone.id])
    dense(bank).states_changed([memory])
    bank.close()
    assert vector[gone.id] not in file.read_bytes()
    assert vector[kept.id] in file.read_bytes()


def test_a_faded_memory_leaves_the_file_and_comes_back(open_bank: OpenBank, folder: Path) -> None:
    expected = fill(open_bank(ToyEmbedder()))
    best = expected[0][0]
    bank = open_bank(ToyEmbedder())
    bank.set_state([best], MemoryState.FADED, NOW)
    bank.close()
    bank = open_bank(ToyEmbedder())
    assert best not in dense(bank)._index.ids()
    assert best not in [id_ for id_, _ in answers(bank)]
    bank.set_state([best], MemoryState.ALIVE, NOW)
    assert answers(bank) == expected


def test_saving_on_a_full_disk_leaves_a_usable_bank(open_bank: OpenBank, folder: Path) -> None:
    fill(open_bank(ToyEmbedder()))
    before = (folder / "caches" / "index.hnsw").read_bytes()
    bank = open_bank(ToyEmbedder())
    talk(bank, "one more about the cake")
    bank.embed_missing()
    expected = answers(bank)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        dense(bank).save()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (folder / "caches" / "index.hnsw").read_bytes() == before
    assert {path.name for path in (folder / "caches").iterdir()} == {"index.hnsw", "index.json"}
    assert answers(bank) == expected
    talk(bank, "life goes on")
    other = open_bank(ToyEmbedder())
    assert {id_ for id_, _ in answers(other)} >= {id_ for id_, _ in expected[:5]}


def test_an_unchanged_index_is_not_written_again(open_bank: OpenBank, folder: Path) -> None:
    fill(open_bank(ToyEmbedder()))
    written = (folder / "caches" / "index.hnsw").stat().st_mtime_ns
    bank = open_bank(ToyEmbedder())
    answers(bank)
    bank.close()
    assert (folder / "caches" / "index.hnsw").stat().st_mtime_ns == written


def test_a_loaded_index_goes_on_growing(tmp_path: Path) -> None:
    draw = np.random.default_rng(0).normal(size=(3000, 8)).astype(np.float32)
    index = HnswIndex(8)
    index.put(list(range(1500)), draw[:1500])
    index.drop([3, 4])
    stamp = index.save(tmp_path / "i.hnsw", "toy", 9)
    loaded = HnswIndex.load(tmp_path / "i.hnsw", "toy", 8, stamp)
    assert loaded is not None
    again, seen = loaded
    assert (seen, again.ids()) == (9, set(range(1500)) - {3, 4})
    again.put(list(range(1500, 3000)), draw[1500:])
    again.put([3], draw[3][None, :])
    assert again.ids() == set(range(3000)) - {4}
    assert len(again.search(draw[0], 3000)) == 2999


def test_more_are_kept_in_sight_where_there_are_more() -> None:
    assert hnsw.breadth(20_000, 40) == hnsw.LEAST_BREADTH
    assert hnsw.breadth(20_000, 400) == 1600
    assert hnsw.breadth(1_000_000, 40) == 1000
