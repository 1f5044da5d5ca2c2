"""The paper's flow over whole people: recall of what was said is no worse for what was understood of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in, read_bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind
from siliconfriend.models.base import Prompt
from siliconfriend.models.builtin import Builtin
from siliconfriend.reflection.reflector import Reflector
from siliconfriend.settings import Settings
from tests.reflection.conftest import CountingModel

ROOT = Path(__file__).parents[2]
DEV = ROOT.parent / "shared" / "memorybank_dev"
NOW = datetime(2023, 6, 1, 12, tzinfo=UTC)


def files(where: str, language: Language) -> tuple[Path, Path]:
    if where == "ours":
        folder = ROOT / "eval_data" / language.value
        return folder / f"memory_bank_{language.value}.json", folder / f"probing_questions_{language.value}.jsonl"
    if not DEV.exists():
        pytest.skip("the paper's sample users are not on this machine")
    return DEV / language.value / "memory_bank.json", DEV / language.value / "questions.jsonl"


def found(bank: Bank, asked: list[dict[str, object]], k: int) -> float:
    """The share of the evidence that recall brings back among the first `k`, words alone."""
    total = 0.0
    for one in asked:
        recalled = bank.recall(str(one["question"]), k=k, now=NOW, days=2)[:k]
        places = {(memory.day.isoformat(), memory.index) for memory in (hit.memory for hit in recalled)}
        evidence = [tuple(place) for place in one["evidence"]]  # type: ignore[attr-defined] # a list of pairs
        total += sum(place in places for place in evidence) / len(evidence)
    return total / len(asked)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("where", ["ours", "the paper's"])
@pytest.mark.parametrize("with_model", [False, True])
async def test_days_in_brief_crowd_nothing_out(
    tmp_path: Path, where: str, language: Language, with_model: bool
) -> None:
    file, questions = files(where, language)
    person = next(one for one in read_bank(file.read_bytes()) if one.history)
    lines = map(json.loads, questions.read_text(encoding="utf-8").splitlines())
    asked = [one for one in lines if one.get("user") == person.name and one.get("evidence")]
    profiles = Profiles(tmp_path / "profiles")
    bank = profiles.open(profiles.create(person.name, language, NOW))
    bring_in(bank, person, NOW)
    before = [found(bank, asked, k) for k in (1, 3, 5, 10)]

    def repeated(prompt: Prompt) -> str:
        """Much of what was said, so that it holds the words of every question about the day."""
        return " ".join(prompt.message.splitlines()[1:4])[:400]

    model = CountingModel(repeated)
    done = await Reflector(bank, model if with_model else Builtin(), Settings(), lambda: NOW).run()
    active = len([day for day in bank.days() if day.turns])
    assert done.days == active
    assert done.spent.calls == (2 * active + 2 if with_model else 0)
    assert len(bank.memories.all(Kind.SUMMARY)) == len(bank.memories.all(Kind.INSIGHT)) == active
    after = [found(bank, asked, k) for k in (1, 3, 5, 10)]
    assert asked
    assert all(now >= then for now, then in zip(after, before, strict=True)), (before, after)
    bank.close()
