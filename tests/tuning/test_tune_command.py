"""`siliconfriend tune` from its options to what it prints: in this process, in one interrupted, and in two."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.root import run as run_command
from siliconfriend.language import Language
from tests.tuning.conftest import OWN

WEIGHTS = "adapter_model.safetensors"
QUICK = (
    "--batch", "2", "--accumulate", "1", "--answer-tokens", "8", "--prompt-tokens", "80", "--learning-rate", "0.01",
    "--device", "cpu",
)  # fmt: skip
GOOD = {"input": "Nobody rang today", "output": "Tell me more"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("SILICONFRIEND_", "OPENAI_", "LC_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setenv("SILICONFRIEND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER", "none")


class Command:
    """`siliconfriend tune` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._capsys = capsys
        self.output = folder / "out"
        self.out = self.err = ""

    def __call__(self, *args: str | Path) -> int:
        code = run_command(["tune", "--output", str(self.output), *map(str, args)])
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def tune(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    return Command(capsys, tmp_path)


def written(folder: Path, *records: object) -> Path:
    file = folder / "data.jsonl"
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def test_from_our_own_sample_to_a_conversation(
    tune: Command, belle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = OWN / f"{Language.CN.value}.jsonl"
    assert tune("--base", belle, "--preset", "belle", "--data", data, "--steps", "3", *QUICK) == ExitCode.FINE
    assert "Before: loss" in tune.out
    assert f"--model belle --base {belle} --adapter {tune.output}" in tune.out
    assert "3/3" in tune.err
    assert "Warning" not in tune.err
    assert (tune.output / "loss.svg").read_text().startswith("<svg")
    steps = [json.loads(line) for line in (tune.output / "metrics.jsonl").read_text().splitlines()]
    assert [one["step"] for one in steps if "loss" in one] == [1, 2, 3]
    assert tune("--base", belle, "--merge") == ExitCode.FINE
    assert (tune.output.parent / "out-merged" / "model.safetensors").is_file()
    assert tune("--base", belle, "--data", data) == ExitCode.USAGE
    assert "--resume" in tune.err


def test_broken_records_stop_it_unless_they_are_to_be_left_out(tune: Command, llama: Path, tmp_path: Path) -> None:
    data = written(tmp_path, GOOD, "{", {"input": "a"}, GOOD)
    how = ("--base", llama, "--data", data, "--steps", "1", "--validation", "0", *QUICK)
    assert tune(*how) == ExitCode.UNREADABLE
    assert f"{data}:2:" in tune.err
    assert f"{data}:3:" in tune.err
    assert "2 records are broken, 2 are fine" in tune.err
    assert not tune.output.exists()
    assert tune(*how, "--skip-bad") == ExitCode.FINE
    assert "2 broken records are left out" in tune.err


def test_mistakes_in_the_command_line(tune: Command, llama: Path, tmp_path: Path) -> None:
    data = written(tmp_path, GOOD)
    assert tune() == ExitCode.USAGE
    assert tune("--data", data) == ExitCode.USAGE
    assert "--base" in tune.err
    assert tune("--base", tmp_path / "nowhere", "--data", data) == ExitCode.NO_ANSWER
    assert "There is no model in" in tune.err
    assert tune("--resume") == ExitCode.FAILED
    assert "no run to go on with" in tune.err
    assert tune("--base", llama, "--data", tmp_path / "none.jsonl") == ExitCode.UNREADABLE


@pytest.mark.parametrize(("language", "words"), [("en", "There is not enough memory"), ("cn", "内存（显存）不够")])
def test_no_memory_comes_with_advice_in_both_languages(
    tune: Command, llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr("siliconfriend.tuning.running.load", fail)
    monkeypatch.setenv("SILICONFRIEND_INTERFACE_LANGUAGE", language)
    assert tune("--base", llama, "--data", written(tmp_path, GOOD)) == ExitCode.FAILED
    assert words in tune.err
    assert "→" in tune.err
    assert "--batch 1 --accumulate 16" in tune.err
    assert "--quantize 4bit" in tune.err


def test_every_word_of_an_error_is_there() -> None:
    import re

    import siliconfriend.tuning as package
    from siliconfriend.language import words

    sources = "\n".join(file.read_text() for file in Path(str(package.__path__[0])).glob("*.py"))
    say = words(Language.EN)
    for kind, pattern in (
        ("error", r'TuningError\(\s*"(\w+)"'),
        ("broken", r'BrokenRecordError\(\s*"(\w+)"'),
        ("note", r'watcher\.note\(\s*"(\w+)"'),
    ):
        found = set(re.findall(pattern, sources))
        assert found
        for code in found:
            assert say(f"tuning.{kind}.{code}")


COMMAND = [sys.executable, "-m", "siliconfriend", "tune"]


def started(*args: str | Path, program: list[str] = COMMAND) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*program, *map(str, args)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )


def test_ctrl_c_saves_and_resume_goes_on(tune: Command, llama: Path) -> None:
    data = OWN / "en.jsonl"
    how = (
        "--output",
        tune.output,
        "--base",
        llama,
        "--data",
        data,
        "--steps",
        "24",
        "--check-every",
        "12",
        "--validation",
        "0",
        *QUICK,
    )
    process = started(*how)
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("3/24"):
            process.send_signal(signal.SIGINT)
            break
    _, said = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED, said
    assert "--resume" in said
    assert (tune.output / WEIGHTS).is_file()
    assert tune("--resume", "--seed", "7") == ExitCode.USAGE
    assert "--seed" in tune.err
    assert tune("--resume") == ExitCode.FINE
    told = (tune.output / "metrics.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in told] == list(range(1, 25))


def test_two_processes_learn_what_one_does(tune: Command, llama: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch.distributed")
    data = written(tmp_path, *({**GOOD, "input": f"Nobody rang today {'again ' * n}"} for n in range(10)))
    how = ("--base", llama, "--data", data, "--steps", "3", "--validation", "0.2", "--dropout", "0",
           *QUICK[2:], "--learning-rate", "0.001")  # fmt: skip
    assert tune(*how, "--batch", "4") == ExitCode.FINE
    program = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2",
               "-m", "siliconfriend", "tune"]  # fmt: skip
    process = started("--output", tmp_path / "two", *how, "--batch", "2", program=program)
    try:
        out, said = process.communicate(timeout=90)
    finally:
        process.kill()
    assert process.returncode == 0, said
    assert out.count("Before: loss") == 1
    one, two = (load_file(folder / WEIGHTS) for folder in (tune.output, tmp_path / "two"))
    apart = max(float((one[name] - two[name]).abs().max()) for name in one)
    assert apart < 1e-4
