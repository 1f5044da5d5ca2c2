"""A setting that cannot be used: what does not need it goes on, and where words may go nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from siliconfriend.places import places
from siliconfriend.settings import Settings, load
from siliconfriend.settings_error import SettingsError
from tests.cli.conftest import Run

EVERYWHERE = """
top = 1
[chat]
base_url = 7
model = "builtin"
temperature = "warm"
[memory]
embedder = ["minilm"]
[interface]
language = "cn"
theme = "purple"
["no.such"]
x = 1
[forgetting]
tau_days = 7
"""


def wrong(text: str) -> Path:
    file = places().config_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "args",
    [
        ("export", "-"),
        ("profile", "list"),
        ("memory", "list"),
        ("memory", "show", "1"),
        ("memory", "pin", "1"),
        ("profile", "local-only", "Emily"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[chat]\nbase_url = 7\n", "chat.base_url"),
        ("[memory]\ntop_k = 400\n", "memory.top_k"),
        ('[interface]\ntheme = "purple"\n', "interface.theme"),
    ],
)
def test_what_does_not_need_it_goes_on_and_names_it(
    run: Run, people: None, args: tuple[str, ...], text: str, named: str
) -> None:
    file = wrong(text)
    done = run("--profile", "Emily", *args)
    assert done.code == 0
    assert "not needed for this" in done.err
    assert named in done.err
    assert str(file) in done.err


@pytest.mark.parametrize(
    "args",
    [("chat",), ("recall", "cat"), ("memory", "search", "cat"), ("summarize",), ("import", "BANK")],
    ids=" ".join,
)
@pytest.mark.parametrize(
    "text",
    [
        "[memory]\nembedder = 7\n",
        '[memory]\nembeder_url = "http://127.0.0.1:9/v1"\n',
        '[memry]\nembedder = "none"\n',
        "[memory\n",
        "memory = 1\n",
    ],
)
def test_where_words_may_go_nothing_is_guessed(
    run: Run, people: None, bank_file: Path, args: tuple[str, ...], text: str
) -> None:
    wrong(text)
    done = run("--profile", "Emily", *(str(bank_file) if arg == "BANK" else arg for arg in args), stdin=b"Hello\n")
    assert done.code == 2
    assert done.out == ""
    assert "A setting cannot be used: " in done.err


@pytest.mark.parametrize("setting", ["base_url = 7", "modle = 'builtin'"])
def test_talking_needs_to_know_who_answers(run: Run, people: None, setting: str) -> None:
    wrong(f"[chat]\n{setting}\n")
    assert run("chat", "--profile", "Emily", stdin=b"Hello\n").code == 2


def test_a_list_needs_the_curve_that_it_shows(run: Run, people: None) -> None:
    wrong("[forgetting]\ntau_days = -1\n")
    assert run("memory", "list", "--profile", "Emily").code == 2
    assert run("export", "-").code == 0


def test_settings_that_cannot_be_read_at_all_keep_nobody_from_their_words(run: Run, people: None) -> None:
    wrong("[memory\n")
    done = run("export", "-")
    assert (done.code, "Biscuit" in done.out) == (0, True)
    assert "line 1: this cannot be understood" in done.err


def test_each_that_is_wrong_is_told_and_the_others_hold(tmp_path: Path) -> None:
    told: list[SettingsError] = []
    found = load(wrong(EVERYWHERE), wrong=told.append)
    assert {str(one.details["name"]) for one in told} == {
        "top",
        "chat.base_url",
        "chat.temperature",
        "memory.embedder",
        "interface.theme",
        "no.such",
    }
    assert (found.chat.model, found.interface.language, found.forgetting.tau_days) == ("builtin", "cn", 7)
    assert (found.chat.base_url, found.chat.temperature) == ("", Settings().chat.temperature)
