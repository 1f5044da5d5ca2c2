import io
import sys
from datetime import UTC, datetime

import pytest

from siliconfriend.cli.root import run as run_command
from siliconfriend.language import Language
from siliconfriend.opening import open_profiles
from tests.cli.conftest import Run


def names() -> list[str]:
    return [one.name for one in open_profiles().list()]


def test_create_list_rename_delete(run: Run) -> None:
    assert run("profile", "create", "小林", "--language", "cn").code == 0
    assert run("profile", "create", "Emily").code == 0
    listed = run("profile", "list", "--json").json["profiles"]
    assert [(one["name"], one["language"], one["turns"], one["memories"]) for one in listed] == [
        ("Emily", "en", 0, {"alive": 0, "pinned": 0, "faded": 0}),
        ("小林", "cn", 0, {"alive": 0, "pinned": 0, "faded": 0}),
    ]
    assert run("profile", "rename", "emily", "Emily Chen").code == 0
    assert names() == ["Emily Chen", "小林"]
    assert run("profile", "delete", "小林", "--yes").code == 0
    assert names() == ["Emily Chen"]


def test_to_be_made_is_no_visit(run: Run) -> None:
    run("profile", "create", "Emily")
    run("profile", "create", "Bo")
    assert "nobody has been here yet" in run("memory", "list").err
    emily = next(one for one in open_profiles().list() if one.name == "Emily")
    bank = open_profiles().open(emily)
    bank.identity.open(datetime.now(UTC))
    bank.close()
    run("profile", "create", "Ann")
    assert "Using the profile Emily, who was here last." in run("memory", "list").err


def test_the_list_for_people(run: Run, people: None) -> None:
    shown = run("profile", "list").out
    assert "Emily" in shown
    assert "小林" in shown
    assert "English" in shown
    assert run("--language", "cn", "profile", "list").out.split()[0] == "名字"


def test_a_new_profile_speaks_the_language_of_the_interface(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_TW.UTF-8")
    run("profile", "create", "阿明")
    found = open_profiles().find("阿明")
    assert found is not None
    assert found.language is Language.CN


def test_a_name_that_is_taken_or_empty(run: Run, people: None) -> None:
    assert run("profile", "create", "EMILY").code == 1
    assert run("profile", "create", "  ").code == 1
    assert run("profile", "rename", "Emily", "小林").code == 1
    assert names() == ["Emily", "小林"]


@pytest.mark.parametrize("args", [("rename", "Bo", "Li"), ("delete", "Bo", "--yes")])
def test_somebody_unknown_is_3(run: Run, args: tuple[str, ...]) -> None:
    done = run("profile", *args)
    assert done.code == 3
    assert "“Bo”" in done.err


def test_delete_does_not_happen_unasked(run: Run, people: None) -> None:
    done = run("profile", "delete", "Emily")
    assert done.code == 2
    assert "--yes" in done.err
    assert "Emily" in names()


@pytest.mark.parametrize(("answer", "code", "left"), [("n\n", 1, ["Emily", "小林"]), ("y\n", 0, ["小林"])])
def test_delete_asks(
    people: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    code: int,
    left: list[str],
) -> None:
    typed = io.StringIO(answer)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    assert run_command(["profile", "delete", "Emily"]) == code
    assert names() == left
    assert "cannot be undone" in capsys.readouterr().err


def test_markup_in_a_name_is_only_text(run: Run) -> None:
    run("profile", "create", "[red]Bo[/red] {0}")
    assert "[red]Bo[/red] {0}" in run("profile", "list").out
    assert "[red]Bo[/red] {0}" in run("profile", "rename", "[red]Bo[/red] {0}", "Bo").err


def test_a_name_with_what_cannot_be_seen_is_the_same_person_again(talk: Run, run: Run) -> None:
    for _ in range(2):
        assert talk("chat", "--profile", "\x1b[31mBo", "--model", "builtin").code == 0
    assert [one["name"] for one in run("profile", "list", "--json").json["profiles"]] == ["[31mBo"]
    assert run("memory", "list", "--profile", "\x1b[31mBo").code == 0
    assert run("profile", "delete", "\x1b[31mBo", "--yes").code == 0
