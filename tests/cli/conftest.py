import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.cli.root import run as run_command
from siliconfriend.places import places

COMMAND = [sys.executable, "-m", "siliconfriend"]

BANK: dict[str, Any] = {
    " Emily ": {
        "name": "Emily",
        "history": {
            "2023-04-29": [
                {"query": "I adopted a cat called Biscuit.", "response": "How lovely!"},
                {"query": "I also bought a red bicycle.", "response": "Enjoy the rides."},
            ],
            "2023-05-01": [["The noodles at the harbour were wonderful.", "I am glad."]],
        },
        "summary": {"2023-04-29": "Emily adopted a cat and bought a bicycle."},
        "personality": {},
    },
    "小林": {"name": "小林", "history": {"2023-05-01": [["我家的狗叫豆豆。", "真可爱！"]]}},
}


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home, no keys, no settings, an English terminal, and no embedder unless a test wants one."""
    for name in list(os.environ):
        if name.startswith(("SILICONFRIEND_", "OPENAI_", "LC_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setenv("SILICONFRIEND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER", "none")
    handlers = list(logging.getLogger().handlers)
    yield tmp_path / "home"
    for handler in set(logging.getLogger().handlers) - set(handlers):
        logging.getLogger().removeHandler(handler)
        handler.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process; stdin is a pipe that holds `stdin`."""

    def run_it(*args: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run_command(args)
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return run_it


@pytest.fixture
def talk() -> Run:
    """Run the command in a process of its own, with `stdin` and more of an environment."""

    def talk_it(*args: str, stdin: bytes = b"", **environment: str) -> Outcome:
        done = subprocess.run(
            [*COMMAND, *args], input=stdin, capture_output=True, env={**os.environ, **environment}, timeout=60
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return talk_it


@pytest.fixture
def bank_file(tmp_path: Path) -> Path:
    """A small MemoryBank file."""
    file = tmp_path / "memory_bank.json"
    file.write_text(json.dumps(BANK, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture
def people(run: Run, bank_file: Path) -> None:
    """Emily and 小林 are known."""
    assert run("import", str(bank_file), "--language", "en").code == 0


def traces() -> list[str]:
    """Everything that stands in the logs."""
    return [file.read_text() for file in places().logs.glob("*")]
