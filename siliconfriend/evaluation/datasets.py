"""What is evaluated: a bank of people and the questions to their memories; ours, or anybody's files."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.evaluation.questions import Question, read_questions
from siliconfriend.language import Language, language_of
from siliconfriend.memory.exchange import Person, read_bank
from siliconfriend.memory.records import MemoryBankError

FOLDER = "eval_data"


@dataclass(frozen=True, slots=True)
class Dataset:
    """People, and questions each of which is to one of them, in one language."""

    language: Language
    people: tuple[Person, ...]
    questions: tuple[Question, ...]

    def of(self, user: str) -> list[Person]:
        """The records of that user: one, or more where the file has the name with and without blanks."""
        return [person for person in self.people if person.name == user]


def read_dataset(bank: Path, questions: Path, language: Language | None = None) -> Dataset:
    """The data in two files; without `language` that in which the questions are written.

    Raises:
        MemoryBankError: a file cannot be read, or `bank` is not a MemoryBank file.
        EvaluationError: a line of `questions` is broken, or asks somebody who is not in `bank`.
    """
    try:
        people = tuple(read_bank(bank.read_bytes()))
    except OSError as error:
        raise MemoryBankError("file_unreadable", file=str(bank), detail=error.strerror) from error
    asked = tuple(read_questions(questions))
    strangers = {one.user: one.line for one in reversed(asked)}.keys() - {person.name for person in people}
    if strangers:
        line = min(one.line for one in asked if one.user in strangers)
        raise EvaluationError(
            "unknown_users", names=", ".join(sorted(strangers)), file=str(questions), line=line, bank=str(bank)
        )
    spoken = language or language_of("".join(one.text for one in asked), Language.EN)
    return Dataset(spoken, people, asked)


def own_folder() -> Path:
    """Where our own evaluation data is: in the package where it was installed, beside it in a working copy.

    Raises:
        EvaluationError: it is in neither.
    """
    package = Path(str(resources.files("siliconfriend")))
    for folder in (package / FOLDER, package.parent / FOLDER):
        if folder.is_dir():
            return folder
    raise EvaluationError("no_data")


def own_files(folder: Path, language: Language) -> tuple[Path, Path]:
    """The bank and the questions of one language in a folder laid out as our own data."""
    within = folder / language.value
    return (
        within / f"memory_bank_{language.value}.json",
        within / f"probing_questions_{language.value}.jsonl",
    )


def own_dataset(language: Language) -> Dataset:
    """Our own data in one language.

    Raises:
        EvaluationError: it is not there.
    """
    bank, questions = own_files(own_folder(), language)
    if not (bank.is_file() and questions.is_file()):
        raise EvaluationError("no_data")
    return read_dataset(bank, questions, language)
