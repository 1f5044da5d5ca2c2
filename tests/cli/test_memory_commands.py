import io
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from siliconfriend.cli.root import run as run_command
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import TurnState
from siliconfriend.places import places
from tests.cli.conftest import Run

EMILY = ("--profile", "Emily")
NOT_TRUE = "kept as not true is gone: no model is told it any more."


def ids(run: Run, *more: str) -> dict[str, int]:
    """Emily's memories: ids by the words they begin with."""
    found = run("memory", "list", *EMILY, "--json", *more).json["memories"]
    return {one["text"].splitlines()[0]: one["id"] for one in found}


def cat(run: Run) -> str:
    return str(ids(run)["I adopted a cat called Biscuit."])


def test_list_newest_first_in_pages(run: Run, people: None) -> None:
    everything = run("memory", "list", *EMILY, "--json").json["memories"]
    assert len(everything) == 4
    assert everything[0]["date"] == "2023-05-01"
    assert set(everything[0]) == {
        *("id", "kind", "state", "date", "index", "turn", "text"),
        *("strength", "retention", "formed", "last_recall", "fades", "factor"),
    }
    first = run("memory", "list", *EMILY, "--json", "--limit", "3").json["memories"]
    rest = run("memory", "list", *EMILY, "--json", "--before", str(first[-1]["id"])).json["memories"]
    assert [one["id"] for one in first + rest] == [one["id"] for one in everything]


def test_list_by_kind_and_state(run: Run, people: None) -> None:
    assert list(ids(run, "--kind", "summary")) == ["Emily adopted a cat and bought a bicycle."]
    run("memory", "fade", *EMILY, cat(run))
    assert list(ids(run, "--state", "faded")) == ["I adopted a cat called Biscuit."]


def test_the_table_for_people_says_how_to_go_on(run: Run, people: None) -> None:
    done = run("memory", "list", *EMILY, "--limit", "2")
    assert "100%" in done.out
    assert "--before" in done.err
    assert "no such memories" in run("memory", "list", *EMILY, "--state", "pinned").err


def test_show_says_everything(run: Run, people: None) -> None:
    shown = run("memory", "show", *EMILY, cat(run))
    for part in (
        "2023-04-29",
        "I adopted a cat called Biscuit.",
        "How lovely!",
        "alive",
        "100.0%",
        "Will fade: 20",
    ):
        assert part in shown.out
    one = run("memory", "show", *EMILY, cat(run), "--json").json
    assert (one["query"], one["response"]) == ("I adopted a cat called Biscuit.", "How lovely!")
    life = datetime.fromisoformat(one["fades"]) - datetime.fromisoformat(one["last_recall"])
    assert timedelta(days=89) < life < timedelta(days=90)  # 30 ln 20 = 89.9


def test_what_is_pinned_never_fades(run: Run, people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one = cat(run)
    assert "Pinned: 1." in run("memory", "pin", *EMILY, one).err
    assert run("memory", "show", *EMILY, one, "--json").json["fades"] is None
    assert "Pinned: 0." in run("memory", "pin", *EMILY, one).err
    assert "Unpinned: 1." in run("memory", "unpin", *EMILY, one).err
    assert run("memory", "show", *EMILY, one, "--json").json["state"] == "alive"
    monkeypatch.setenv("SILICONFRIEND_FORGETTING_ENABLED", "false")
    assert "forgetting is off" in run("memory", "show", *EMILY, one).out


def test_what_is_faded_by_hand_is_not_recalled_and_comes_back(run: Run, people: None) -> None:
    one = cat(run)

    def recalled() -> list[str]:
        return [found["text"] for found in run("recall", "Biscuit", *EMILY, "--json").json["memories"]]

    assert any("Biscuit" in text for text in recalled())
    run("memory", "fade", *EMILY, one)
    assert not any("Biscuit" in text for text in recalled())
    assert run("memory", "search", "Biscuit", *EMILY, "--json").json["memories"] == []
    (found,) = run("memory", "search", "Biscuit", *EMILY, "--faded", "--json").json["memories"]
    assert (found["id"], found["state"]) == (int(one), "faded")
    assert "Back again: 1." in run("memory", "restore", *EMILY, one).err
    assert any("Biscuit" in text for text in recalled())


def test_what_is_never_recalled_says_so(run: Run, people: None) -> None:
    one, bicycle, now = cat(run), str(ids(run)["I also bought a red bicycle."]), datetime.now(UTC)
    profiles = Profiles(places().profiles)
    emily = profiles.find("Emily")
    assert emily is not None
    bank = profiles.open(emily)
    instead = bank.put_in_place_of(int(one), "I adopted a dog called Biscuit.", now)
    bank.not_this_one([int(bicycle)])
    bank.close()
    for asked in (("list",), ("search", "adopted")):
        lines = run("memory", *asked, *EMILY).out.splitlines()
        assert [line.split()[0] for line in lines if "never recalled" in line] == [one]
        factors = {
            found["id"]: found["factor"] for found in run("memory", *asked, *EMILY, "--json").json["memories"]
        }
        assert (factors[int(one)], factors[instead.id]) == (0, 1)
    assert "Never recalled, because" in run("memory", "show", *EMILY, one).out
    assert run("memory", "show", *EMILY, one, "--json").json["factor"] == 0
    assert "count for less: 50 % in recall" in run("memory", "show", *EMILY, bicycle).out
    shown = run("memory", "show", *EMILY, str(instead.id)).out
    assert "Never recalled" not in shown
    assert "counts for" not in shown


def test_search_reinforces_nothing(run: Run, people: None) -> None:
    one = cat(run)
    before = run("memory", "show", *EMILY, one, "--json").json
    run("memory", "search", "Biscuit", *EMILY)
    after = run("memory", "show", *EMILY, one, "--json").json
    assert (after["strength"], after["last_recall"]) == (before["strength"], before["last_recall"])


def test_a_note_is_remembered(run: Run, people: None) -> None:
    made = run("memory", "add", *EMILY, "I am allergic to walnuts.", "--json").json
    assert (made["kind"], made["text"]) == ("note", "I am allergic to walnuts.")
    assert "walnuts" in run("recall", "Am I allergic to anything?", *EMILY).out
    assert run("memory", "add", *EMILY, "-", stdin="我喜欢海。\n".encode()).code == 0
    assert "我喜欢海。" in run("memory", "list", *EMILY).out
    assert run("memory", "add", *EMILY, "  ").code == 1
    assert run("memory", "add", *EMILY, "-", stdin=b"\xff").code == 4


def test_delete_takes_the_words_from_every_file(run: Run, people: None) -> None:
    one = cat(run)
    refused = run("memory", "delete", *EMILY, one)
    assert refused.code == 2
    assert "--yes" in refused.err
    assert cat(run) == one
    assert run("memory", "delete", *EMILY, one, "--yes").code == 0
    assert int(one) not in ids(run).values()
    files = [file for file in places().data.rglob("*") if file.is_file()]
    assert not any(b"called Biscuit" in file.read_bytes() for file in files)


def test_ids_that_are_not_there_change_nothing(run: Run, people: None) -> None:
    one = cat(run)
    for action in (
        ("pin", one, "4711"),
        ("delete", one, "4711", "--yes"),
        ("show", "4711"),
        ("list", "--before", "4711"),
    ):
        done = run("memory", action[0], *EMILY, *action[1:])
        assert done.code == 3
        assert "4711" in done.err
    assert run("memory", "show", *EMILY, one, "--json").json["state"] == "alive"
    assert run("memory", "pin", *EMILY, "one").code == 2
    assert "whole number" in run("memory", "pin", *EMILY, "one").err


def test_each_speaks_the_persons_language(run: Run, people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    run("profile", "create", "阿明", "--language", "cn")
    assert "记住了" in run("memory", "add", "--profile", "阿明", "我怕蛇。").err


def test_markup_and_escapes_in_a_memory_are_only_text(run: Run, people: None) -> None:
    run("memory", "add", *EMILY, "[red]x[/red] {0} [/oops]")
    assert "[red]x[/red] {0} [/oops]" in run("memory", "list", *EMILY).out


@pytest.mark.usefixtures("people")
def test_forget_deletes_what_holds_every_word(run: Run) -> None:
    assert run("memory", "forget", "unicorns", "--profile", "Emily", "--yes").code == 1
    assert run("memory", "forget", "cat", "--profile", "Emily").code == 2
    assert run("memory", "forget", "noodles harbour", "--profile", "Emily", "--yes").code == 0
    assert run("memory", "search", "noodles", "--profile", "Emily", "--json").json["memories"] == []
    assert run("memory", "search", "bicycle", "--profile", "Emily", "--json").json["memories"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("command", [("forget", "hedgehog"), ("delete", "")])
def test_what_was_said_first_goes_with_the_words_in_its_place(run: Run, command: tuple[str, str]) -> None:
    profiles = Profiles(places().profiles)
    bank = profiles.open(next(one for one in profiles.list() if one.name == "Emily"))
    note = bank.put_in_place_of(int(cat(run)), "I adopted a hedgehog.", datetime(2023, 6, 1, tzinfo=UTC))
    bank.close()
    what = command[1] or str(note.id)
    asked = run("memory", command[0], what, *EMILY, "--yes")
    assert "2 memories deleted." in asked.err
    assert set(ids(run)).isdisjoint({"I adopted a hedgehog.", "I adopted a cat called Biscuit."})


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("command", [("forget", "quarky"), ("delete", "")])
def test_what_is_not_true_goes_with_its_words_and_that_is_said(run: Run, command: tuple[str, str]) -> None:
    run("memory", "add", *EMILY, "I am in love with Quarky.")
    run("memory", "retract", *EMILY, "I am in love with Quarky")
    what = command[1] or str(ids(run)["I am in love with Quarky."])
    asked = run("memory", command[0], what, *EMILY)
    assert (asked.code, "Quarky" in run("memory", "retract", *EMILY).out) == (2, True)
    gone = run("memory", command[0], what, *EMILY, "--yes")
    assert gone.code == 0
    assert gone.err.splitlines()[-2:] == ["1 memory deleted.", f"1 thing {NOT_TRUE}"]
    assert run("memory", "retract", *EMILY).out == ""
    files = [file for file in places().data.rglob("*") if file.is_file()]
    assert not any(b"Quarky" in file.read_bytes() for file in files)
    assert run("memory", "forget", "quarky", *EMILY, "--yes").code == 1


@pytest.mark.usefixtures("people")
def test_a_reply_that_repeats_what_is_forgotten_is_named_and_goes(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profiles, now = Profiles(places().profiles), datetime(2023, 6, 1, tzinfo=UTC)
    with closing(profiles.open(next(one for one in profiles.list() if one.name == "Emily"))) as bank:
        turn = bank.ask(bank.begin_conversation(now), "I like tea.", now)
        reply = "You said: a cat called Biscuit."
        bank.answer(turn.id, reply, state=TurnState.FINISHED, now=now, model="builtin", echo=True)
    typed = io.StringIO("y\n")
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", typed)
    assert run_command(["memory", "forget", "biscuit", *EMILY]) == 0
    assert f"reply to “I like tea.”: {reply}" in capsys.readouterr().err
    assert not any(b"Biscuit" in file.read_bytes() for file in places().data.rglob("*") if file.is_file())


@pytest.mark.usefixtures("people")
def test_what_is_nowhere_but_not_true_is_forgotten_too(run: Run) -> None:
    run("memory", "retract", *EMILY, "I am in love with Quarky")
    run("memory", "retract", *EMILY, "Quarky is a duck")
    gone = run("memory", "forget", "quarky", *EMILY, "--yes")
    assert (gone.code, "deleted" in gone.err) == (0, False)
    assert "2 things kept as not true are gone: no model is told them any more." in gone.err
    assert run("memory", "retract", *EMILY).out == ""


@pytest.mark.usefixtures("people")
def test_forgetting_takes_the_day_in_brief_along(run: Run) -> None:
    assert run("memory", "forget", "cat called Biscuit", "--profile", "Emily", "--yes").code == 0
    kinds = [one["kind"] for one in run("memory", "list", "--profile", "Emily", "--json").json["memories"]]
    assert kinds == ["turn", "turn"]


@pytest.mark.usefixtures("people")
def test_what_is_not_true_is_not_recalled_until_that_is_taken_back(run: Run) -> None:
    for note in ("My car is blue.", "Oh, my car is blue"):
        assert run("memory", "add", note, "--profile", "Emily").code == 0
    told = run("memory", "retract", "XYZ", "--profile", "Emily").err
    assert "nothing was taken out there" in told
    assert "No memory says it in these very words" in told
    assert "itself says" not in told
    told = run("memory", "retract", "my car is BLUE", "--profile", "Emily").err
    assert "The 2 memories in which you said it are never recalled again. To take that back: --undo 2" in told
    never = [one["factor"] for one in run("memory", "list", "--profile", "Emily", "--json").json["memories"]]
    assert never.count(0) == 2
    assert run("memory", "retract", "--undo", "2", "--profile", "Emily").code == 0
    back = [one["factor"] for one in run("memory", "list", "--profile", "Emily", "--json").json["memories"]]
    assert back.count(0) == 0


@pytest.mark.usefixtures("people")
def test_retract_keeps_a_rule_until_it_is_taken_back(run: Run) -> None:
    assert run("memory", "retract", "--profile", "Emily").err.endswith("Nothing was retracted.\n")
    assert "Write the sentence that is not true." in run("memory", "retract", " ", "--profile", "Emily").err
    assert "One sentence is taken out" in run("memory", "retract", "I adopted a cat", "--profile", "Emily").err
    listed = run("memory", "retract", "--profile", "Emily").out
    assert listed.endswith("  I adopted a cat\n")
    shown = run("memory", "list", "--profile", "Emily", "--kind", "summary", "--json").json["memories"]
    assert shown == []
    assert run("memory", "retract", "--undo", listed.split()[0], "--profile", "Emily").code == 0
    assert run("memory", "retract", "--undo", listed.split()[0], "--profile", "Emily").code == 1
    assert "--undo" in run("memory", "retract", "I have no cat", "--profile", "Emily").err
    assert run("memory", "retract", " ", "--profile", "Emily").code == 1


@pytest.mark.usefixtures("people")
def test_retract_takes_the_number_of_a_memory_for_what_it_says(run: Run) -> None:
    assert run("memory", "retract", "777", *EMILY).code == run("memory", "pin", "777", *EMILY).code == 3
    assert run("memory", "retract", *EMILY).out == ""
    number = cat(run)
    told = run("memory", "retract", f" {number} ", *EMILY).err
    assert "): I adopted a cat called Biscuit." in told
    assert "The memory in which you said it is never recalled again" in told
    factors = {one["id"]: one["factor"] for one in run("memory", "list", *EMILY, "--json").json["memories"]}
    assert factors[int(number)] == 0
    assert run("memory", "retract", *EMILY).out.endswith("  I adopted a cat called Biscuit.\n")
