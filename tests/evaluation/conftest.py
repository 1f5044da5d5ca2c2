"""A small bank, and questions to it."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.evaluation.datasets import Dataset, read_dataset
from tests.cli.conftest import home, run

__all__ = ["home", "run"]

BANK: dict[str, Any] = {
    " Emily ": {
        "name": "Emily",
        "history": {
            "2023-04-29": [
                {"query": "I adopted a cat called Biscuit.", "response": "How lovely!"},
                {"query": "I also bought a red bicycle.", "response": "Enjoy the rides."},
            ],
            "2023-05-01": [["The noodles at the harbour were wonderful.", "I am glad."]],
            "2023-05-04": [],
        },
        "summary": {"2023-04-29": "Emily adopted a cat and bought a bicycle."},
    },
    "Bo": {"history": {"2023-05-03": [["My train to Lisbon leaves at noon.", "Have a good journey."]]}},
    "小林": {"history": {"2023-05-01": [["我家的狗叫豆豆。", "真可爱！"], ["我想学拉二胡。", "好主意。"]]}},
}
QUESTIONS: list[dict[str, Any]] = [
    {
        "user": "Emily",
        "question": "What is the name of my cat Biscuit?",
        "evidence": [["2023-04-29", 0]],
        "answer": "Biscuit.",
        "kind": ["single"],
        "unheard_of": {"a": 1},
    },
    {
        "user": " Bo ",
        "question": "When does my train to Lisbon leave?",
        "evidence": [["2023-05-03", 0]],
        "kind": "single",
    },
    {
        "user": "Emily",
        "question": "The red bicycle and the noodles?",
        "evidence": [["2023-04-29", 1], ["2023-05-01", 0]],
        "kind": ["multi"],
        "now": "2023-06-01",
    },
    {"user": "Emily", "question": "How many sisters do I have?", "evidence": [], "kind": ["unanswerable"]},
    {
        "user": "小林",
        "question": "我的狗叫什么？",
        "evidence": [["2023-05-01", 0]],
        "now": None,
        "kind": ["single"],
    },
]


@pytest.fixture
def bank_file(tmp_path: Path) -> Path:
    """`BANK` on disk."""
    file = tmp_path / "bank.json"
    file.write_text(json.dumps(BANK, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture
def questions_file(tmp_path: Path) -> Path:
    """`QUESTIONS` on disk."""
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in QUESTIONS), encoding="utf-8")
    return file


@pytest.fixture
def dataset(bank_file: Path, questions_file: Path) -> Dataset:
    """Both, read."""
    return read_dataset(bank_file, questions_file)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder
