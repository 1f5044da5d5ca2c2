import json
import os
import signal
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siliconfriend.cli import importing
from siliconfriend.language import Language
from siliconfriend.memory.store.glimpse import glimpse
from siliconfriend.opening import open_profiles
from siliconfriend.places import places
from tests.cli.conftest import BANK, Run

DEV_BANK = Path(__file__).parents[2].parent / "shared" / "memorybank_dev"


def test_one_profile_for_each_user(run: Run, bank_file: Path) -> None:
    done = run("import", str(bank_file), "--language", "cn", "--json")
    assert done.json == {
        "profiles": [
            {"name": "Emily", "created": True, "turns_added": 3, "turns_known": 0, "memories_added": 1},
            {"name": "小林", "created": True, "turns_added": 1, "turns_known": 0, "memories_added": 0},
        ]
    }
    assert {one.language for one in open_profiles().list()} == {Language.CN}


def test_after_an_import_alone_nobody_has_been_here(run: Run, bank_file: Path) -> None:
    assert run("import", str(bank_file)).code == 0
    assert "nobody has been here yet" in run("memory", "list").err


def test_an_import_is_no_visit(run: Run, bank_file: Path) -> None:
    open_profiles().create("Ada", Language.EN, datetime.now(UTC))
    assert run("import", str(bank_file)).code == 0
    assert "Using the profile Ada, who was here last" in run("memory", "list").err
    here = glimpse(places().profiles, None, 1)
    assert here is not None
    assert here.profile.name == "Ada"


def test_again_adds_only_what_is_new(run: Run, bank_file: Path, people: None) -> None:
    bank = json.loads(bank_file.read_text())
    bank["小林"]["history"]["2023-05-02"] = [["我换了工作。", "恭喜！"]]
    bank_file.write_text(json.dumps(bank))
    done = run("import", str(bank_file), "--language", "en", "--json")
    assert [(one["turns_added"], one["created"]) for one in done.json["profiles"]] == [(0, False), (1, False)]


@pytest.mark.parametrize("form", ["missing", "json", "utf-8"])
def test_a_broken_file_is_refused_whole_with_the_place(run: Run, bank_file: Path, form: str) -> None:
    broken = json.loads(json.dumps(BANK))
    broken["小林"]["history"]["2023-05-01"].append({"query": "好"})
    content, place = {
        "missing": (json.dumps(broken).encode(), "小林 › 2023-05-01 › turn 2"),
        "json": (json.dumps(BANK).encode()[:-5], "line 1"),
        "utf-8": (b'{"\xff": {}}', "byte 2"),
    }[form]
    bank_file.write_bytes(content)
    done = run("import", str(bank_file), "--language", "en")
    assert (done.code, done.out) == (4, "")
    assert place in done.err
    assert open_profiles().list() == []


@pytest.mark.parametrize("file", ["/dev/zero", "-"])
def test_what_has_no_end_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    monkeypatch.setattr(importing, "LARGEST", 3 * 2**20)
    done = run("import", file, stdin=bytes(4 * 2**20 if file == "-" else 0))
    assert (done.code, done.out) == (4, "")
    assert f"{file} is larger than 3 MB, or has no end." in done.err


def test_a_pipe_is_read_to_its_end(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(json.dumps(BANK).encode()))
    writer.start()
    done = run("import", str(pipe), "--language", "en", "--json")
    writer.join()
    assert [one["name"] for one in done.json["profiles"]] == ["Emily", "小林"]


def test_a_name_that_cannot_be_used_stops_it_before_anything_is_written(run: Run) -> None:
    names = json.dumps({"Emily": {"history": {}}, "x" * 101: {"history": {}}}).encode()
    assert run("import", "-", "--language", "en", stdin=names).code == 4
    assert open_profiles().list() == []


def test_a_file_with_nobody_in_it_says_so(run: Run) -> None:
    done = run("import", "-", stdin=b"{}")
    assert (done.code, done.out) == (0, "Nobody is in this file: nothing was brought in.\n")


def test_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    done = run("import", str(tmp_path / "none.json"))
    assert done.code == 4
    assert "none.json" in done.err


def test_export_gives_the_file_back(run: Run, people: None, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    file.write_text("an older export")
    done = run("export", str(file))
    assert done.code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    exported = json.loads(file.read_text())
    assert exported.keys() == {"Emily", "小林"}
    assert exported["Emily"]["history"] == BANK[" Emily "]["history"]
    assert exported["Emily"]["summary"] == BANK[" Emily "]["summary"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_export_and_import_through_pipes(run: Run, people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    content = run("export", "-", "--profile", "小林").out.encode()
    assert json.loads(content).keys() == {"小林"}
    monkeypatch.setenv("SILICONFRIEND_HOME", str(places().data.parent.with_name("elsewhere")))
    done = run("--language", "cn", "import", "-", "--json", stdin=content)
    assert done.json["profiles"][0]["turns_added"] == 1
    assert [(one.name, one.language) for one in open_profiles().list()] == [("小林", Language.EN)]
    assert run("export", "-").out.encode() == content


def test_new_people_speak_the_language_they_spoke(run: Run) -> None:
    said = {"小林": "明天去爬山，妈妈也去。", "Ana": "My mother likes 山水画 and hiking with me.", "Nobody": "…"}
    bank = {name: {"history": {"2026-05-01": [{"query": text, "response": "OK."}]}} for name, text in said.items()}
    assert run("--language", "cn", "import", "-", stdin=json.dumps(bank).encode()).code == 0
    spoken = {one.name: one.language for one in open_profiles().list()}
    assert spoken == {"小林": Language.CN, "Ana": Language.EN, "Nobody": Language.CN}


def test_export_without_anybody_or_of_somebody_unknown(run: Run, tmp_path: Path) -> None:
    assert run("export", str(tmp_path / "out.json")).code == 3
    assert run("export", str(tmp_path / "out.json"), "--profile", "Bo").code == 3
    assert not (tmp_path / "out.json").exists()


def test_export_where_nothing_can_be_written(run: Run, people: None, tmp_path: Path) -> None:
    done = run("export", str(tmp_path / "none" / "out.json"))
    assert done.code == 1
    assert "out.json" in done.err


def test_export_into_a_named_pipe_leaves_the_pipe(run: Run, people: None, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run("export", str(pipe)).code == 0
        assert pipe.is_fifo()
        assert json.loads(os.read(reader, 65536)).keys() == {"Emily", "小林"}
    finally:
        os.close(reader)


def test_ctrl_c_while_embedding_leaves_it_for_later(
    run: Run, bank_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted:
        name, dimension, calls = "interrupted", 2, 0

        def encode(self, texts: list[str]) -> Any:
            os.kill(os.getpid(), signal.SIGINT)
            return np.eye(len(texts), 2, dtype=np.float32)

        def coverage(self, text: str) -> float:
            return 1.0

    monkeypatch.setattr("siliconfriend.opening.choose_embedder", lambda _: Interrupted())
    done = run("import", str(bank_file), "--language", "en")
    assert done.code == 0
    assert "Everything is brought in" in done.err
    assert "Emily: 3 turns added" in done.out
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(not DEV_BANK.is_dir(), reason="../shared/memorybank_dev is not here")
@pytest.mark.parametrize("language", ["en", "cn"])
def test_the_development_bank(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str) -> None:
    if language == "en":  # the bundled encoder has no words for Chinese
        monkeypatch.delenv("SILICONFRIEND_MEMORY_EMBEDDER")
    file = DEV_BANK / language / "memory_bank.json"
    source = json.loads(file.read_text())
    done = run("import", str(file), "--language", language, "--json")
    assert [one["name"] for one in done.json["profiles"]] == [name.strip() for name in source]

    asked = json.loads((DEV_BANK / language / "questions.jsonl").read_text().splitlines()[1])
    found = run("recall", asked["question"], "--profile", asked["user"], "--json").json["memories"]
    assert asked["evidence"][0] in [[one["date"], one["index"]] for one in found]

    out = tmp_path / "out.json"
    assert run("export", str(out)).code == 0
    exported = json.loads(out.read_text())
    assert {name.strip(): one["history"] for name, one in source.items()} == {
        name: one["history"] for name, one in exported.items()
    }
    again = run("import", str(out), "--language", language, "--json").json["profiles"]
    assert sum(one["turns_added"] + one["memories_added"] for one in again) == 0
