import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.evaluation.datasets import own_files, read_dataset
from siliconfriend.evaluation.synthesis.cast import cast
from siliconfriend.evaluation.synthesis.living import spoken
from siliconfriend.language import Language
from tests.cli.conftest import COMMAND, Run
from tests.scripted_server import Reply, Request, ScriptedServer, refusal

WISHED = ["--people", "2", "--days", "3", "--turns", "2", "--questions", "2", "--model", "player"]
REPLIES = 2 * (3 * 2 * 2 + 2)


class Player(ScriptedServer):
    """Plays people, answers as the companion, and writes questions: told apart by what it is told."""

    refuse = ""

    def answer(self, request: Request) -> Reply:
        if self._replies:
            return self._replies.popleft()
        messages = request.body["messages"]
        system = messages[0]["content"]
        if self.refuse and self.refuse in system:
            return refusal(400, "I will not")
        if "Write one question" in system or "请写一个" in system:
            return Reply(
                "Question: What did I say?\nAnswer: This." if "between Nora" in system else "I would rather not."
            )
        turn = sum(one["role"] == "assistant" for one in messages)
        if system.startswith(("Play ", "请扮演")):
            name = system.partition(",")[0].removeprefix("Play ")
            return Reply(f"{name}: “Turn {turn} of the day {system.partition('Today is ')[2][:10]}.”")
        return Reply(f"I hear you, {turn}.")


@pytest.fixture
def server() -> Iterator[Player]:
    """A model that plays."""
    with Player() as found:
        yield found


@pytest.fixture
def make(run: Run, server: Player, tmp_path: Path) -> Run:
    """`eval synthesize` into a folder."""

    def make_it(folder: str, *more: str) -> Any:
        output = ["--output", str(tmp_path / folder), "--base-url", server.url]
        return run("eval", "synthesize", *output, *WISHED, *more)

    return make_it


def files(folder: Path, language: Language = Language.EN) -> tuple[bytes, bytes]:
    bank, questions = own_files(folder, language)
    return bank.read_bytes(), questions.read_bytes()


def test_people_talk_and_are_asked_about(make: Run, server: Player, tmp_path: Path) -> None:
    done = make("data")
    assert (done.code, done.out) == (0, "")
    data = read_dataset(*own_files(tmp_path / "data", Language.EN))
    assert [len(person.history) for person in data.people] == [3, 3]
    for person in data.people:
        for day, turns in person.history.items():
            assert [turn.query for turn in turns] == [f"Turn {n} of the day {day}." for n in range(2)]
            assert [turn.response for turn in turns] == ["I hear you, 0.", "I hear you, 1."]
    assert [one.text for one in data.questions] == ["What did I say?"] * 2
    assert all(one.evidence and one.answer == "This." and one.kinds == ("single",) for one in data.questions)
    assert "2 questions could not be read" in done.err
    bank = json.loads(own_files(tmp_path / "data", Language.EN)[0].read_bytes())
    assert all(person["meta_information"]["synthetic"] is True for person in bank.values())
    assert len(server.requests) == REPLIES


def test_the_companion_remembers_the_days_before(make: Run, server: Player) -> None:
    assert make("data", "--concurrency", "1").code == 0
    last = [one for one in server.requests if "counsellor" in one.body["messages"][0]["content"]][-1]
    assert "said these things on the days given" in last.message
    persons = [one for one in server.requests if one.body["messages"][0]["content"].startswith("Play ")]
    assert "2024-01-08: Turn 0" in persons[-1].body["messages"][0]["content"]


def test_what_was_made_can_be_asked(make: Run, run: Run, tmp_path: Path) -> None:
    assert make("data").code == 0
    bank, questions = own_files(tmp_path / "data", Language.EN)
    done = run("eval", "--bank", str(bank), "--questions", str(questions), "--model", "builtin", "--json")
    assert done.code == 0
    assert done.json["metrics"]["overall"]["scored"] == 2


def test_chinese_people(make: Run, tmp_path: Path) -> None:
    assert make("data", "--language", "cn").code == 0
    bank = json.loads(files(tmp_path / "data", Language.CN)[0])
    assert "苏晓梅" in bank


def test_a_killed_play_goes_on_and_comes_to_the_same(make: Run, server: Player, tmp_path: Path) -> None:
    assert make("unbroken", "--concurrency", "1").code == 0
    asked = len(server.requests)
    replies = [Reply("Turn 0 of the day 2024-01-08."), Reply("I hear you, 0."), Reply("x", threading.Event())]
    server.script(*replies)
    command = [*COMMAND, "eval", "synthesize", "--output", str(tmp_path / "broken"), "--base-url", server.url]
    with subprocess.Popen(
        [*command, *WISHED, "--concurrency", "1"], env=os.environ | {"TMPDIR": str(tmp_path)}
    ) as process:
        while len(server.requests) < asked + 3:
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    assert make("broken", "--concurrency", "1").code == 4
    assert make("broken", "--concurrency", "1", "--resume").code == 0
    assert files(tmp_path / "broken") == files(tmp_path / "unbroken")
    assert not list((tmp_path / "broken").rglob("*.part"))


def test_a_person_who_fails_is_gone_on_with(make: Run, server: Player, tmp_path: Path) -> None:
    server.refuse = "Idris"
    done = make("data")
    assert done.code == 5
    assert "Not finished: Idris. " in done.err
    assert not own_files(tmp_path / "data", Language.EN)[0].exists()
    server.refuse, before = "", len(server.requests)
    assert make("data", "--resume").code == 0
    assert len(server.requests) - before == REPLIES // 2


def test_people_of_ones_own(make: Run, tmp_path: Path) -> None:
    lines = "# mine\nZoë: likes owls\n\n  小明：爱笑\n"
    (tmp_path / "people.txt").write_text(lines, encoding="utf-8")
    assert [(one.name, one.personality) for one in cast(Language.EN, 0, tmp_path / "people.txt")] == [
        ("Zoë", "likes owls"),
        ("小明", "爱笑"),
    ]
    assert make("data", "--personalities", str(tmp_path / "people.txt")).code == 0
    assert set(json.loads(files(tmp_path / "data")[0])) == {"Zoë", "小明"}


@pytest.mark.parametrize("lines", ["Zoë", "Zoë: a\nzoë: b", ": a", "Zoë: likes owls"])
def test_a_list_of_people_that_is_none(make: Run, tmp_path: Path, lines: str) -> None:
    (tmp_path / "people.txt").write_text(lines, encoding="utf-8")
    assert make("data", "--personalities", str(tmp_path / "people.txt")).code == 4


@pytest.mark.parametrize("language", list(Language))
def test_fifteen_people_of_our_own(language: Language) -> None:
    assert len(cast(language, 15)) == 15


def test_the_builtin_companion_plays_nobody(run: Run, tmp_path: Path) -> None:
    done = run("eval", "synthesize", "--output", str(tmp_path / "data"), "--model", "builtin")
    assert done.code == 4
    assert "cannot play" in done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nora: Hello.", "Hello."),
        ("**Nora**: Hello.", "Hello."),
        ("“Hello.”", "Hello."),
        ('"Yes" and "no"', '"Yes" and "no"'),
        ("  Nora said: hello ", "Nora said: hello"),
    ],
)
def test_only_what_is_said(text: str, said: str) -> None:
    assert spoken(text, "Nora") == said
