"""What takes long says how far it is, step by step; stopped at any step it leaves nothing half done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from siliconfriend.home import reading_backup, writing_backup
from siliconfriend.memory.exchange import writing_out
from siliconfriend.opening import open_profiles
from tests.cli.conftest import Run


@dataclass
class Bars:
    """What each bar was told; at the `stop_at`th time the user presses Ctrl+C."""

    told: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    stop_at: int = 0

    @contextmanager
    def bar(self, title: str, at_least: int = 1, *, of_bytes: bool = False) -> Iterator[object]:
        seen = self.told.setdefault(title, [])

        def tell(done: int, total: int) -> None:
            seen.append((done, total))
            if len(seen) == self.stop_at:
                raise KeyboardInterrupt

        yield tell


@pytest.fixture
def bars(monkeypatch: pytest.MonkeyPatch) -> Bars:
    """Every file is read in small pieces."""
    bars = Bars()
    monkeypatch.setattr("siliconfriend.cli.progress.bar", bars.bar)
    for module in (writing_backup, reading_backup):
        monkeypatch.setattr(module, "CHUNK", 4096)
    monkeypatch.setattr(writing_out, "TOLD_EVERY", 1)
    return bars


def files(folder: Path) -> Mapping[Path, bytes]:
    """What there is, but for locks."""
    found = (one for one in folder.rglob("*") if one.is_file() and not one.name.endswith(".lock"))
    return {one: one.read_bytes() for one in found if not one.name.endswith((".log", "-shm", "-wal"))}


def test_an_import_goes_on_by_days(run: Run, bank_file: Path, bars: Bars) -> None:
    assert run("import", str(bank_file)).code == 0
    assert bars.told["Bringing in"] == [(2, 4), (3, 4), (4, 4)]


def test_an_import_stopped_in_the_middle_of_a_person_brought_in_nothing_of_them(
    run: Run, bank_file: Path, bars: Bars
) -> None:
    bars.stop_at = 2
    assert run("import", str(bank_file)).code == 130
    [emily] = open_profiles().list()
    bank = open_profiles().open(emily)
    assert bank.counts().turns == 0
    bank.close()


def test_an_export_goes_on_by_turns(run: Run, people: None, bars: Bars, tmp_path: Path) -> None:
    assert run("export", str(tmp_path / "out.json"), "--profile", "Emily").code == 0
    assert bars.told["Writing out: Emily"] == [(0, 3), (0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_backup_and_what_is_put_back_go_on_by_bytes(run: Run, people: None, bars: Bars, tmp_path: Path) -> None:
    file = str(tmp_path / "friends.zip")
    assert run("backup", file).code == 0
    assert run("restore", file, "--yes").code == 0
    for title in ("Keeping", "Putting back"):
        told = bars.told[title]
        assert len(told) > 20
        assert told[0][0] == 0
        assert told[-1][0] == told[-1][1]
        assert told == sorted(told)


@pytest.mark.parametrize("command", ["export", "backup"])
def test_stopped_at_any_step_no_file_is_left(
    run: Run, people: None, bars: Bars, tmp_path: Path, home: Path, command: str
) -> None:
    before = files(tmp_path)
    for bars.stop_at in (1, 3, 5):
        bars.told.clear()
        assert run(command, str(tmp_path / "out")).code == 130
        assert files(tmp_path) == before


def test_a_restore_that_is_stopped_changes_nothing(
    run: Run, people: None, bars: Bars, tmp_path: Path, home: Path
) -> None:
    assert run("backup", str(tmp_path / "out")).code == 0
    before = files(tmp_path)
    for bars.stop_at in (1, 30):
        bars.told.clear()
        assert run("restore", str(tmp_path / "out"), "--yes").code == 130
        assert files(tmp_path) == before
