"""Homes that cannot be written, full disks, readers who leave, poor locales, no terminal: a sentence and a code."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from siliconfriend.cli.signals import listening
from siliconfriend.opening import open_profiles
from siliconfriend.places import places
from tests.cli.conftest import COMMAND, Run

EVERY = [
    (("memory", "list", "--profile", "Emily"), 0),
    (("memory", "show", "1", "--profile", "Emily"), 0),
    (("memory", "search", "cat", "--profile", "Emily"), 0),
    (("recall", "cat", "--profile", "Emily"), 0),
    (("profile", "list"), 0),
    (("config", "list"), 0),
    (("doctor",), 0),
    (("export", "-"), 0),
    (("--help",), 0),
    (("completion", "bash"), 0),
]
WITHOUT_PRIVILEGE = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE: root then minds the modes of files
os.execv(sys.executable, [sys.executable, "-m", "siliconfriend", *sys.argv[1:]])
"""
TALK = ("chat", "--profile", "Emily", "--model", "builtin")


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        line, shell=True, capture_output=True, text=True, env={**os.environ, **environment}, executable="/bin/bash"
    )


@pytest.mark.parametrize("args", [args for args, _ in EVERY], ids=" ".join)
def test_a_full_disk_behind_the_output(people: None, args: tuple[str, ...]) -> None:
    done = shell(f"{' '.join([*COMMAND, *args])} > /dev/full")
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("args", [args for args, _ in EVERY], ids=" ".join)
def test_nobody_reads(people: None, args: tuple[str, ...]) -> None:
    done = shell(f"set -o pipefail; {' '.join([*COMMAND, *args])} | true")
    assert done.returncode in (0, 141)
    for noise in ("Traceback", "BrokenPipe", "Exception ignored"):
        assert noise not in done.stderr


@pytest.mark.parametrize("args", [TALK, ("profile", "create", "Bo"), ("config", "set", "memory.top_k", "3")])
def test_a_home_that_cannot_be_made(talk: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    wall = tmp_path / "wall"
    wall.write_text("a file where the home should be")
    done = talk(*args, SILICONFRIEND_HOME=str(wall / "home"))
    assert done.code == 2
    assert str(wall) in done.err
    assert "Traceback" not in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="root is kept from writing by Linux's capabilities")
@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("profile", "list"), 1),
        (("memory", "list"), 1),
        (("memory", "add", "x"), 1),
        (TALK, 1),
        (("profile", "create", "Bo"), 1),
        (("config", "set", "memory.top_k", "3"), 1),
        (("backup", "FILE"), 1),
        (("export", "-"), 1),
        (("erase", "--yes"), 1),
        (("doctor",), 1),
        (("config", "list"), 0),
    ],
)
def test_a_home_that_cannot_be_written(
    people: None, home: Path, tmp_path: Path, args: tuple[str, ...], code: int
) -> None:
    every = [home, *home.rglob("*")]
    for path in every:
        path.chmod(0o500 if path.is_dir() else 0o400)
    given = (str(tmp_path / "b.zip") if arg == "FILE" else arg for arg in args)
    command = [sys.executable, "-c", WITHOUT_PRIVILEGE, *given]
    done = subprocess.run(command, input=b"Hello\n", capture_output=True, env=os.environ)
    for path in every:
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert done.returncode == code
    said = (done.stderr + done.stdout).decode()
    assert "Traceback" not in said
    assert "Nobody is known" not in said
    assert str(home) in said or not code


@pytest.mark.parametrize("args", [args for args, _ in EVERY], ids=" ".join)
def test_chinese_in_the_c_locale(talk: Run, people: None, args: tuple[str, ...]) -> None:
    done = talk(*args, LC_ALL="C", SILICONFRIEND_INTERFACE_LANGUAGE="cn")
    assert done.code == 0
    assert "?" not in done.out or "？" in done.out or args[0] in ("completion", "export")


def test_a_name_in_the_c_locale(talk: Run, people: None) -> None:
    done = talk("memory", "list", "--profile", "小林", LC_ALL="C")
    assert done.code == 0
    assert "我家的狗叫豆豆。" in done.out


@pytest.mark.parametrize(
    "args", [("memory", "delete", "1", "--profile", "Emily"), ("erase",), ("profile", "delete", "Emily")]
)
def test_nobody_to_ask(people: None, args: tuple[str, ...]) -> None:
    done = shell(f"{' '.join([*COMMAND, *args])} <&-")
    assert done.returncode == 2
    assert "--yes" in done.stderr


def test_somebody_whose_file_is_damaged_is_not_made_anew(talk: Run, people: None) -> None:
    emily = open_profiles().find("Emily")
    assert emily is not None
    file = places().profiles / emily.id / "memory.sqlite3"
    file.write_bytes(b"not a database" * 1000)
    for args in (TALK, ("profile", "list"), ("memory", "list", "--profile", "Emily"), ("export", "-")):
        done = talk(*args, stdin=b"Hello\n")
        assert done.code == 4
        assert str(file) in done.err
    assert [one.name for one in open_profiles().list()] == ["小林"]


def test_a_model_that_does_not_exist_makes_nobody(talk: Run) -> None:
    done = talk("chat", "--profile", "Emily", "--model", "nonsense", stdin=b"Hello\n")
    assert done.code == 5
    assert open_profiles().list() == []


async def test_signals_where_loops_take_no_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows."""

    def none(*_: object) -> None:
        raise NotImplementedError

    loop, told = asyncio.get_running_loop(), asyncio.Queue[int]()
    monkeypatch.setattr(loop, "add_signal_handler", none)
    monkeypatch.setattr(loop, "remove_signal_handler", none)
    before = signal.getsignal(signal.SIGTERM)
    with listening(told.put_nowait):
        signal.raise_signal(signal.SIGTERM)
        assert await told.get() == signal.SIGTERM
        signal.raise_signal(signal.SIGINT)
        assert await told.get() == signal.SIGINT
    assert signal.getsignal(signal.SIGTERM) is before
