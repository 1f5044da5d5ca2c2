"""A disk with no room left: said in a clear sentence, nothing half-written, and all is well when there is room."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Profile
from tests.memory.toy import ToyEmbedder, talk

SCRIPT = """
import sys
from pathlib import Path
from tests.memory.filled_disk import meet
meet(Path(sys.argv[1]), sys.argv[2])
"""


DISKS: dict[str, list[str]] = {"a limit on files": [], "a small disk": ["unshare", "-m"]}
MAY_FIT = {"delete", "scrub"}
"""A log that is there already may have room for the little they write."""


@cache
def mounts() -> bool:
    tried = subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="disks are filled in ways that Linux has")
@pytest.mark.parametrize("disk", DISKS)
def test_on_a_full_disk_nothing_is_lost_or_half_done(
    disk: str, profiles: Profiles, emily: Profile, folder: Path, tmp_path: Path
) -> None:
    if disk == "a small disk" and not mounts():
        pytest.skip("this user may not mount a small disk")
    bank = profiles.open(emily)
    bank.attach(ToyEmbedder())
    for number in range(20):
        talk(bank, f"I have a dog and {number} cats", "How nice for you")
    bank.embed_missing()
    bank.close()
    done = subprocess.run(
        [*DISKS[disk], sys.executable, "-c", SCRIPT, str(folder), disk],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    said = dict(line.split(": ") for line in done.stdout.splitlines())
    assert said.pop("save index") == "done"  # only a cache: the next start makes it anew
    assert {doing for doing, code in said.items() if code not in {"disk_full", "disk_refused"}} <= MAY_FIT
    assert len(said) == 11
    assert sorted(path.name for path in tmp_path.rglob("*")) == sorted(
        ["profiles", emily.id, ".lock", "memory.sqlite3", "caches", "index.hnsw", "index.json"]
    )
