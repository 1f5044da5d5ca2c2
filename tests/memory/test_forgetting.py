"""The curve's laws, and a pass of forgetting that archives exactly what has fallen below the floor."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.fading import EXAMPLES
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.records import Kind, MemoryState
from siliconfriend.opening import wake
from siliconfriend.settings import MemorySettings, Settings
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, days, found, memory_of, sql, steps, talk

TAUS = st.floats(0.5, 365)
STRENGTHS = st.floats(1, 50)
AGES = st.floats(0, 300)


@given(tau=TAUS, strength=STRENGTHS, age=AGES)
def test_retention_is_the_papers(tau: float, strength: float, age: float) -> None:
    found_ = Curve(tau).retention(strength, NOW, days(age))
    assert found_ == pytest.approx(math.exp(-age / (strength * tau)), rel=1e-6)
    assert 0 < found_ <= 1


@given(tau=st.floats(0, exclude_min=True), strength=STRENGTHS)
def test_it_fades_on_a_day_of_the_calendar_or_never(tau: float, strength: float) -> None:
    fades = Curve(tau).fades_at(strength, NOW)
    assert fades is None or fades >= NOW
    assert (Curve(1e6).fades_at(1, NOW), Curve(math.inf).fades_at(1, NOW)) == (None, None)


@given(strength=STRENGTHS, age=AGES, more=st.floats(0.01, 100))
def test_time_takes_and_strength_holds(strength: float, age: float, more: float) -> None:
    curve = Curve()
    now = curve.retention(strength, NOW, days(age))
    assert curve.retention(strength, NOW, days(age + more)) < now
    assert curve.retention(strength + more, NOW, days(age + 1)) > curve.retention(strength, NOW, days(age + 1))


@given(strength=STRENGTHS, age=AGES)
def test_a_clock_set_back_is_no_time_at_all(strength: float, age: float) -> None:
    assert Curve().retention(strength, days(age), NOW) == 1.0


@given(tau=TAUS, strength=STRENGTHS, age=st.floats(0, 1e6), floor=st.floats(0.01, 0.9))
def test_the_rank_factor_is_bounded(tau: float, strength: float, age: float, floor: float) -> None:
    assert 0.7 <= Curve(tau, floor).rank_factor(strength, NOW, days(age)) <= 1
    assert Curve(tau, floor, enabled=False).rank_factor(strength, NOW, days(age)) == 1.0


def test_the_papers_own_pace() -> None:
    assert Curve(tau_days=1).retention(1, NOW, days(1)) == pytest.approx(math.exp(-1))
    assert Curve(tau_days=30, floor=0.05).life_days == pytest.approx(89.87, abs=0.01)


SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HELD = st.lists(
    st.tuples(st.sampled_from([0.2, 0.9, 1, 1.5, 2, 4]), st.floats(-400, 50), st.sampled_from(list(MemoryState))),
    min_size=1,
    max_size=8,
)


def hold(bank: Bank, held: list[tuple[float, float, MemoryState]]) -> list[int]:
    sql(bank, "DELETE FROM turn")
    ids = [memory_of(bank, talk(bank, "a thing", now=days(age))) for _, age, _ in held]
    for id_, (strength, age, state) in zip(ids, held, strict=True):
        bank.memories.set_clock(id_, strength=strength, recalled=days(age), formed=days(age))
        bank.set_state([id_], state, NOW)
    for id_, (strength, age, _) in zip(ids, held, strict=True):
        bank.memories.set_clock(id_, strength=strength, recalled=days(age), formed=days(age))
    return ids


def faded(bank: Bank) -> set[int]:
    return {row[0] for row in sql(bank, "SELECT id FROM memory WHERE state = 'faded'")}


@SETTINGS
@given(held=HELD, later=st.floats(0, 500), tau=st.floats(1, 60), floor=st.floats(0.02, 0.5))
def test_what_fades_is_what_the_definition_says(
    open_bank: OpenBank, held: list[tuple[float, float, MemoryState]], later: float, tau: float, floor: float
) -> None:
    bank = open_bank(curve=Curve(tau, floor))
    ids = hold(bank, held)
    now, before = days(later), faded(bank)
    expected = set()
    for id_, (strength, age, state) in zip(ids, held, strict=True):
        left = bank.curve.retention(strength, days(age), now)
        if abs(left - floor) < 1e-6:
            return
        if state is MemoryState.ALIVE and left < floor:
            expected.add(id_)
    result = bank.fade(now)
    assert faded(bank) - before == expected
    assert result.count == len(expected)
    assert bank.fade(now).count == 0, "the same clock fades nothing twice"
    assert bank.fade(now - timedelta(days=1000)).count == 0
    assert faded(bank) == before | expected
    bank.fade(now + timedelta(days=30))
    assert faded(bank) >= before | expected
    assert {row[0] for row in sql(bank, "SELECT id FROM memory WHERE state = 'pinned'")} == {
        id_ for id_, (_, _, state) in zip(ids, held, strict=True) if state is MemoryState.PINNED
    }
    bank.close()


def test_a_pass_does_not_look_at_what_was_recalled_within_one_life(bank: Bank) -> None:
    def work(count: int) -> int:
        with bank.writing():
            for number in range(count):
                bank.form(NewMemory(Kind.NOTE, NOW.date(), text=f"note {number}"), NOW)
        return steps(bank, lambda: bank.fade(days(80)))

    few, many = work(100), work(3000)
    assert many <= few + 100


def test_the_first_day_below_the_floor(bank: Bank) -> None:
    talk(bank, "my dog")
    assert bank.fade(days(89.8)).count == 0
    assert bank.fade(days(89.9)).count == 1


def test_a_recall_that_fed_a_reply_holds_a_memory_longer(bank: Bank) -> None:
    talk(bank, "my dog")
    talk(bank, "my cat")
    talk(bank, "yes?", "it is a dog", days(80), recalled=bank.recall("dog", k=1, now=days(80)))
    assert [one.query for one in bank.fade(days(100)).examples] == ["my cat"]
    assert found(bank, "dog cat", days(100), k=1) == ["yes?"] or found(bank, "my dog", days(100))[0] == "my dog"


def test_faded_memories_are_counted_told_newest_first_and_never_lost(dense_bank: Bank) -> None:
    for number in range(8):
        talk(dense_bank, f"thing {number}", now=days(number))
    pinned = memory_of(dense_bank, talk(dense_bank, "a treasure"))
    dense_bank.set_state([pinned], MemoryState.PINNED, NOW)
    result = dense_bank.fade(days(400))
    assert result.count == 8
    assert [one.query for one in result.examples] == [f"thing {number}" for number in (7, 6, 5, 4, 3)][:EXAMPLES]
    assert {one.state for one in result.examples} == {MemoryState.FADED}
    assert found(dense_bank, "thing treasure", days(400)) == ["a treasure"]
    counts = dense_bank.counts()
    assert (counts.turns, counts.alive, counts.pinned, counts.faded) == (9, 0, 1, 8)
    assert len(dense_bank.turns()) == 9


@pytest.mark.parametrize("state", [MemoryState.ALIVE, MemoryState.PINNED])
def test_what_is_brought_back_stays(dense_bank: Bank, state: MemoryState) -> None:
    turn = talk(dense_bank, "my dog")
    memory = memory_of(dense_bank, turn)
    assert dense_bank.fade(days(400)).count == 1
    dense_bank.set_state([memory], state, days(400))
    assert found(dense_bank, "dog", days(400)) == ["my dog"]
    assert dense_bank.fade(days(401)).count == 0, "a memory that was just brought back does not fade at once"
    assert dense_bank.memories.get([memory])[memory].strength == 1.0


def test_pinning_does_not_touch_the_clock(bank: Bank) -> None:
    memory = memory_of(bank, talk(bank, "my dog"))
    for state in (MemoryState.PINNED, MemoryState.ALIVE):
        bank.set_state([memory], state, days(50))
        assert bank.memories.get([memory])[memory].last_recall == NOW


def test_forgetting_can_be_off(open_bank: OpenBank) -> None:
    bank = open_bank(curve=Curve(enabled=False))
    talk(bank, "my dog")
    assert bank.fade(days(5000)).count == 0
    assert found(bank, "dog", days(5000)) == ["my dog"]


def test_a_clock_that_was_ahead_and_is_set_back_leaves_nothing_forgotten(bank: Bank) -> None:
    chosen = Settings(memory=MemorySettings(embedder="none"))
    heron, sister = talk(bank, "The heron came back", "Yes."), talk(bank, "My sister lives in Lyon", "Yes.")
    wake(bank, chosen, days(1))
    bank.archive([memory_of(bank, heron)], days(1))
    assert wake(bank, chosen, days(5000)).faded.count == 1
    assert found(bank, "sister", days(5000)) == []
    wake(bank, chosen, days(2))
    states = [bank.memory(memory_of(bank, turn)).state for turn in (heron, sister)]
    assert states == [MemoryState.FADED, MemoryState.ALIVE]
    assert found(bank, "sister", days(2)) == ["My sister lives in Lyon"]
