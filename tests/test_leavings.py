"""What a killed program left behind is taken away by the next one, and what somebody works in is not."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from siliconfriend.home.writing_backup import write_backup
from siliconfriend.language import Language
from siliconfriend.leavings import BACKUP, COPYING, EDITING, scratch
from siliconfriend.memory.records import Profile
from siliconfriend.opening import open_bank, open_profiles, wake
from siliconfriend.places import HOME_VARIABLE, Places, places, private_folder, write_privately
from siliconfriend.replacing import PARTS, replacing
from siliconfriend.settings import MemorySettings, Settings
from siliconfriend.tui.unsent import Unsent

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)
SETTINGS = Settings(memory=MemorySettings(embedder="none"))
SECRET = "xylophone"

KILLED_IN_A_BACKUP = """
import os, sys
from pathlib import Path
from siliconfriend.home import writing_backup as backup
from siliconfriend.places import places
backup._put = lambda *_: os._exit(9)  # the copy of a person's database is made, and not yet in the archive
backup.write_backup(places(), Path(sys.argv[1]), "2026-05-01T09:00:00+00:00")
"""

KILLED_IN_AN_EDITOR = """
import os, sys
from pathlib import Path
from siliconfriend.tui import editor
editor.subprocess.run = lambda *_, **__: os._exit(9)
os.environ["EDITOR"] = "ed"
editor.edited(sys.argv[1], Path(sys.argv[2]))
"""

KILLED_DELETING = """
import os
from siliconfriend.memory import own_files
from siliconfriend.opening import open_profiles
own_files.take_away = lambda *_: os._exit(9)
open_profiles().delete(open_profiles().find("Emily"))
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return places()


@pytest.fixture
def emily(home: Places) -> Profile:
    profile = open_profiles().create("Emily", Language.EN, NOW)
    with closing(open_bank(profile, SETTINGS)) as bank:
        bank.remember(f"I play the {SECRET}", NOW)
    return profile


def killed(program: str, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-c", program, *arguments], env=os.environ, timeout=60, check=False)
    assert done.returncode == 9


def holding(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


def wake_somebody() -> None:
    """Whoever opens the program next."""
    other = open_profiles().find("Ada") or open_profiles().create("Ada", Language.EN, NOW)
    with closing(open_bank(other, SETTINGS)) as bank:
        assert wake(bank, SETTINGS, NOW).notices == ()


def test_a_backup_that_was_killed_leaves_no_copy(home: Places, emily: Profile, tmp_path: Path) -> None:
    killed(KILLED_IN_A_BACKUP, str(tmp_path / "b.zip"))
    (left,) = tmp_path.glob(f"{COPYING}*/")
    assert (len(holding(left)), left.stat().st_mode & 0o777) == (1, 0o700)
    assert all(path.stat().st_mode & 0o077 == 0 for path in left.iterdir())
    write_backup(home, tmp_path / "b.zip", NOW.isoformat())
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["b.zip"]
    assert not left.exists()
    assert holding(home.data) == [home.profiles / emily.id / "memory.sqlite3"]


@pytest.mark.parametrize("next_one", ["backup", "start"])
def test_a_killed_backups_copies_among_other_programs_are_gone_too(
    home: Places, emily: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, next_one: str
) -> None:
    shared = tmp_path / "shared"
    monkeypatch.setattr(tempfile, "tempdir", str(shared))
    for name in ("held", "left"):
        (shared / f"{COPYING}{name}").mkdir(parents=True)
        (shared / f"{COPYING}{name}" / ".lock").touch()
        (shared / f"{COPYING}{name}" / emily.id).write_text(SECRET)
    with FileLock(shared / f"{COPYING}held" / ".lock"):
        if next_one == "backup":
            write_backup(home, tmp_path / "b.zip", NOW.isoformat())
        else:
            wake_somebody()
        assert [path.name for path in shared.iterdir()] == [f"{COPYING}held"]


def test_a_person_whose_deletion_was_killed_is_gone(home: Places, emily: Profile) -> None:
    ada = open_profiles().create("Ada", Language.EN, NOW)
    killed(KILLED_DELETING)
    assert open_profiles().list() == [ada]
    assert holding(home.data)
    with closing(open_bank(ada, SETTINGS)) as bank:
        wake(bank, SETTINGS, NOW)
    assert holding(home.data) == []
    assert open_profiles().list() == [ada]


def test_a_draft_of_nobody_that_an_editor_had_open_is_gone_at_the_next_start(home: Places, emily: Profile) -> None:
    killed(KILLED_IN_AN_EDITOR, f"a {SECRET}", str(home.cache))
    (draft,) = holding(home.cache)
    assert (draft.stat().st_mode & 0o777, draft.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    wake_somebody()
    assert list(home.cache.iterdir()) == []


def test_the_draft_that_an_editor_had_open_is_its_writers_at_their_next_start(home: Places, emily: Profile) -> None:
    folder = home.profiles / emily.id
    Unsent(folder, alone=True).keep(f"play the {SECRET}")
    killed(KILLED_IN_AN_EDITOR, f"Let me play the {SECRET} to you", str(folder))
    wake_somebody()
    assert len(holding(folder)) == 3  # what Emily has said, too
    assert Unsent(folder, alone=False).read() == ""
    unsent = Unsent(folder, alone=True)
    assert unsent.read() == f"Let me play the {SECRET} to you"
    unsent.keep(f"Let me play the {SECRET} to you")
    assert holding(folder) == [folder / "memory.sqlite3", folder / "unsent.txt"]
    assert list(folder.glob(f"{EDITING}*")) == []
    unsent.keep("")
    assert holding(folder) == [folder / "memory.sqlite3"]


def test_the_draft_that_somebody_has_open_stays_in_its_editor(home: Places, emily: Profile) -> None:
    folder = home.profiles / emily.id
    with scratch(folder, EDITING) as editing:
        (editing / "message.md").write_text(SECRET)
        assert Unsent(folder, alone=True).read() == ""
        assert (editing / "message.md").exists()


def test_deleting_a_person_and_erasing_take_drafts_too(home: Places, emily: Profile) -> None:
    from siliconfriend.home.erasing import erase

    killed(KILLED_IN_AN_EDITOR, f"a {SECRET}", str(home.profiles / emily.id))
    open_profiles().delete(emily)
    assert holding(home.data.parent) == []
    killed(KILLED_IN_AN_EDITOR, f"a {SECRET}", str(home.cache))
    erase(home)
    assert holding(home.data.parent) == []


def test_what_somebody_works_in_stays(home: Places, emily: Profile) -> None:
    with scratch(home.data, BACKUP) as backup, scratch(private_folder(home.cache), EDITING) as editing:
        os.utime(editing, (0, 0))
        wake_somebody()
        assert (backup.exists(), editing.exists()) == (True, True)
    assert (backup.exists(), editing.exists()) == (False, False)


KILLED_REPLACING = """
import os, sys
from pathlib import Path
from siliconfriend.replacing import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"xylophone")
    file.flush()
    os._exit(9)
"""


def test_an_unfinished_file_is_taken_away_by_the_next_one_there(tmp_path: Path) -> None:
    target, swap = tmp_path / "emily.json", tmp_path / ".emily.json.swp"
    swap.write_text("another program's")
    killed = subprocess.run([sys.executable, "-c", KILLED_REPLACING, str(target)], check=False)
    assert killed.returncode == 9
    (left,) = tmp_path.glob(PARTS)
    assert left.read_bytes() == b"xylophone"
    with replacing(tmp_path / "other.zip") as file:
        (held,) = tmp_path.glob(PARTS)
        assert held != left
        write_privately(target, b"whole")
        assert held.exists()
        file.write(b"whole too")
    assert sorted(tmp_path.iterdir()) == [swap, target, tmp_path / "other.zip"]
    assert (tmp_path / "other.zip").read_bytes() == b"whole too"


def test_a_file_that_was_swept_before_it_was_held_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = fcntl.flock
    swept: list[Path] = []

    def another_was_faster(handle: int, how: int) -> None:
        if not swept:
            swept.extend(tmp_path.glob(PARTS))
            swept[0].unlink()
        really(handle, how)

    monkeypatch.setattr(fcntl, "flock", another_was_faster)
    write_privately(tmp_path / "emily.json", b"whole")
    assert len(swept) == 1
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"whole"]
