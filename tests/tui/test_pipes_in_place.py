"""A pipe where a file of ours should be: nobody waits for whoever writes into it."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from siliconfriend.beside import AGREED, TOLD
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.settings import ChatSettings
from siliconfriend.tui.agreed_hosts import keep_agreed, never_agreed_to
from siliconfriend.tui.editor import DRAFT, draft_in
from siliconfriend.tui.journal import LOG_FILE, NATIVE_FILE, journal
from siliconfriend.tui.told import is_news

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")


def test_where_words_may_go_is_asked_again(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / AGREED)
    keep_agreed(tmp_path, "example.org")
    assert never_agreed_to(tmp_path, "example.org", ChatSettings())


def test_what_was_told_is_said_again(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / TOLD)
    assert is_news(tmp_path, MemoryBankError("stays_here", model="gpt"))


def test_a_draft_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / DRAFT)
    assert draft_in(tmp_path) == ""


@pytest.mark.parametrize("file", [LOG_FILE, NATIVE_FILE])
def test_nothing_is_logged(tmp_path: Path, file: str) -> None:
    os.mkfifo(tmp_path / file)
    with journal(tmp_path):
        logging.getLogger("siliconfriend").warning("something")
    assert (tmp_path / file).is_fifo()
