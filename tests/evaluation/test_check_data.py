"""Data that is right has no problem; each thing that can be wrong is named."""

import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.evaluation.checking import Checked, check_data
from siliconfriend.evaluation.checking.questions import BY_EVIDENCE, KINDS
from siliconfriend.language import Language
from tests.cli.conftest import Run

FIRST = date(2024, 1, 1)  # a Monday
DAY = FIRST.isoformat()

Bank = dict[str, Any]
Questions = list[dict[str, Any]]
Break = Callable[[Bank, Questions], object]


def word(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnop", k=9))


def good() -> tuple[Bank, Questions]:
    """15 people, 10 days, 3 turns a day, 110 questions, 10 of them unanswerable, in words of nobody's."""
    chance = random.Random(1)

    def text() -> str:
        return " ".join(word(chance) for _ in range(6))

    turns_of = {"unanswerable": 0, "multi": 2}
    days = [(FIRST + timedelta(days=number)).isoformat() for number in range(10)]
    names = [f"Person {chr(65 + number)}" for number in range(15)]
    bank: Bank = {
        name: {"history": {day: [{"query": text(), "response": text()} for _ in range(3)] for day in days}}
        for name in names
    }
    questions: Questions = [
        {
            "user": names[number % 15],
            "question": text(),
            "evidence": [[days[number % 10], turn] for turn in range(turns_of.get(kind, 1))],
            "answer": text(),
            "kind": [kind] if kind in BY_EVIDENCE else ["single", kind],
        }
        for number, kind in enumerate((*KINDS[1:], *KINDS[:1]) * 10)
    ]
    return bank, questions


def check(folder: Path, bank: Bank, questions: Questions) -> Checked:
    write(folder, bank, questions)
    return check_data(folder, Language.EN)


def write(folder: Path, bank: Bank, questions: Questions) -> None:
    (folder / "en").mkdir()
    (folder / "en" / "memory_bank_en.json").write_text(json.dumps(bank))
    lines = "\n".join(json.dumps(line) for line in questions)
    (folder / "en" / "probing_questions_en.jsonl").write_text(lines)


def test_good_data(tmp_path: Path) -> None:
    found = check(tmp_path, *good())
    assert found.problems == []
    assert found.counts == {"people": 15, "days": 150, "turns": 450, "questions": 110}
    assert found.kinds == dict.fromkeys(sorted(KINDS), 10) | {"single": 90}
    assert found.recall_by_words == 0


def turns(bank: Bank) -> list[dict[str, str]]:
    found: list[dict[str, str]] = bank["Person A"]["history"][DAY]
    return found


def say_again(bank: Bank, _: Questions) -> None:
    first, second, _third = turns(bank)
    second.update({side: f" {text.upper()}!" for side, text in first.items()})


def ask_again(_: Bank, questions: Questions) -> None:
    first, second = questions[:2]
    second.update(question=first["question"].title() + "?", user=first["user"])


def more_unanswerable(_: Bank, questions: Questions) -> None:
    questions.extend(
        {**questions[10], "question": f"{questions[10]['question']} {'x' * more}"} for more in range(6)
    )


def quote(bank: Bank, questions: Questions) -> None:
    for one in questions:
        for day, turn in one["evidence"]:
            one.update(question=bank[one["user"]]["history"][day][turn]["query"])


WHERE = f"Person A › {DAY} › turn 1"


@pytest.mark.parametrize(
    ("spoil", "code", "where"),
    [
        (lambda b, _: b.update({"Person Z": b["Person A"]}), "people", ""),
        (lambda b, _: b["Person B"]["history"].popitem(), "days", "Person B"),
        (lambda b, _: turns(b).extend(turns(b)[:1] * 4), "turns", f"Person A › {DAY}"),
        (lambda _, q: q.__delitem__(slice(99, None)), "questions", ""),
        (more_unanswerable, "unanswerable", ""),
        (lambda _, q: [one.update(kind=["single"]) for one in q[9::11]], "kind_rare", "mood"),
        (lambda b, _: turns(b)[0].update(response=" "), "empty", WHERE),
        (lambda b, _: turns(b)[0].update(query="我"), "foreign", WHERE),
        (lambda b, _: turns(b)[0].update(query="Today is Tuesday."), "weekday", WHERE),
        (say_again, "repeated", f"Person A › {DAY} › turn 2"),
        (ask_again, "repeated", "Person A › line 2"),
        (lambda _, q: q[0].update(question="什么"), "foreign", "Person A › line 1"),
        (lambda _, q: q[0].update(answer="什么"), "foreign", "Person A › line 1"),
        (lambda _, q: q[0].pop("answer"), "empty", "Person A › line 1"),
        (lambda _, q: q[0].pop("kind"), "no_kind", "Person A › line 1"),
        (lambda _, q: q[0].update(kind=["single", "odd"]), "kind_unknown", "Person A › line 1"),
        (lambda _, q: q[0].update(evidence=[]), "by_evidence", "Person A › line 1"),
        (lambda _, q: q[0].update(kind=["multi"]), "by_evidence", "Person A › line 1"),
        (lambda _, q: q[0].update(kind=["single", "multi"]), "by_evidence", "Person A › line 1"),
        (lambda _, q: q[10].update(evidence=[[DAY, 0]]), "by_evidence", "Person K › line 11"),
        (lambda _, q: q[0].update(evidence=[[DAY, 3]]), "no_such_turn", "Person A › line 1"),
        (lambda _, q: q[0].update(evidence=[["2024-01-05", 0]], now="2024-01-04"), "not_yet", "Person A › line 1"),
        (lambda _, q: q[0].update(question="On Tuesday, January 1st?"), "weekday", "Person A › line 1"),
        (quote, "too_easy", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, spoil: Break, code: str, where: str) -> None:
    bank, questions = good()
    spoil(bank, questions)
    problems = check(tmp_path, bank, questions).problems
    assert (code, where) in {(one.code, one.where) for one in problems}


@pytest.mark.parametrize("language", ["en", "cn"])
def test_the_command(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("SILICONFRIEND_INTERFACE_LANGUAGE", language)
    bank, questions = good()
    write(tmp_path, bank, questions)
    fine = run("eval", "--check-data", str(tmp_path), "--language", "en")
    assert fine.code == 0
    assert "450" in fine.out
    questions[0].update(evidence=[[DAY, 3]])
    (tmp_path / "wrong").mkdir()
    write(tmp_path / "wrong", bank, questions)
    wrong = run("eval", "--check-data", str(tmp_path / "wrong"), "--language", "en")
    assert wrong.code == 1
    assert "Person A › line 1: " in wrong.out
    told = run("eval", "--check-data", str(tmp_path / "wrong"), "--language", "en", "--json")
    assert told.code == 1
    assert [one["code"] for one in told.json["en"]["problems"]] == ["no_such_turn"]


def test_a_folder_without_data(run: Run, tmp_path: Path) -> None:
    done = run("eval", "--check-data", str(tmp_path))
    assert done.code == 4
    assert "cannot be read" in done.err
