import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siliconfriend.cli.root import run as run_command
from siliconfriend.home.reading_backup import unpack
from siliconfriend.leavings import COPYING
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.store.terms import SHADOWS
from siliconfriend.opening import open_profiles
from siliconfriend.places import places
from siliconfriend.replacing import PARTS
from tests.cli.conftest import Run
from tests.memory.damaging import overwrite_pages_of

KILLED = """
import os, pathlib, sys
import siliconfriend.home.restoring
from siliconfriend.cli.root import run

def counted(real):
    def act(*args, **kwargs):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return real(*args, **kwargs)
    return act

for owner, name in ((pathlib.Path, "rename"), (pathlib.Path, "replace"), (os, "rename"), (os, "unlink"),
                    (os, "rmdir"), (os, "mkdir"), (os, "fsync"), (os, "replace")):
    setattr(owner, name, counted(getattr(owner, name)))
for line in sys.stdin:
    left = int(line)
    child = os.fork()
    if not child:
        os.dup2(2, 1)
        os._exit(run(["restore", sys.argv[1], "--yes"]))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Told a number, it restores in a process that dies at that step, and says how that ended."""


def names() -> list[str]:
    return [one.name for one in open_profiles().list()]


def words_of(name: str) -> list[str]:
    profile = open_profiles().find(name)
    assert profile is not None
    with closing(open_profiles().open(profile)) as bank:
        return [turn.query for turn in bank.turns()]


def state() -> tuple[list[str], str]:
    """Who is known, and what the settings are."""
    file = places().config_file
    return names(), file.read_text() if file.exists() else ""


@pytest.fixture
def archive(run: Run, people: None, tmp_path: Path) -> Path:
    """A backup of Emily, 小林 and a setting."""
    run("config", "set", "memory.top_k", "7")
    file = tmp_path / "friends.zip"
    assert run("backup", str(file)).code == 0
    return file


def test_there_and_back(run: Run, archive: Path, home: Path) -> None:
    before = state(), words_of("Emily")
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    shutil.rmtree(home)
    done = run("restore", str(archive), "--json")
    assert done.code == 0
    assert done.json["profiles"] == ["Emily", "小林"]
    assert (state(), words_of("Emily")) == before
    for path in home.rglob("*"):
        assert not path.stat().st_mode & 0o077, path
    assert run("memory", "search", "Biscuit", "--profile", "Emily", "--json").json["memories"]


def test_it_is_consistent_while_somebody_writes(run: Run, people: None, tmp_path: Path) -> None:
    profile = open_profiles().find("Emily")
    assert profile is not None
    with closing(open_profiles().open(profile)) as bank:
        bank.remember("still in the write-ahead log", bank.profile.created)
        assert run("backup", str(tmp_path / "b.zip")).code == 0
        assert run("restore", str(tmp_path / "b.zip"), "--yes").code == 1  # she is here
    assert run("restore", str(tmp_path / "b.zip"), "--yes").code == 0
    assert "write-ahead" in run("memory", "list", "--profile", "Emily").out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_what_is_no_file_is_not_replaced(run: Run, people: None, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for one in (pipe, link, tmp_path):
        done = run("backup", str(one))
        assert done.code == 1
        assert f"{one} is no ordinary file" in done.err
    assert pipe.is_fifo()
    assert link.is_symlink()


def test_names_inside_are_ours_alone(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            assert not name.startswith("/")
            assert ".." not in name
            assert not any(person in name for person in ("Emily", "小林"))


def test_an_existing_home_is_not_replaced_unasked(run: Run, archive: Path) -> None:
    run("profile", "create", "Bo")
    before = state()
    refused = run("restore", str(archive))
    assert refused.code == 2
    assert "--yes" in refused.err
    assert state() == before
    assert run("restore", str(archive), "--yes").code == 0
    assert names() == ["Emily", "小林"]


@pytest.mark.parametrize(("answer", "code", "left"), [("n\n", 1, 3), ("y\n", 0, 2)])
def test_it_asks_and_says_what_goes(
    run: Run,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    code: int,
    left: int,
) -> None:
    run("profile", "create", "Bo")
    typed = io.StringIO(answer)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    assert run_command(["restore", str(archive)]) == code
    assert "Bo" in capsys.readouterr().err
    assert len(names()) == left


def rewritten(archive: Path, change: str) -> None:
    """The archive, with something wrong in it."""
    with zipfile.ZipFile(archive) as opened:
        content = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(content.pop("manifest.json"))
    database = next(name for name in content if name.startswith("profiles/"))
    files: dict[str, dict[str, bytes]] = {
        "traversal": {database: b"", "../../escaped": content[database]},
        "more": {"profiles/extra": b"x"},
        "less": {database: b""},
        "bytes": {database: content[database][:-1] + b"!"},
        "longer": {database: content[database] + b"!"},
    }
    said: dict[str, dict[str, object]] = {"newer": {"format": 99, "files": {}}, "foreign": {"program": "another"}}
    if change == "traversal":
        next(one for one in manifest["files"] if one["name"] == database)["name"] = "../../escaped"
    content |= files.get(change, {})
    if change != "bare":
        content["manifest.json"] = json.dumps(manifest | said.get(change, {})).encode()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, data in content.items():
            if data:
                opened.writestr(name, data)


@pytest.mark.parametrize("change", ["traversal", "more", "less", "bytes", "longer", "newer", "foreign", "bare"])
def test_an_archive_that_is_not_as_written_changes_nothing(run: Run, archive: Path, change: str) -> None:
    rewritten(archive, change)
    run("profile", "create", "Bo")
    before, around = state(), sorted(archive.parent.iterdir())
    done = run("restore", str(archive), "--yes")
    assert done.code == 4
    assert "Nothing was changed" in done.err
    assert ("was made by a newer SiliconFriend" in done.err) == (change == "newer")
    assert state() == before
    assert sorted(archive.parent.iterdir()) == around
    assert not list(places().data.glob(".restore*"))


def test_a_file_that_would_fill_the_disk_is_given_up_at_once(archive: Path, tmp_path: Path) -> None:
    """The archive says how large each file is: of what is larger no more is written than shows that."""
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
    (database, *_) = [one for one in manifest["files"] if one["name"].startswith("profiles/")]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("manifest.json", json.dumps(manifest | {"files": [database]}))
        opened.writestr(database["name"], bytes(database["size"] + 50_000_000))
    assert archive.stat().st_size < 1_000_000
    with pytest.raises(MemoryBankError, match="backup_damaged"):
        unpack(archive, tmp_path / "out")
    assert (tmp_path / "out" / database["name"]).stat().st_size == database["size"] + 1


@pytest.mark.parametrize("link", [False, True])
def test_nothing_in_an_archive_becomes_a_link(archive: Path, tmp_path: Path, link: bool) -> None:
    """A link in a zip file is a file with a mode and the path as its content."""
    target = tmp_path / "target"
    target.write_text("untouched")
    with zipfile.ZipFile(archive) as opened:
        content = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(content.pop("manifest.json"))
    entry = next(one for one in manifest["files"] if one["name"] == "config.toml")
    content["config.toml"] = str(target).encode()
    entry |= {"size": len(content["config.toml"]), "sha256": hashlib.sha256(content["config.toml"]).hexdigest()}
    content["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, data in content.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o120777 if link and name == "config.toml" else 0o777) << 16
            opened.writestr(info, data)
    unpack(archive, tmp_path / "out")
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not any(path.is_symlink() for path in written)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in written)
    assert target.read_text() == "untouched"


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"nothing like it" * 100])
def test_what_is_no_archive_at_all(run: Run, people: None, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "b.zip"
    file.write_bytes(content)
    assert run("restore", str(file), "--yes").code == 4
    assert run("restore", str(tmp_path / "none.zip"), "--yes").code == 4
    assert names() == ["Emily", "小林"]


def test_a_byte_flipped_anywhere_is_harmless_or_refused(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    flipped, out = tmp_path / "flipped.zip", tmp_path / "out"

    def content() -> dict[str, bytes]:
        found = {str(one.relative_to(out)): one.read_bytes() for one in out.rglob("*") if one.is_file()}
        shutil.rmtree(out, ignore_errors=True)
        return found

    unpack(archive, out)
    right = content()

    @settings(max_examples=200, deadline=None, database=None)
    @given(st.integers(0, len(whole) - 1), st.integers(1, 255))
    def flip(place: int, mask: int) -> None:
        flipped.write_bytes(whole[:place] + bytes([whole[place] ^ mask]) + whole[place + 1 :])
        try:
            unpack(flipped, out)
        except MemoryBankError:
            content()
        else:
            assert content() == right

    flip()


def test_killed_at_any_step_leaves_one_home_or_the_other(
    run: Run, archive: Path, home: Path, tmp_path: Path
) -> None:
    """Every rename, unlink, mkdir and fsync of a restore is made the last thing that the process does."""
    run("profile", "create", "Bo")
    run("config", "set", "memory.top_k", "3")
    kept, old = tmp_path / "kept", state()
    shutil.copytree(home, kept)
    seen, step, code = set(), 0, 9
    command, pipe = [sys.executable, "-c", KILLED, str(archive)], subprocess.PIPE
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as restoring:
        assert restoring.stdin is not None
        assert restoring.stdout is not None
        while code == 9:
            shutil.rmtree(home)
            shutil.copytree(kept, home)
            restoring.stdin.write(f"{step}\n")
            restoring.stdin.flush()
            code, step = int(restoring.stdout.readline()), step + 1
            assert run("config", "path").code == 0  # any command finishes what was begun
            now = state()
            assert now in (old, (["Emily", "小林"], "[memory]\ntop_k = 7\n"))
            assert not [one for one in places().data.iterdir() if one.name not in ("profiles", ".home.lock")], step
            assert sorted(one.name for one in places().config.iterdir()) == ["config.toml"]
            seen.add(now[1])
        restoring.stdin.close()
    assert code == 0
    assert len(seen) == 2
    assert step > 10


def test_a_damaged_profile_is_left_out_and_named(run: Run, people: None, tmp_path: Path) -> None:
    profile = open_profiles().find("Emily")
    assert profile is not None
    file = places().profiles / profile.id / "memory.sqlite3"
    file.write_bytes(b"not a database" * 1000)
    done = run("backup", str(tmp_path / "b.zip"), "--json")
    assert done.code == 1
    assert (done.json["profiles"], done.json["damaged"]) == (["小林"], [str(file)])
    assert str(file) in done.err


@pytest.mark.parametrize("damage", ["page", "value"])
def test_whose_file_is_damaged_is_named_and_not_the_copy(run: Run, tmp_path: Path, damage: str) -> None:
    assert run("profile", "create", "Emily").code == 0
    file = next(places().profiles.glob("*/memory.sqlite3"))
    with closing(sqlite3.connect(file)) as connection:
        if damage == "value":
            connection.execute("UPDATE profile SET language = 'xx'")
            connection.commit()
        page, size = connection.execute(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'profile'"
        ).fetchone()
    if damage == "page":
        with file.open("r+b") as opened:
            opened.seek((page - 1) * size)
            opened.write(b"\xa5" * size)
    done = run("backup", str(tmp_path / "b.zip"))
    assert done.code == 4
    assert str(file) in done.err
    assert COPYING not in done.err
    assert "Language" not in done.err
    assert "'xx'" not in done.err


def test_nothing_to_keep(run: Run, tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "b.zip"))
    assert done.code == 1
    assert not [*tmp_path.glob("*b.zip*"), *tmp_path.glob(PARTS)]


def test_a_place_that_cannot_be_written_leaves_nothing(run: Run, people: None, tmp_path: Path) -> None:
    done = run("backup", str(tmp_path / "none" / "b.zip"))
    assert done.code == 1
    assert "cannot be written" in done.err
    assert not list(tmp_path.rglob(f"{COPYING}*"))


@pytest.mark.parametrize("refused", [False, True])
def test_the_copies_are_made_outside_the_home_and_gone_after_a_failure(
    run: Run, people: None, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    outside, temporary = tmp_path / "outside", tmp_path / "temporary"
    for folder in (outside, temporary):
        folder.mkdir()
        folder.chmod(0o755)
    seen: list[Path] = []

    def full(_archive: object, _info: object, source: Path, _gone: object) -> None:
        assert not (stat.S_IMODE(source.stat().st_mode) | stat.S_IMODE(source.parent.stat().st_mode)) & 0o077
        seen.append(source.parent.parent)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def made(prefix: str, dir: Path) -> str:  # noqa: A002 - tempfile's own name
        if refused and Path(dir) == outside:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return mkdtemp(prefix=prefix, dir=dir)

    mkdtemp = tempfile.mkdtemp
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(tempfile, "mkdtemp", made)
    monkeypatch.setattr("siliconfriend.home.writing_backup._put", full)
    before = sorted(home.rglob("*"))
    done = run("backup", str(outside / "b.zip"))
    assert (done.code, seen) == (1, [temporary if refused else outside])
    assert "b.zip cannot be written (No space left on device)" in done.err
    assert [*outside.iterdir(), *temporary.iterdir()] == []
    assert outside.stat().st_mode & 0o777 == 0o755
    assert [path for path in sorted(home.rglob("*")) if "logs" not in path.parts] == [
        path for path in before if "logs" not in path.parts
    ]


def test_erase_takes_what_is_ours_and_nothing_else(run: Run, archive: Path, home: Path) -> None:
    places().logs.mkdir(parents=True)
    (places().logs / "siliconfriend.log").write_text("x")
    stranger = places().data / "letter.txt"
    stranger.write_text("mine")
    assert run("erase").code == 2
    assert names() == ["Emily", "小林"]
    done = run("erase", "--yes")
    assert done.code == 0
    assert "2 profiles with all their memories, the settings, 1 log file." in done.err
    assert str(stranger) in done.err
    assert [path for path in home.rglob("*") if path.is_file()] == [stranger]
    stranger.unlink()
    assert run("erase", "--yes").code == 0


def test_erase_leaves_what_somebody_put_among_the_profiles(run: Run, archive: Path, home: Path) -> None:
    profiles = places().profiles
    person = next(file.parent for file in profiles.glob("*/memory.sqlite3"))
    for name in ("caches/index.hnsw", "caches/index.json", "copies/before-m2-2026.sqlite3", "editing-x/message.md"):
        (person / name).parent.mkdir(exist_ok=True)
        (person / name).write_text("ours")
    for name in ("unsent.txt", "unsent-1a2b3c4d.txt", "agreed.txt", "told.txt", ".open", "memory.sqlite3-wal"):
        (person / name).write_text("")
    theirs = [
        profiles / "photos" / "a.jpg",
        profiles / "notes.txt",
        person / "diary.txt",
        person / "copies" / "mine",
    ]
    for file in theirs:
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")
    done = run("erase", "--yes")
    assert done.code == 0
    assert "2 profiles with all their memories" in done.err
    assert {path for path in home.rglob("*") if path.is_file()} == set(theirs)
    for named in (profiles / "photos", *theirs[1:]):
        assert f"left: {named}\n" in done.err
    assert done.err.count("left: ") == len(theirs)
    assert "nothing to erase" in run("erase", "--yes").err


def test_restore_leaves_what_somebody_put_among_the_profiles(run: Run, archive: Path, home: Path) -> None:
    profiles = places().profiles
    person = next(file.parent for file in profiles.glob("*/memory.sqlite3"))
    theirs = [
        profiles / "photos" / "a.jpg",
        profiles / "notes.txt",
        person / "diary.txt",
        person / "copies" / "mine",
    ]
    for file in theirs:
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")
    done = run("restore", str(archive), "--yes")
    assert done.code == 0
    assert [file.read_text() for file in theirs] == ["mine"] * 4
    for named in (profiles / "photos", *theirs[1:]):
        assert f"left: {named}\n" in done.err
    assert not (places().data / ".set-aside").exists()
    assert run("profile", "list", "--json").json["profiles"]


def test_delete_names_what_is_not_ours(run: Run, people: None) -> None:
    emily = open_profiles().find("Emily")
    assert emily is not None
    theirs = places().profiles / emily.id / "diary.txt"
    theirs.write_text("mine")
    done = run("profile", "delete", "Emily", "--yes")
    assert done.code == 0
    assert f"left: {theirs}\n" in done.err
    assert theirs.read_text() == "mine"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 profile with all its memories, no settings, no log files."),
        ("cn", "1 个档案和全部记忆，没有设置，没有日志文件。"),
    ],
)
def test_erase_counts_one_as_one(run: Run, monkeypatch: pytest.MonkeyPatch, language: str, said: str) -> None:
    assert run("profile", "create", "Emily").code == 0
    monkeypatch.setenv("SILICONFRIEND_INTERFACE_LANGUAGE", language)
    assert said in run("erase", "--yes").err


def test_erase_leaves_no_folder(run: Run, archive: Path, home: Path) -> None:
    assert run("erase", "--yes").code == 0
    assert not home.exists()
    assert "nothing to erase" in run("erase").err
    assert not home.exists()


@pytest.mark.parametrize(("answer", "code"), [("\n", 1), ("yes\n", 1), ("Erase\n", 0), ("清除\n", 0)])
def test_erase_wants_the_word(
    people: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str, code: int
) -> None:
    typed = io.StringIO(answer)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    assert run_command(["erase"]) == code
    assert names() == ([] if code == 0 else ["Emily", "小林"])
    assert "Emily" in capsys.readouterr().err


def test_erase_waits_for_nobody_who_is_talking(run: Run, people: None) -> None:
    profile = open_profiles().find("Emily")
    assert profile is not None
    with closing(open_profiles().open(profile)):
        done = run("erase", "--yes")
    assert done.code == 1
    assert "running elsewhere" in done.err
    assert names() == ["Emily", "小林"]


def test_a_log_left_by_a_killed_talk_is_no_talk(run: Run, people: None) -> None:
    program = (
        "import os; from siliconfriend.opening import open_profiles as p; bank = p().open(p().find('Emily'));"
        "bank.remember('x', bank.profile.created); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program], env=os.environ).returncode == 9
    assert list(places().profiles.glob("*/*-wal"))
    assert run("erase", "--yes").code == 0


@pytest.mark.parametrize("year", [1970, 1979, 2107, 2108, 2400])
def test_a_clock_that_is_far_off_hinders_no_backup(
    run: Run, people: None, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    run("config", "set", "memory.top_k", "7")
    before, then = (state(), words_of("Emily")), datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
    os.utime(places().config_file, (then.timestamp(), then.timestamp()))
    file = tmp_path / "friends.zip"
    with monkeypatch.context() as patched:
        patched.setattr("siliconfriend.companion.local_now", lambda: then)
        patched.setattr(time, "localtime", lambda *_: then.timetuple())
        assert run("backup", str(file)).code == 0
    shutil.rmtree(home)
    assert run("restore", str(file)).code == 0
    assert (state(), words_of("Emily")) == before


def test_damage_where_nobody_looks_is_left_out_as_well(run: Run, people: None, tmp_path: Path) -> None:
    profile = open_profiles().find("Emily")
    assert profile is not None
    file = places().profiles / profile.id / "memory.sqlite3"
    overwrite_pages_of(file, "portrait", "conversation")
    done = run("backup", str(tmp_path / "b.zip"), "--json")
    assert done.code == 1
    assert (done.json["profiles"], done.json["damaged"]) == (["小林"], [str(file)])
    assert str(file) in done.err


def test_a_damaged_profile_in_an_archive_is_not_put_in_place(run: Run, archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        content = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(content.pop("manifest.json"))
    file = archive.with_name("damaged.sqlite3")
    name = next(name for name in content if name.startswith("profiles/"))
    file.write_bytes(content[name])
    overwrite_pages_of(file, "portrait", "conversation")
    content[name] = file.read_bytes()
    entry = next(one for one in manifest["files"] if one["name"] == name)
    entry["sha256"] = hashlib.sha256(content[name]).hexdigest()
    content["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(archive, "w") as opened:
        for one, data in content.items():
            opened.writestr(one, data)
    run("profile", "create", "Bo")
    before = state()
    done = run("restore", str(archive), "--yes")
    assert done.code == 4
    assert f"{archive} is damaged or was altered ({name}). Nothing was changed" in done.err
    assert state() == before
    assert not list(places().data.glob(".restore*"))


def test_damaged_search_terms_keep_nobody_out_of_a_backup(run: Run, people: None, tmp_path: Path) -> None:
    for file in places().profiles.glob("*/memory.sqlite3"):
        overwrite_pages_of(file, *SHADOWS)
    before = words_of("Emily")
    assert run("backup", str(tmp_path / "b.zip"), "--json").json["profiles"] == ["Emily", "小林"]
    assert run("restore", str(tmp_path / "b.zip"), "--yes").code == 0
    assert words_of("Emily") == before
    assert run("memory", "search", "Biscuit", "--profile", "Emily", "--json").json["memories"]
