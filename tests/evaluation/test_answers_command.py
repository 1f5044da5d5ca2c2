import csv
import io
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.evaluation.answering import pacing
from tests.cli.conftest import COMMAND, Run
from tests.evaluation.conftest import QUESTIONS
from tests.scripted_server import Reply, Request, ScriptedServer, refusal

FACTS = {
    "Biscuit": "Your cat is called Biscuit.",
    "Lisbon": "It left at noon.",
    "noodles": "You bought a red bicycle, and the noodles at the harbour were wonderful.",
    "sisters": "I don't remember you telling me about sisters.",
    "狗": "叫豆豆。",
}


class Friend(ScriptedServer):
    """A server that answers every question the same way every time, in whatever order they come."""

    refuse: str = ""

    def answer(self, request: Request) -> Reply:
        if self._replies:
            return self._replies.popleft()
        if self.refuse and self.refuse in request.message:
            return refusal(400, "I will not")
        asked = request.message.rpartition("]")[2]
        return Reply(next((said for key, said in FACTS.items() if key in asked), asked.strip()))


@pytest.fixture
def server() -> Iterator[Friend]:
    """A model that knows the answers."""
    with Friend() as found:
        yield found


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting is not what is tested here."""
    monkeypatch.setattr(pacing, "FIRST_PAUSE", 0.0)


@pytest.fixture
def ask(run: Run, bank_file: Path, questions_file: Path, server: Friend) -> Run:
    """`eval` over the small bank, answered by the server."""

    def ask_it(*more: str) -> Any:
        files = ["--bank", str(bank_file), "--questions", str(questions_file)]
        return run("eval", *files, "--base-url", server.url, *more)

    return ask_it


def test_every_question_is_answered_with_what_is_recalled(ask: Run, server: Friend) -> None:
    found = ask("--model", "friend", "--json", "--concurrency", "1").json
    first = found["questions"][0]["answers"]["friend"]
    assert first["reply"] == "Your cat is called Biscuit."
    assert {"kind": "turn", "date": "2023-04-29", "index": 0} in first["told"]
    assert (first["accuracy"], first["check"]["correctness"], first["error"]) == (1.0, 1.0, None)
    assert "I adopted a cat called Biscuit." in server.requests[0].message
    assert len(server.requests) == len(QUESTIONS)
    assert found["questions"][3]["answers"]["friend"]["check"]["correctness"] == 1.0


def test_a_question_is_no_memory_for_the_next(ask: Run, server: Friend) -> None:
    assert ask("--model", "friend", "--json", "--concurrency", "1").code == 0
    asked = [one["question"] for one in QUESTIONS]
    for request in server.requests:
        assert sum(text in request.message for text in asked) == 1


def test_the_metrics_of_several_models(ask: Run) -> None:
    found = ask("--model", "friend", "--model", "builtin", "--json").json
    answers = found["metrics"]["answers"]
    assert list(answers) == ["friend", "builtin"] == found["setup"]["models"]
    assert answers["friend"]["overall"] == {
        "questions": 5,
        "failed": 0,
        "retrieval_accuracy": 1.0,
        "correctness": 1.0,
        "coherence": None,
        "ranking": None,
        "by": {"check": {"correctness": 1.0, "marked": 2}},
    }
    assert set(answers["friend"]["by_kind"]) == {"single", "multi", "unanswerable"}


def test_the_same_seed_and_a_cool_head_reach_the_server(ask: Run, server: Friend) -> None:
    assert ask("--model", "friend", "--json", "--seed", "7").code == 0
    assert {(one.body["seed"], one.body["temperature"]) for one in server.requests} == {(7, 0.0)}


def test_a_model_at_an_address_of_its_own(run: Run, bank_file: Path, questions_file: Path, server: Friend) -> None:
    files = ["--bank", str(bank_file), "--questions", str(questions_file)]
    found = run("eval", *files, "--model", f"llama3:8b@{server.url}", "--json").json
    assert list(found["metrics"]["answers"]) == [f"llama3:8b@{server.url}"]
    assert server.requests[0].body["model"] == "llama3:8b"


def test_a_failing_question_is_recorded(ask: Run, server: Friend) -> None:
    server.refuse = "sisters"
    done = ask("--model", "friend", "--json", "--fail-under", "correctness=0.9")
    failed = done.json["questions"][3]["answers"]["friend"]
    assert (failed["reply"], failed["error"]["code"]) == ("", "model_failed")
    overall = done.json["metrics"]["answers"]["friend"]["overall"]
    assert (overall["failed"], overall["correctness"]) == (1, 0.5)
    assert done.code == 1
    assert "I will not" in done.err


def test_a_busy_server_is_waited_for(ask: Run, server: Friend) -> None:
    server.script(*(refusal(429, "slow down", {"x-should-retry": "false"}) for _ in range(1)))
    done = ask("--model", "friend", "--json")
    assert done.code == 0
    assert done.json["metrics"]["answers"]["friend"]["overall"]["failed"] == 0


def test_a_server_that_is_not_there_is_told_once(run: Run, bank_file: Path, questions_file: Path) -> None:
    files = ["--bank", str(bank_file), "--questions", str(questions_file)]
    done = run("eval", *files, "--model", "friend@http://127.0.0.1:9", "--json")
    assert done.code == 5
    assert {one["answers"]["friend@http://127.0.0.1:9"]["error"]["code"] for one in done.json["questions"]} == {
        "unreachable"
    }
    assert "127.0.0.1:9 did not answer" in done.err


def test_beside_a_pipe_nothing_is_kept(ask: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Path] = []
    monkeypatch.setattr("siliconfriend.evaluation.answering.journal.journal_of", kept.append)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert ask("--model", "one", "--output", str(pipe)).code == 0
        assert json.loads(os.read(reader, 1 << 16))["questions"]
    finally:
        os.close(reader)
    assert kept == []


def test_nothing_but_the_output_is_left(ask: Run, tmp_path: Path, home: Path) -> None:
    before = set(tmp_path.rglob("*"))
    assert ask("--model", "friend", "--output", str(tmp_path / "out.json")).code == 0
    assert set(tmp_path.rglob("*")) - before == {tmp_path / "out.json"}
    assert not home.exists()


def test_a_killed_run_goes_on_and_comes_to_the_same(
    ask: Run, tmp_path: Path, server: Friend, bank_file: Path, questions_file: Path
) -> None:
    unbroken, broken = tmp_path / "unbroken.json", tmp_path / "broken.json"
    wished = ["--model", "friend", "--concurrency", "1", "--judge", "friend", "--votes", "1"]
    assert ask(*wished, "--output", str(unbroken)).code == 0
    asked = len(server.requests)
    assert asked == 2 * len(QUESTIONS)
    server.script(Reply(FACTS["Biscuit"]), Reply("stand", threading.Event()))
    command = [*COMMAND, "eval", "--bank", str(bank_file), "--questions", str(questions_file)]
    command += ["--base-url", server.url, *wished, "--output", str(broken)]
    with subprocess.Popen(command, env=os.environ | {"TMPDIR": str(tmp_path)}) as process:
        while len(server.requests) < asked + 2:
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    assert not broken.exists()
    part = tmp_path / "broken.json.part"
    part.write_bytes(part.read_bytes() + b'{"key": ["answer", "frie')
    assert "--resume" in ask(*wished, "--output", str(broken)).err
    assert ask(*wished, "--output", str(broken), "--resume").code == 0
    assert broken.read_bytes() == unbroken.read_bytes()
    assert len(server.requests) == asked + 2 + 2 * len(QUESTIONS) - 1
    assert not part.exists()


def test_failed_questions_are_asked_again_by_resume(ask: Run, tmp_path: Path, server: Friend) -> None:
    wished = ["--model", "friend", "--output", str(tmp_path / "out.json"), "--resume"]
    server.refuse = "sisters"
    assert "--resume" in ask(*wished).err
    server.refuse = ""
    asked = len(server.requests)
    assert ask(*wished).code == 0
    assert len(server.requests) == asked + 1
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert found["metrics"]["answers"]["friend"]["overall"]["failed"] == 0


def test_another_run_is_not_gone_on_with(ask: Run, tmp_path: Path, server: Friend) -> None:
    wished = ["--model", "friend", "--output", str(tmp_path / "out.json"), "--resume"]
    server.refuse = "sisters"
    ask(*wished)
    done = ask(*wished, "--seed", "3")
    assert done.code == 4
    assert "another run" in done.err


def test_the_judge_marks_blindly_and_its_words_are_kept(ask: Run, server: Friend) -> None:
    judging = (
        '{"A": {"correctness": 1, "coherence": 0.5, "rank": 2}, "B": {"correctness": 0, "coherence": 1, "rank": 1}}'
    )
    two = ("--model", "friend", "--model", "builtin", "--json", "--concurrency", "1")
    assert ask(*two).code == 0
    asked = len(server.requests)
    server.script(*(Reply(FACTS[key]) for key in ("Biscuit", "noodles", "sisters", "Lisbon", "狗")))
    server.script(*(Reply(f"Let me think… {judging}") for _ in range(3 * len(QUESTIONS) - 1)), Reply("No."))
    done = ask(*two, "--judge", "friend")
    found = done.json
    first = found["questions"][0]
    assert len(first["votes"]) == 3
    assert {tuple(vote["order"]) for one in found["questions"] for vote in one["votes"]} == {
        ("friend", "builtin"),
        ("builtin", "friend"),
    }
    assert all(vote["said"] for one in found["questions"] for vote in one["votes"])
    assert found["questions"][4]["votes"][2]["marks"] is None
    brief = server.requests[2 * asked].body["messages"][-1]["content"]
    assert "I adopted a cat called Biscuit." in brief
    assert "friend" not in brief
    assert "builtin" not in brief
    overall = found["metrics"]["answers"]["friend"]["overall"]
    assert overall["by"]["judge"].keys() == {"correctness", "coherence", "ranking", "marked"}
    assert 0.5 <= overall["ranking"] <= 1
    assert set(found["metrics"]["agreement"]["correctness"]) == {"judge/check"}
    assert "15 votes 1 made no sense" in done.err


def test_the_builtin_companion_is_no_judge(ask: Run) -> None:
    done = ask("--model", "friend", "--judge", "builtin", "--json")
    assert done.code == 4
    assert "cannot judge" in done.err


def test_people_score_a_blind_sheet(ask: Run, tmp_path: Path) -> None:
    out, sheet, filled = tmp_path / "out.json", tmp_path / "sheet.csv", tmp_path / "filled.csv"
    assert ask("--model", "friend", "--model", "builtin", "--output", str(out), "--sheet", str(sheet)).code == 0
    text = sheet.read_text("utf-8-sig")
    assert "friend" not in text
    assert "builtin" not in text
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + 2 * len(QUESTIONS)
    with filled.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(rows[0])
        for number, row in enumerate(rows[1:]):
            writer.writerow([*row[:-3], "1" if row[6] in FACTS.values() else "0,5", "1", str(1 + number % 2)])
    scored = ask("--answers", str(out), "--scores", str(filled), "--json").json
    friend, builtin = (scored["metrics"]["answers"][name]["overall"] for name in ("friend", "builtin"))
    assert (friend["correctness"], builtin["correctness"], friend["coherence"]) == (1.0, 0.5, 1.0)
    assert friend["ranking"] + builtin["ranking"] == pytest.approx(1.5)
    assert scored["metrics"]["agreement"]["correctness"]["check/sheet"]["replies"] > 0
    assert scored["questions"][0]["answers"]["friend"]["reply"] == FACTS["Biscuit"]


@pytest.mark.parametrize(("mark", "code"), [("0.7", 4), ("x", 4), ("", 0)])
def test_a_mark_that_is_none_is_told_with_its_line(ask: Run, tmp_path: Path, mark: str, code: int) -> None:
    out, sheet = tmp_path / "out.json", tmp_path / "sheet.csv"
    assert ask("--model", "friend", "--output", str(out), "--sheet", str(sheet)).code == 0
    rows = list(csv.reader(io.StringIO(sheet.read_text("utf-8-sig"))))
    rows[2][-3] = mark
    with sheet.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = ask("--answers", str(out), "--scores", str(sheet), "--json")
    assert done.code == code
    assert (f"{sheet}, line " in done.err) == bool(code)


def test_a_file_that_is_no_sheet(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "no.csv").write_bytes(b"\x00\xff\xfe,")
    done = ask("--model", "builtin", "--scores", str(tmp_path / "no.csv"), "--json")
    assert (done.code, done.out) == (4, "")


def test_a_sheet_that_is_not_there_is_told_before_anybody_is_asked(
    ask: Run, tmp_path: Path, server: Friend
) -> None:
    done = ask("--model", "friend", "--scores", str(tmp_path / "none.csv"))
    assert done.code == 4
    assert "none.csv" in done.err
    assert not server.requests


def test_ablations_answer_with_less_memory(ask: Run, server: Friend) -> None:
    found = ask("--model", "friend", "--ablations", "--json").json
    labels = set(found["metrics"]["answers"])
    assert {"friend", "friend:no_memory", "friend:lexical_only", "friend:without_time"} <= labels
    assert {"friend:without_summaries", "friend:with_forgetting"} <= labels
    assert "friend:dense_only" not in labels  # there is no embedder in this test
    nothing = found["questions"][0]["answers"]["friend:no_memory"]
    assert (nothing["told"], nothing["accuracy"]) == ([], 0.0)
    kinds = {
        label: {one["kind"] for question in found["questions"] for one in question["answers"][label]["told"]}
        for label in ("friend", "friend:without_summaries")
    }
    assert kinds == {"friend": {"turn", "summary"}, "friend:without_summaries": {"turn"}}


def test_forgetting_on_lets_old_memories_fade(ask: Run) -> None:
    old = ("--model", "builtin", "--now", "2023-12-01", "--json")
    remembered, forgotten = ask(*old).json, ask(*old, "--forgetting", "on").json
    assert remembered["questions"][0]["retrieved"]
    assert remembered["questions"][0]["answers"]["builtin"]["told"]
    assert forgotten["questions"][0]["retrieved"] == []
    assert forgotten["questions"][0]["answers"]["builtin"]["told"] == []
    assert forgotten["questions"][2]["retrieved"]  # it has a time of its own, a month later
    assert ask(*old, "--forgetting", "off").json["setup"]["forgetting"] is False


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("recall@10=0.5", 0), ("recall@1=1", 1), ("en.mrr=0.1", 0), ("cn.mrr=0.1", 1), ("coherence=0.1", 1)],
)
def test_below_a_threshold_it_fails(ask: Run, wanted: str, code: int) -> None:
    done = ask("--model", "builtin", "--json", "--fail-under", wanted)
    assert done.code == code
    assert ("below" in done.err) == bool(code)


@pytest.mark.parametrize("wrong", ["recall=1", "recall@5", "de.mrr=1", "mrr=much"])
def test_a_threshold_that_is_none(ask: Run, wrong: str) -> None:
    done = ask("--fail-under", wrong)
    assert done.code == 2
    assert "recall@5" in done.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--resume",),
        ("--retrieval-only", "--model", "x"),
        ("--answers", "x", "--model", "y"),
        ("--concurrency", "0"),
    ],
)
def test_options_that_do_not_go_together(ask: Run, wrong: tuple[str, ...]) -> None:
    assert ask(*wrong).code == 2


@pytest.mark.parametrize("language", ["en", "cn"])
def test_the_table_stands_beside_the_papers(ask: Run, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.setenv("SILICONFRIEND_INTERFACE_LANGUAGE", language)
    done = ask("--model", "friend", "--model", "builtin")
    assert done.code == 0
    assert {"friend", "builtin", "0.763", "0.716", "0.912", "0.818"} <= set(done.out.split())
