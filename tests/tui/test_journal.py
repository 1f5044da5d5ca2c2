"""The log keeps no one's words, and nothing but the app paints on the terminal."""

from __future__ import annotations

import logging
import os
import stat
import sys
from pathlib import Path

import pytest

from siliconfriend.tui.journal import LOG_FILE, NATIVE_FILE, journal


def fail() -> None:
    try:
        int("my secret")
    except ValueError as error:
        raise RuntimeError("my other secret") from error


def test_an_exception_is_told_without_its_message(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    with journal(folder):
        try:
            fail()
        except RuntimeError:
            logging.getLogger("siliconfriend.tui").exception("it broke")
        logging.getLogger("siliconfriend.tui").info("not worth keeping")
    told = (folder / LOG_FILE).read_text()
    assert "it broke" in told
    assert told.index("ValueError") < told.index("RuntimeError")
    assert "test_journal.py" in told
    assert "secret" not in told.replace('"my secret"', "").replace('"my other secret"', "")
    assert "not worth keeping" not in told


def test_the_logs_are_for_the_users_eyes_only(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    with journal(folder):
        logging.getLogger("siliconfriend").error("x")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in folder.iterdir())


def test_native_output_goes_to_a_file_and_the_driver_keeps_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = sys.__stderr__
    with journal(tmp_path / "logs"):
        os.write(2, b"a native library complains\n")
        assert sys.__stderr__ is not None
        sys.__stderr__.write("painted")
        sys.__stderr__.flush()
    os.write(2, b" afterwards")
    assert (tmp_path / "logs" / NATIVE_FILE).read_text() == "a native library complains\n"
    assert capfd.readouterr().err == "painted afterwards"
    assert sys.__stderr__ is before
