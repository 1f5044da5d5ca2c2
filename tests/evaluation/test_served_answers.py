"""A run answered by a server that we did not write, killed and gone on with."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from siliconfriend.models.address import Address
from tests.cli.conftest import COMMAND, Run
from tests.evaluation.conftest import QUESTIONS
from tests.models.test_real_server import served

__all__ = ["served"]

pytestmark = pytest.mark.xdist_group("transformers serve")


def test_a_killed_run_comes_to_what_an_unbroken_one_does(
    served: tuple[Address, str],
    run: Run,
    bank_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, name = served
    asked = QUESTIONS[:2]  # the model never ends by itself: a vote is as long as it may be
    questions_file = tmp_path / "questions.jsonl"
    questions_file.write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    monkeypatch.setenv("SILICONFRIEND_CHAT_MAX_TOKENS", "16")
    wished = ["eval", "--bank", str(bank_file), "--questions", str(questions_file), "--base-url", address.url]
    wished += ["--model", name, "--judge", name, "--votes", "2", "--concurrency", "1", "--seed", "5"]
    unbroken, broken = tmp_path / "unbroken.json", tmp_path / "broken.json"
    assert run(*wished, "--output", str(unbroken)).code == 0
    part = tmp_path / "broken.json.part"
    with subprocess.Popen(
        [*COMMAND, *wished, "--output", str(broken)], env=os.environ | {"TMPDIR": str(tmp_path)}
    ) as process:
        while not part.exists() or part.read_bytes().count(b"\n") < 3:
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert not broken.exists()
    held = part.read_bytes().count(b"\n")
    assert held < 1 + 3 * len(asked)
    assert run(*wished, "--output", str(broken), "--resume").code == 0
    assert broken.read_bytes() == unbroken.read_bytes()
    found = json.loads(broken.read_text("utf-8"))
    assert found["metrics"]["answers"][name]["overall"]["failed"] == 0
    assert all(one["answers"][name]["reply"].strip() for one in found["questions"])
    assert all(len(one["votes"]) == 2 for one in found["questions"])
