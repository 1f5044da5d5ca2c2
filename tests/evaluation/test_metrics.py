from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.evaluation.metrics import CUTOFFS, Ranks, ranks, scores, scores_by
from siliconfriend.evaluation.questions import Place
from siliconfriend.memory.records import Kind, Memory, MemoryState

DAY = date(2023, 4, 29)
THEN = datetime(2023, 5, 1, tzinfo=UTC)


def memory(index: int | None, kind: Kind = Kind.TURN, day: date = DAY) -> Memory:
    return Memory(1, kind, MemoryState.ALIVE, day, "", "", 1.0, THEN, THEN, index=index)


def evidence(*turns: int) -> list[Place]:
    return [Place(DAY, turn) for turn in turns]


def test_ranks_count_from_one() -> None:
    assert ranks([memory(3), memory(0), memory(1)], evidence(0, 3, 5)) == Ranks((1, 2), 3)


def test_a_summary_of_the_evidences_day_takes_a_rank_and_is_no_evidence() -> None:
    retrieved = [memory(None, Kind.SUMMARY), memory(None, Kind.INSIGHT), memory(0)]
    assert ranks(retrieved, evidence(0)) == Ranks((3,), 1)


def test_the_same_turn_of_another_day_is_no_evidence() -> None:
    assert ranks([memory(0, day=date(2023, 4, 30))], evidence(0)).found == ()


def test_scores_by_hand() -> None:
    found = scores([Ranks((2, 4), 2), Ranks((), 1), Ranks((1,), 1), Ranks((), 0)])
    assert (found["questions"], found["scored"]) == (4, 3)
    assert [found[f"recall@{k}"] for k in CUTOFFS] == [0.3333, 0.5, 0.6667, 0.6667]
    assert [found[f"hit@{k}"] for k in CUTOFFS] == [0.3333, 0.6667, 0.6667, 0.6667]
    assert found["mrr"] == 0.5


def test_nothing_to_score() -> None:
    found = scores([Ranks((), 0)])
    assert (found["questions"], found["scored"], found["recall@5"], found["mrr"]) == (1, 0, None, None)


def test_a_question_counts_in_each_of_its_groups() -> None:
    found = scores_by([(["b", "a"], Ranks((1,), 1)), (["a"], Ranks((), 1)), ([], Ranks((1,), 1))])
    assert list(found) == ["b", "a"]
    assert (found["a"]["scored"], found["a"]["hit@1"], found["b"]["hit@1"]) == (2, 0.5, 1.0)


RANKS = st.integers(1, 6).flatmap(
    lambda wanted: st.builds(
        Ranks, st.sets(st.integers(1, 12), max_size=wanted).map(lambda one: tuple(sorted(one))), st.just(wanted)
    )
)


@given(st.lists(RANKS, min_size=1, max_size=6))
def test_laws(asked: list[Ranks]) -> None:
    found: dict[str, Any] = scores(asked)
    for measure in ("recall", "hit"):
        values = [found[f"{measure}@{k}"] for k in CUTOFFS]
        assert values == sorted(values)
        assert all(0 <= value <= 1 for value in values)
    assert all(found[f"recall@{k}"] <= found[f"hit@{k}"] for k in CUTOFFS)
    assert found["hit@1"] <= found["mrr"] + 1e-4
    assert found["mrr"] == pytest.approx(sum(one.reciprocal() for one in asked) / len(asked), abs=1e-4)
