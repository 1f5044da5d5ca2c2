"""The log keeps no one's words, and nothing but the app paints on the terminal."""

from __future__ import annotations

import logging
import os
import stat
import sys
from pathlib import Path

import pytest

from siliconfriend.cli import journal as cli_journal
from siliconfriend.tui import journal as journal_module
from siliconfriend.tui.journal import KEPT_FILES, LOG_FILE, NATIVE_FILE, journal


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


def test_the_log_takes_little_room_however_much_goes_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "LARGEST_BYTES", 2_000)
    folder = tmp_path / "logs"
    with journal(folder):
        for number in range(400):
            logging.getLogger("siliconfriend").error("trouble number %d", number)
    logs = sorted(folder.glob(f"{LOG_FILE}*"))
    assert len(logs) == KEPT_FILES + 1
    assert all(file.stat().st_size <= 2_000 and stat.S_IMODE(file.stat().st_mode) == 0o600 for file in logs)
    assert "trouble number 399" in (folder / LOG_FILE).read_text()


def test_the_commands_log_takes_as_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_journal, "LARGEST_BYTES", 2_000)
    root = logging.getLogger()
    before = list(root.handlers)
    monkeypatch.setattr(root, "handlers", [])
    cli_journal.keep_journal(tmp_path / "logs")
    added = list(root.handlers)
    for number in range(400):
        logging.getLogger("siliconfriend").error("trouble number %d", number)
    for handler in added:
        handler.close()
    root.handlers = before
    logs = list((tmp_path / "logs").iterdir())
    assert len(logs) == KEPT_FILES + 1
    assert all(file.stat().st_size <= 2_000 for file in logs)


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
