"""No text takes minutes: neither what people paste nor what models emit, however long and whatever it repeats."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.long_texts import TRIED

pytest.importorskip("resource", reason="Windows limits no process's processor time")

MOST_SECONDS = 30
"""Of processor time for all that a room tries: it takes a few, what begins again at every sign takes minutes."""


@pytest.mark.parametrize("room", TRIED)
def test_no_text_takes_minutes(room: str, tmp_path: Path) -> None:
    limited = f"import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS},) * 2); "
    ended = subprocess.run(
        [sys.executable, "-c", f"{limited}runpy.run_module('tests.long_texts', run_name='__main__')", room],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"SILICONFRIEND_HOME": str(tmp_path), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    last = ended.stdout.splitlines()[-1:]
    assert (ended.returncode, last) == (0, ["done"]), ended.stderr
