"""Votes, agreement, and the file a killed run leaves."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.evaluation.answering.journal import Journal
from siliconfriend.evaluation.answering.pacing import Pace
from siliconfriend.evaluation.answering.systems import Variant, named, systems
from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.evaluation.items import MARKS, Marks, Vote
from siliconfriend.evaluation.scoring.agreement import kappa
from siliconfriend.evaluation.scoring.verdicts import marks_in, together
from siliconfriend.settings import ChatSettings


def said(**given: Any) -> str:
    return json.dumps(given)


def test_the_marks_of_each_letter_go_to_the_system_that_stood_there() -> None:
    one, two = {"correctness": 1, "coherence": 0.5, "rank": 2}, {"correctness": 0, "coherence": 1, "rank": 1}
    assert marks_in(said(A=one, B=two), ["x", "y"]) == {"x": Marks(1.0, 0.5, 0.5), "y": Marks(0.0, 1.0, 1.0)}


def test_the_last_word_counts_of_a_judge_that_thinks_aloud() -> None:
    thought = said(A={"correctness": 0, "coherence": 0})
    words = f'Perhaps {thought}? No: {{"x"}} ```json\n{said(a={"correctness": "1", "coherence": 1})}\n``` Done.'
    assert marks_in(words, ["x"]) == {"x": Marks(1.0, 1.0)}
    assert marks_in(said(correctness=0.5, coherence=1, rank=1), ["x"]) == {"x": Marks(0.5, 1.0)}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "{",
        "[1]",
        said(A={"correctness": 0.7, "coherence": 1}),
        said(A={"correctness": True, "coherence": 1}),
        said(A={"correctness": 1}),
        said(B={"correctness": 1, "coherence": 1}),
        said(A=1),
        "{" * 5000,
    ],
)
def test_words_that_make_no_sense_are_no_marks(words: str) -> None:
    assert marks_in(words, ["x"]) is None


def test_a_rank_given_twice_ranks_nothing() -> None:
    one = {"correctness": 1, "coherence": 1, "rank": 1}
    assert marks_in(said(A=one, B=one), ["x", "y"]) == {"x": Marks(1.0, 1.0), "y": Marks(1.0, 1.0)}


@given(st.text())
def test_no_words_break_it(words: str) -> None:
    marks_in(words, ["x", "y"])


def test_votes_together() -> None:
    votes = [
        Vote(["x"], "", {"x": Marks(correctness, coherence, ranking)})
        for correctness, coherence, ranking in ((1.0, 0.5, 1.0), (0.0, 0.5, 0.5), (1.0, 1.0, 1.0))
    ]
    assert together([*votes, Vote(["x"], "eh")], "x") == Marks(1.0, 0.5, 0.8333)
    assert together([Vote(["x"], "eh")], "x") is None


PAIRS = st.lists(st.tuples(st.sampled_from(MARKS), st.sampled_from(MARKS)), min_size=1)


@given(PAIRS)
def test_kappa_is_the_same_both_ways_and_at_most_one(pairs: list[tuple[float, float]]) -> None:
    found = kappa(pairs)
    assert found == kappa([(b, a) for a, b in pairs])
    assert found is None or found <= 1
    assert found != 1 or all(a == b for a, b in pairs)


def test_kappa_by_hand() -> None:
    # Six of ten replies marked 1 and four 0 by one, half and half by the other; eight times they agree.
    pairs = [(1.0, 1.0)] * 5 + [(1.0, 0.0)] * 1 + [(0.0, 0.0)] * 4
    assert kappa(pairs) == pytest.approx(0.8)
    assert kappa([(1.0, 1.0)] * 3) is None


def test_a_journal_is_taken_up_where_it_was_torn(tmp_path: Path) -> None:
    file = tmp_path / "out.json.part"
    first = Journal(file, "run", resume=False)
    first.keep(("a", "1"), {"text": "好\ud800"})
    first.keep(("a", "2"), 2)
    first.close()
    whole = file.read_bytes()
    for cut in range(whole.rindex(b"\n", 0, -1) + 1, len(whole)):
        file.write_bytes(whole[:cut])
        again = Journal(file, "run", resume=True)
        assert again.get(("a", "1")) == {"text": "好\ud800"}
        assert again.get(("a", "2")) is None
        again.keep(("a", "2"), 2)
        again.close()
        assert file.read_bytes() == whole


@pytest.mark.parametrize(("run", "resume", "code"), [("run", False, "unfinished"), ("other", True, "other_run")])
def test_a_journal_is_never_lost_by_mistake(tmp_path: Path, run: str, resume: bool, code: str) -> None:
    file = tmp_path / "part"
    Journal(file, "run", resume=False).close()
    before = file.read_bytes()
    with pytest.raises(EvaluationError) as raised:
        Journal(file, run, resume=resume)
    assert raised.value.code == code
    assert file.read_bytes() == before


async def test_whoever_is_refused_makes_everybody_wait_longer_each_time() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pace = Pace(2, sleep)
    for _ in range(9):
        await pace.refused()
    assert all(0.75 * 2**n <= seconds <= 1.25 * 2**n for n, seconds in enumerate(slept[:6]))
    assert max(slept) <= 75
    pace.answered()
    await pace.refused()
    assert slept[-1] <= 1.25


def test_names_and_labels() -> None:
    chat = ChatSettings(base_url="http://one")
    plain, elsewhere = named("gpt-4.1-mini", chat), named("llama3:8b@http://two:11434/v1", chat)
    assert (plain.settings.model, plain.settings.base_url) == ("gpt-4.1-mini", "http://one")
    assert (elsewhere.settings.model, elsewhere.settings.base_url) == ("llama3:8b", "http://two:11434/v1")
    found = systems([plain, plain], [Variant.WHOLE, Variant.NO_MEMORY])
    assert [one.label for one in found] == ["gpt-4.1-mini", "gpt-4.1-mini:no_memory"]
