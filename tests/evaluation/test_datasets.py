import importlib.resources
from pathlib import Path

import pytest

import siliconfriend
from siliconfriend.evaluation.datasets import own_files, own_folder, read_dataset
from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.language import Language
from siliconfriend.memory.records import MemoryBankError


def test_people_who_are_not_in_the_bank(bank_file: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q"
    questions.write_text('{"Emily": ["Q"]}\n{"Zoe": ["Q"], "Al": ["Q"]}\n{"Zoe": ["Q"]}')
    with pytest.raises(EvaluationError) as caught:
        read_dataset(bank_file, questions)
    assert (caught.value.code, caught.value.details["names"], caught.value.details["line"]) == (
        "unknown_users",
        "Al, Zoe",
        2,
    )


def test_a_bank_that_is_not_there(questions_file: Path, tmp_path: Path) -> None:
    with pytest.raises(MemoryBankError, match="file_unreadable"):
        read_dataset(tmp_path / "none", questions_file)


def test_the_language_is_that_of_the_questions_unless_it_is_given(bank_file: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q"
    questions.write_text('{"小林": ["我的狗叫什么？"]}', encoding="utf-8")
    assert read_dataset(bank_file, questions).language is Language.CN
    assert read_dataset(bank_file, questions, Language.EN).language is Language.EN


@pytest.mark.parametrize("place", ["site-packages/siliconfriend/eval_data", "site-packages/eval_data"])
def test_our_own_data_is_found_inside_the_package_and_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    package = tmp_path / "site-packages" / "siliconfriend"
    package.mkdir(parents=True)
    monkeypatch.setattr(importlib.resources, "files", lambda _: package)
    with pytest.raises(EvaluationError, match="no_data"):
        own_folder()
    (tmp_path / place).mkdir()
    assert own_folder() == tmp_path / place


def test_our_own_files_are_where_the_working_copy_has_them() -> None:
    assert own_folder() == Path(siliconfriend.__file__).parents[1] / "eval_data"
    bank, questions = own_files(own_folder(), Language.CN)
    assert (bank.name, questions.name) == ("memory_bank_cn.json", "probing_questions_cn.jsonl")
