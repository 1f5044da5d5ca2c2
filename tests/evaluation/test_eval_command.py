import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from siliconfriend.evaluation.metrics import CUTOFFS
from tests.cli.conftest import COMMAND, Run
from tests.evaluation.conftest import QUESTIONS

METRICS = {"questions", "scored", "mrr", *(f"{measure}@{k}" for measure in ("recall", "hit") for k in CUTOFFS)}


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.fixture
def ask(run: Run, bank_file: Path, questions_file: Path) -> Run:
    """`eval` over the small bank."""

    def ask_it(*more: str) -> Any:
        files = ["--bank", str(bank_file), "--questions", str(questions_file), "--retrieval-only"]
        return run("eval", *files, *more)

    return ask_it


def test_the_contract(ask: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    done = ask("--language", "en", "--top-k", "3", "--now", "2023-06-01", "--output", str(file))
    assert (done.code, done.out) == (0, "")
    found = json.loads(file.read_text("utf-8"))
    assert [(one["user"], one["question"]) for one in found["questions"]] == [
        (one["user"].strip(), one["question"]) for one in QUESTIONS
    ]
    first = found["questions"][0]
    assert first["evidence"] == [["2023-04-29", 0]]
    assert first["answer"] == "Biscuit."
    best, other, third = first["retrieved"]
    assert set(best) == {"kind", "date", "index", "score"}
    assert (best["kind"], best["date"], best["index"]) == ("turn", "2023-04-29", 0)
    assert best["score"] >= other["score"] >= third["score"]
    assert {"kind": "summary", "date": "2023-04-29", "index": None}.items() <= (
        other if other["kind"] == "summary" else third
    ).items()


def test_the_metrics(ask: Run) -> None:
    metrics = ask("--json").json["metrics"]
    assert set(metrics) == {"overall", "by_language", "by_kind", "baselines"}
    assert set(metrics["baselines"]) == {"bm25", "recency"}
    for system in (metrics, *metrics["baselines"].values()):
        assert set(system["overall"]) == METRICS
        assert set(system["by_language"]) == {"en"}
        assert {kind: found["scored"] for kind, found in system["by_kind"].items()} == {
            "single": 3,
            "multi": 1,
            "unanswerable": 0,
        }
    assert (metrics["overall"]["questions"], metrics["overall"]["scored"]) == (5, 4)
    assert metrics["overall"]["hit@5"] == 1


def test_metrics_reach_ten_deep_however_few_are_listed(ask: Run) -> None:
    few, many = ask("--json", "--top-k", "1").json, ask("--json").json
    assert few["metrics"] == many["metrics"]
    assert [len(one["retrieved"]) for one in few["questions"]] == [
        min(1, len(one["retrieved"])) for one in many["questions"]
    ]


def test_memory_banks_form_is_listed_and_not_scored(run: Run, bank_file: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{" Emily": ["My cat Biscuit?"], "Bo": ["My train?"]}')
    done = run("eval", "--bank", str(bank_file), "--questions", str(questions), "--json")
    assert done.code == 0
    assert [one["evidence"] for one in done.json["questions"]] == [[], []]
    assert done.json["questions"][0]["retrieved"]
    assert done.json["metrics"]["overall"]["recall@5"] is None
    assert "nothing to score" in done.err


def test_it_writes_nothing_but_its_output(ask: Run, run: Run, home: Path, bank_file: Path, tmp_path: Path) -> None:
    run("import", str(bank_file), "--language", "en")
    before, others = tree(home), tree(tmp_path)
    assert ask("--output", str(tmp_path / "out.json")).code == 0
    assert tree(home) == before
    assert tree(tmp_path).keys() - others.keys() == {str(tmp_path / "out.json")}


def test_it_needs_no_home(ask: Run, home: Path) -> None:
    assert ask("--json").code == 0
    assert not home.exists()


def test_the_same_every_time(ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_EMBEDDER", "minilm")
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for file in files:
        assert ask("--output", str(file)).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_table_without_output(ask: Run) -> None:
    done = ask()
    assert done.code == 0
    assert {"recall@5", "BM25", "newest", "single", "multi"} <= set(done.out.split())
    assert "unanswerable" not in done.out


def test_json_to_stdout_by_a_dash(ask: Run) -> None:
    assert ask("--output", "-").json == ask("--json").json


@pytest.mark.parametrize(
    ("line", "words"),
    [('{"user": "Emily"', "is not JSON"), ('{"Zoe": ["Q"]}', "Zoe"), ('{"Emily": [1]}', "list of texts")],
)
def test_a_broken_line_is_told_with_file_and_line(
    ask: Run, questions_file: Path, tmp_path: Path, line: str, words: str
) -> None:
    questions_file.write_text(questions_file.read_text("utf-8") + "\n" + line, encoding="utf-8")
    done = ask("--output", str(tmp_path / "out.json"))
    assert (done.code, done.out) == (4, "")
    assert f"{questions_file}, line {len(QUESTIONS) + 1}: " in done.err
    assert words in done.err
    assert not (tmp_path / "out.json").exists()


def test_a_broken_bank_is_told_with_its_place(run: Run, questions_file: Path, tmp_path: Path) -> None:
    (tmp_path / "b").write_text('{"Emily": {"history": {"2023-05-01": [["one"]]}}}')
    done = run("eval", "--bank", str(tmp_path / "b"), "--questions", str(questions_file))
    assert done.code == 4
    assert "Emily › 2023-05-01 › turn 1" in done.err


def test_one_file_is_not_enough(run: Run, bank_file: Path) -> None:
    done = run("eval", "--bank", str(bank_file))
    assert done.code == 2
    assert "--questions" in done.err


@pytest.mark.parametrize("output", ["none/out.json", "."])
def test_an_output_that_cannot_be_written_is_told_before_the_work(
    ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    monkeypatch.setattr("siliconfriend.evaluation.trial.Trial.run", lambda *_: pytest.fail("it worked"))
    done = ask("--output", str(tmp_path / output))
    assert done.code == 1
    assert "cannot be written" in done.err


def test_evidence_that_is_not_there_is_told(ask: Run, questions_file: Path) -> None:
    line = {"user": "Bo", "question": "My train?", "evidence": [["2023-05-03", 4]]}
    questions_file.write_text(questions_file.read_text("utf-8") + "\n" + json.dumps(line), encoding="utf-8")
    done = ask("--json")
    assert done.code == 0
    assert "the first in line 6" in done.err


def test_a_question_that_is_no_text_at_all(run: Run, bank_file: Path, tmp_path: Path) -> None:
    (tmp_path / "q").write_text('{"Emily": ["\\ud800 cat"]}')
    done = run("eval", "--bank", str(bank_file), "--questions", str(tmp_path / "q"), "--json")
    assert done.code == 0
    assert done.json["questions"][0]["question"] == "\ud800 cat"


def test_a_process_that_is_ended_leaves_nothing(tmp_path: Path, bank_file: Path, temporary: Path) -> None:
    questions = tmp_path / "many.jsonl"
    questions.write_text(json.dumps({"Emily": ["My cat Biscuit and the harbour?"] * 100_000}))
    command = [*COMMAND, "eval", "--bank", str(bank_file), "--questions", str(questions), "--json"]
    with subprocess.Popen(
        command, env={**os.environ, "TMPDIR": str(temporary)}, stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and not list(temporary.iterdir()):
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 143
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("language", ["en", "cn"])
def test_the_page_fits_a_terminal_of_80_columns(run: Run, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("SILICONFRIEND_INTERFACE_LANGUAGE", language)
    shown = run("eval", "--help")
    assert shown.code == 0
    assert [line for line in shown.out.splitlines() if cell_len(line) > 80] == []
