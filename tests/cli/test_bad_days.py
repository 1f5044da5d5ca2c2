"""Homes that cannot be written, full disks, readers who leave, poor locales, no terminal: a sentence and a code."""

import asyncio
import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from siliconfriend.opening import open_profiles
from siliconfriend.places import places
from siliconfriend.signals import listening
from tests.cli.conftest import COMMAND, Run
from tests.memory.test_full_disk import mounts

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
for capability in (1, 2):  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE and _READ_SEARCH: root then minds the modes of files
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "siliconfriend", *sys.argv[1:]])
"""
OPENS_A_FILE = """
import sys
from siliconfriend.cli import streams
streams.prepare()
with open(sys.argv[1], "w") as file:
    file.write(str(file.fileno()))
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


@pytest.mark.parametrize("args", [args for args, _ in EVERY], ids=" ".join)
def test_nobody_was_ever_there_to_read(people: None, args: tuple[str, ...]) -> None:
    for closed in (">&-", "<&- >&-"):
        done = shell(f"{' '.join([*COMMAND, *args])} {closed}")
        assert done.returncode == 141
        assert "should not have" not in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["2>&-", "2>/dev/full", "<&- 2>&-"])
def test_what_nobody_can_be_told_stops_nothing(people: None, place: str) -> None:
    done = shell(f"{' '.join(COMMAND)} memory list {place}")
    assert done.returncode == 0
    assert " Memory " in done.stdout


def test_no_file_gets_the_number_of_a_closed_stream(tmp_path: Path) -> None:
    script, file = tmp_path / "script.py", tmp_path / "file"
    script.write_text(OPENS_A_FILE)
    for closed in (">&-", "<&- >&- 2>&-"):
        assert shell(f"{sys.executable} {script} {file} {closed}").returncode == 0
        assert int(file.read_text()) > 2


@pytest.mark.parametrize("args", [("profile", "list"), ("export", "-"), ("--version",)])
def test_an_output_that_is_open_for_reading_only(people: None, args: tuple[str, ...]) -> None:
    done = shell(f"{' '.join([*COMMAND, *args])} 1</dev/null")
    assert done.returncode == 1
    assert "could not be written" in done.stderr


@pytest.mark.parametrize("args", [TALK, ("profile", "create", "Bo"), ("config", "set", "memory.top_k", "3")])
def test_a_home_that_cannot_be_made(talk: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    wall = tmp_path / "wall"
    wall.write_text("a file where the home should be")
    done = talk(*args, SILICONFRIEND_HOME=str(wall / "home"))
    assert done.code == 2
    assert str(wall) in done.err
    assert "Traceback" not in done.err


def with_nothing_to_be_written(home: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    """The command of somebody who may read `home` and no more, and who says Hello."""
    every = [home, *home.rglob("*")]
    for path in every:
        path.chmod(0o500 if path.is_dir() else 0o400)
    command = [sys.executable, "-c", WITHOUT_PRIVILEGE, *args]
    done = subprocess.run(command, input=b"Hello\n", capture_output=True, env=os.environ)
    for path in every:
        path.chmod(0o700 if path.is_dir() else 0o600)
    return done


@pytest.mark.skipif(sys.platform != "linux", reason="root is kept from writing by Linux's capabilities")
@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("profile", "list"), 0),
        (("memory", "list"), 0),
        (("memory", "add", "x"), 1),
        (TALK, 1),
        (("profile", "create", "Bo"), 1),
        (("config", "set", "memory.top_k", "3"), 1),
        (("backup", "FILE"), 0),
        (("export", "-"), 0),
        (("erase", "--yes"), 1),
        (("doctor",), 1),
        (("config", "list"), 0),
    ],
)
def test_a_home_that_cannot_be_written(
    people: None, home: Path, tmp_path: Path, args: tuple[str, ...], code: int
) -> None:
    done = with_nothing_to_be_written(home, *(str(tmp_path / "b.zip") if arg == "FILE" else arg for arg in args))
    assert done.returncode == code
    said = (done.stderr + done.stdout).decode()
    assert "Traceback" not in said
    assert "Nobody is known" not in said
    assert str(home) in said or not code
    assert not code or args[0] in ("config", "doctor") or "written" in said


@pytest.mark.skipif(sys.platform != "linux", reason="root is kept from writing by Linux's capabilities")
def test_off_the_record_one_talks_where_nothing_can_be_written(people: None, home: Path) -> None:
    done = with_nothing_to_be_written(home, *TALK, "--off-record")
    assert done.returncode == 0
    assert done.stdout
    assert "nothing can be said" not in done.stderr.decode()
    assert "you can talk off the record only" in done.stderr.decode()


@pytest.mark.skipif(sys.platform != "linux", reason="root is kept from writing by Linux's capabilities")
@pytest.mark.parametrize("args", [("recall", "cat"), ("memory", "search", "cat")], ids=" ".join)
def test_where_nothing_can_be_written_memories_are_found_by_their_words(
    people: None, home: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER", "minilm")
    done = with_nothing_to_be_written(home, *args, "--profile", "Emily")
    assert done.returncode == 0
    assert b"Biscuit" in done.stdout
    (said,) = done.stderr.decode().splitlines()
    assert "is found by its words" in said
    assert "permissions" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="root is kept from writing by Linux's capabilities")
def test_where_nothing_can_be_written_the_checkup_calls_no_memory_unsound(people: None, home: Path) -> None:
    found = with_nothing_to_be_written(home, "doctor").stdout.decode()
    assert "· Emily: 3 turns, 4 memories, which can be read and not written now" in found
    assert "memory.sqlite3" not in found


@pytest.mark.skipif(not mounts(), reason="this user may not mount a small disk")
def test_on_a_full_disk_the_checkup_calls_no_memory_unsound(people: None, home: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    lines = [
        f"mount -t tmpfs -o size=8m none {disk} && cp -a {home}/. {disk}/",
        f"cat /dev/zero > {disk}/ballast 2> /dev/null",
        f"SILICONFRIEND_HOME={disk} {' '.join(COMMAND)} doctor",
    ]
    found = subprocess.run(["unshare", "-m", "sh", "-c", "\n".join(lines)], capture_output=True, text=True).stdout
    assert "· Emily: 3 turns, 4 memories, which can be read and not written now" in found
    assert "memory.sqlite3" not in found


@pytest.mark.skipif(sys.platform != "linux", reason="root is kept from writing by Linux's capabilities")
def test_settings_that_may_not_be_written_are_not_put_down_to_a_full_disk(people: None, home: Path) -> None:
    said = with_nothing_to_be_written(home, "config", "set", "memory.top_k", "3").stderr.decode()
    assert "Check its permissions" in said
    assert "full" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="root is kept from reading by Linux's capabilities")
@pytest.mark.parametrize("what", ["profiles", "profiles/ID", "profiles/ID/memory.sqlite3"])
@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("profile", "list"), 1),
        (("memory", "list"), 1),
        (TALK, 1),
        (("backup", "FILE"), 1),
        (("doctor",), 1),
    ],
)
def test_somebody_who_may_not_be_read_is_there_all_the_same(
    talk: Run, tmp_path: Path, what: str, args: tuple[str, ...], code: int
) -> None:
    assert talk("profile", "create", "Emily").code == 0
    (emily,) = open_profiles().list()
    path = places().data / what.replace("ID", emily.id)
    mode = path.stat().st_mode
    path.chmod(0)
    given = (str(tmp_path / "b.zip") if arg == "FILE" else arg for arg in args)
    command = [sys.executable, "-c", WITHOUT_PRIVILEGE, *given]
    done = subprocess.run(command, input=b"Hello\n", capture_output=True, env=os.environ)
    path.chmod(mode)
    said = (done.stderr + done.stdout).decode()
    assert done.returncode == code, said
    assert str(path) in said
    assert "Traceback" not in said
    assert "is known" not in said
    assert not (tmp_path / "b.zip").exists()


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
        assert ("its folder moved away" in done.err) == (args == TALK)
        assert "copies" not in done.err
    assert "move its folder away" in talk("doctor").out
    assert [one.name for one in open_profiles().list()] == ["小林"]


@pytest.mark.parametrize("args", [("set", "memory.top_k", "3"), ("unset", "memory.top_k")])
def test_settings_that_the_disk_does_not_take_are_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    assert run("config", "set", "memory.top_k", "7").code == 0

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    done = run("config", *args)
    assert done.code == 1
    assert f"{places().config_file} could not be written (No space left on device)" in done.err
    assert places().config_file.read_text() == "[memory]\ntop_k = 7\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_settings_that_are_no_file_are_refused(run: Run, people: None, tmp_path: Path, what: str) -> None:
    file = places().config_file
    file.parent.mkdir(exist_ok=True)
    if what == "pipe":
        os.mkfifo(file)
    elif what == "device":
        file.symlink_to(os.devnull)
    else:
        file.mkdir()
    for args in (("memory", "list"), ("config", "set", "memory.top_k", "3")):
        done = run(*args)
        assert done.code == 2
        assert f"{file} is no ordinary file" in done.err
    assert run("backup", str(tmp_path / "b.zip")).code == 0


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
