"""Where files go, and that nobody else can read them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from siliconfriend.our_own import is_our_own
from siliconfriend.places import HOME_VARIABLE, NotAFileError, places, private_folder, write_privately


@pytest.fixture
def open_umask() -> Iterator[None]:
    """The most careless umask."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "here"))
    found = places()
    every = [found.data, found.config, found.cache, found.logs, found.profiles, found.config_file]
    assert all(path.is_relative_to(tmp_path / "here") for path in every)
    assert len(set(every)) == len(every)
    assert not (tmp_path / "here").exists()


def test_the_variable_may_be_relative_or_begin_with_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv(HOME_VARIABLE, "near")
    assert places().data.is_relative_to(tmp_path / "near")
    monkeypatch.setenv(HOME_VARIABLE, "~/far")
    assert places().data.is_relative_to(tmp_path / "me" / "far")


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_variable_the_platform_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv(HOME_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(HOME_VARIABLE, value)
    monkeypatch.setenv("HOME", str(tmp_path))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    found = places()
    assert all(path.is_relative_to(tmp_path) for path in (found.data, found.config, found.cache, found.logs))
    assert "siliconfriend" in found.data.parts


@pytest.mark.usefixtures("open_umask")
def test_folders_are_for_one_user_only(tmp_path: Path) -> None:
    made = private_folder(tmp_path / "a" / "b" / "c")
    assert [mode(path) for path in (made, *made.parents[:2])] == [0o700] * 3
    made.chmod(0o755)
    assert mode(private_folder(made)) == 0o700


def test_a_folder_above_that_was_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o755)
    private_folder(tmp_path / "shared" / "mine")
    assert mode(tmp_path / "shared") == 0o755


@pytest.mark.usefixtures("open_umask")
def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_privately(file, b"old")
    inode = file.stat().st_ino
    write_privately(file, b"new")
    assert (file.read_bytes(), mode(file)) == (b"new", 0o600)
    assert file.stat().st_ino != inode
    assert list(tmp_path.iterdir()) == [file]


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    write_privately(file, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_privately(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for one in (pipe, link, tmp_path):
        with pytest.raises(NotAFileError):
            write_privately(one, b"new")
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [link, pipe]


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of the program's own."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    file = private_folder(places().profiles) / "memory.sqlite3"
    file.write_bytes(b"kept")
    return file


def test_a_file_of_our_own_is_known_by_every_name(ours: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(ours)
    (tmp_path / "folder").symlink_to(ours.parent)
    (tmp_path / "else").mkdir()
    os.link(ours, tmp_path / "hard")
    for one in (
        ours,
        ours.parent / "new.json",
        ours.parent / "later" / "new.json",
        tmp_path / "else" / ".." / "home" / "data" / "new.json",
        tmp_path / "link",
        tmp_path / "folder" / "new.json",
        tmp_path / "hard",
        places().config_file,
        places().logs / "a.log",
        places().cache / "x",
        places().data,
    ):
        assert is_our_own(one, places()), one


def test_a_file_beside_our_own_is_not_one_of_them(ours: Path, tmp_path: Path) -> None:
    mine = tmp_path / "home" / "data of mine"
    mine.mkdir()
    (mine / "a.zip").write_bytes(b"")
    os.link(mine / "a.zip", mine / "b.zip")
    for one in (mine / "a.zip", mine / "b.zip", mine / "c.zip", tmp_path / "home" / "b.zip", Path("/dev/null")):
        assert not is_our_own(one, places()), one
