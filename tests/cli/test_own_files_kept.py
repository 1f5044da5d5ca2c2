"""No command writes over what the program itself keeps, whatever file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from siliconfriend.memory.bank import DATABASE
from siliconfriend.places import places
from tests.cli.conftest import Run

COMMANDS = {
    "export": ("export", "FILE"),
    "backup": ("backup", "FILE"),
    "output": ("eval", "--retrieval-only", "--output", "FILE"),
    "report": ("eval", "--retrieval-only", "--output", "-", "--report", "FILE.md"),
    "synthesize": ("eval", "synthesize", "--model", "builtin", "--output", "FILE"),
    "tune": ("tune", "--base", "nothing", "--data", "nothing.jsonl", "--output", "FILE"),
    "merge": ("tune", "--base", "nothing", "--output", "elsewhere", "--merge", "FILE"),
}


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_written_over_a_memory(
    run: Run, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = next(places().profiles.glob(f"*/{DATABASE}"))
    before, there = file.read_bytes(), set(file.parent.iterdir())
    done = run(*(part.replace("FILE", str(file)) for part in COMMANDS[command]))
    assert done.code == 2
    assert "SiliconFriend's own files" in done.err
    assert str(file) in done.err
    assert file.read_bytes() == before
    assert set(file.parent.iterdir()) == there


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("command", ["export", "backup"])
def test_a_folder_of_yours_in_the_home_is_yours(run: Run, command: str, home: Path) -> None:
    (home / "mine").mkdir()
    assert run(command, str(home / "mine" / "all")).code == 0
    assert (home / "mine" / "all").stat().st_size
