import json
import re
import sqlite3
from datetime import datetime, timedelta

import click
import pytest

from siliconfriend import opening
from siliconfriend.cli.moment import Moment
from siliconfriend.language import Language, words
from siliconfriend.places import places
from tests.cli.conftest import Run
from tests.memory.toy import ToyEmbedder

KEPT = ("profile", "portrait", "conversation", "turn", "memory", "recall")


def kept() -> list[object]:
    """Everything in the stores but their caches."""
    found: list[object] = []
    for file in sorted(places().profiles.glob("*/memory.sqlite3")):
        connection = sqlite3.connect(file)
        found += [connection.execute(f"SELECT * FROM {table}").fetchall() for table in KEPT]
        connection.close()
    return found


def test_the_json_is_the_contract(run: Run, people: None) -> None:
    done = run("recall", "What is my cat Biscuit like?", "--profile", "Emily", "--top-k", "2", "--json")
    assert done.code == 0
    best, other = done.json["memories"]
    assert set(best) == {"kind", "date", "index", "score", "text", "why"}
    assert (best["kind"], best["date"], best["index"]) == ("turn", "2023-04-29", 0)
    assert "Biscuit" in best["text"]
    assert best["score"] >= other["score"]
    assert best["why"]
    everything = run("recall", "cat bicycle", "--profile", "Emily", "--json").json["memories"]
    assert ("summary", "2023-04-29", None) in [(one["kind"], one["date"], one["index"]) for one in everything]


def test_the_index_is_the_place_within_the_day(run: Run, people: None) -> None:
    done = run("recall", "red bicycle", "--profile", "Emily", "--json")
    assert next((one["date"], one["index"]) for one in done.json["memories"]) == ("2023-04-29", 1)


def test_it_changes_nothing(run: Run, people: None) -> None:
    before = kept()
    done = run("recall", "cat", "--profile", "Emily", "--now", "2093-01-01", "--json")
    assert done.json["memories"]
    assert kept() == before


def test_now_moves_the_clock(run: Run, people: None) -> None:
    then = (datetime.now() + timedelta(days=60)).date().isoformat()
    fresh = run("recall", "cat", "--profile", "Emily", "--json").json["memories"][0]["why"]["retention"]
    later = run("recall", "cat", "--profile", "Emily", "--json", "--now", then).json["memories"][0]["why"]
    assert later["retention"] < fresh


def test_more_may_be_asked_for_than_there_is(run: Run, people: None) -> None:
    done = run("recall", "cat bicycle noodles", "--profile", "Emily", "--top-k", "1000000", "--json")
    assert len(done.json["memories"]) == 4


def test_no_profile_is_made(run: Run, people: None) -> None:
    done = run("recall", "cat", "--profile", "Bo", "--json")
    assert (done.code, done.out) == (3, "")
    assert len(list(places().profiles.glob("[!.]*"))) == 2


def test_nobody_at_all(run: Run) -> None:
    done = run("recall", "cat")
    assert done.code == 3
    assert "Nobody is known yet." in done.err


def test_without_a_profile_it_says_whose_memory_it_is(run: Run) -> None:
    run("profile", "create", "Emily")
    done = run("recall", "cat")
    assert done.code == 0
    assert "Emily" in done.err
    assert "Nothing comes to mind." in done.err
    assert run("recall", "cat", "--json").json == {"memories": []}


def test_the_table_for_people(run: Run, people: None) -> None:
    done = run("recall", "狗叫什么", "--profile", "小林")
    assert "2023-05-01" in done.out
    assert "豆豆" in done.out


@pytest.mark.parametrize("language", Language)
def test_every_part_of_a_score_has_a_name_for_people(run: Run, people: None, language: Language) -> None:
    say = words(language)
    question = "What did I say of Biscuit in April 2023?"
    (one, *_) = run("recall", question, "--profile", "Emily", "--now", "2023-05-02", "--json").json["memories"]
    assert {"dense", "lexical_beside", "time"} <= set(one["why"])
    for part in (*one["why"], "verdict"):
        assert say(f"cli.why.{part}")


def test_the_table_shows_the_whole_of_a_long_memory(run: Run) -> None:
    words = "".join(chr(0x4E00 + place) for place in range(120))
    run("import", "-", stdin=json.dumps({"小林": {"history": {"2023-05-01": [[words, "好"]]}}}).encode())
    shown = run("recall", words[:8]).out
    assert all(char in shown for char in words)


def test_a_question_that_is_no_text_at_all(run: Run, people: None) -> None:
    assert run("recall", "\udcff\udcfe", "--profile", "Emily", "--json").json == {"memories": []}


def test_an_embedder_that_is_missing_costs_only_the_meaning(
    run: Run, people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER", "endpoint:none")
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER_URL", "http://127.0.0.1:9/v1")
    done = run("recall", "cat", "--profile", "Emily", "--json")
    assert done.code == 0
    assert "127.0.0.1" in done.err
    assert done.json["memories"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-05-07", datetime(2023, 5, 7, 12).astimezone()),
        ("2023-05-07T20:15", datetime(2023, 5, 7, 20, 15).astimezone()),
        ("2023-05-07T20:15:00+08:00", datetime.fromisoformat("2023-05-07T12:15:00+00:00")),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    found = Moment(words(Language.EN)).convert(text, None, None)
    assert found == moment
    assert found.tzinfo is not None


@pytest.mark.parametrize("text", ["", "yesterday", "2023-13-01", "0001-01-01T00:00+23:00"])
def test_no_moments(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Moment(words(Language.EN)).convert(text, None, None)


@pytest.mark.parametrize("command", [("recall", "dog"), ("memory", "search", "dog")])
@pytest.mark.parametrize("language", Language)
def test_many_memories_without_a_vector_hold_nothing_up_and_are_spoken_of(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], language: Language
) -> None:
    said = [[f"My dog is {number} years old.", "Good."] for number in range(500)]
    bank = {"Ada": {"name": "Ada", "history": {"2023-05-01": said}}}
    run("import", "-", "--language", language.value, stdin=json.dumps(bank).encode())
    embedder = ToyEmbedder()
    monkeypatch.setattr(opening, "choose_embedder", lambda _: embedder)

    done = run(*command, "--json")
    assert done.json["memories"]
    assert len(embedder.encoded) < 100
    (left,) = [int(one) for one in re.findall(r"\d+", done.err)]
    assert words(language)("cli.recall.not_ready", count=left) in done.err
    connection = sqlite3.connect(next(places().profiles.glob("*/memory.sqlite3")))
    assert connection.execute("SELECT count(*) FROM vector").fetchone() == (500 - left,)
    connection.close()

    for _ in range(500 // 64):
        done = run(*command, "--json")
    assert not re.search(r"\d", done.err)


@pytest.mark.parametrize("command", [("recall", "puppy"), ("memory", "search", "puppy")])
def test_a_few_memories_without_a_vector_are_made_ready_without_a_word(
    run: Run, people: None, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    said = [[f"My dog is {number} years old.", "Good."] for number in range(60)]
    run("import", "-", stdin=json.dumps({"Ada": {"name": "Ada", "history": {"2023-05-01": said}}}).encode())
    monkeypatch.setattr(opening, "choose_embedder", lambda _: ToyEmbedder())
    done = run(*command, "--profile", "Ada", "--json")
    assert done.json["memories"]
    assert done.err == ""
