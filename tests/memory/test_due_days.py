"""Which days are due, without a look at those that are not: however long the past, only what changed is read."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Kind, TurnState
from siliconfriend.memory.reflected import DAILY
from siliconfriend.memory.store import migrations
from siliconfriend.memory.store.rows import turn_of
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, days, dump, memory_of, sql, talk


def understand(bank: Bank, when: int, kinds: Iterable[Kind] = tuple(DAILY)) -> None:
    for kind in kinds:
        words = bank.material(days(when).date())
        assert bank.keep_day(kind, words, f"{kind} of {when}.", days(when), model="toy", prompt="1")


def long_past(bank: Bank, count: int) -> None:
    for when in range(count):
        talk(bank, f"thing {when}", "I see", days(when))
        bank.remember(f"note {when}", days(when))
        understand(bank, when)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The days whose turns are read."""
    found: list[str] = []

    def counted(row: dict[str, object], *rest: object) -> object:
        found.append(str(row["day"]))
        return turn_of(row, *rest)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr("siliconfriend.memory.store.transcript.turn_of", counted)
    return found


def test_of_a_long_past_only_days_whose_words_changed_are_read(bank: Bank, read: list[str]) -> None:
    long_past(bank, 40)
    talk(bank, "one thing more", "yes?", days(7))
    talk(bank, "something new", "oh", days(41))
    read.clear()
    assert [one.day for one in bank.due_days()] == [days(7).date(), days(41).date()]
    assert set(read) == {days(7).date().isoformat()}
    understand(bank, 7)
    understand(bank, 41)
    read.clear()
    assert bank.due_days() == []
    assert read == []


def test_a_past_of_which_nothing_was_understood_is_not_read_to_be_counted(bank: Bank, read: list[str]) -> None:
    for when in range(20):
        talk(bank, "thing", "I see", days(when))
    read.clear()
    assert [one.turns for one in bank.due_days(since=days(5).date(), before=days(9).date())] == [1] * 4
    assert read == []


def test_what_nobody_has_looked_at_since_an_older_program_is_read_once(bank: Bank, read: list[str]) -> None:
    long_past(bank, 5)
    sql(bank, "UPDATE reflection SET seen = NULL")
    read.clear()
    assert bank.due_days() == []
    assert len(read) == 5
    assert bank.due_days() == []
    assert len(read) == 5


def test_a_disk_that_refuses_only_makes_it_slower(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    long_past(bank, 2)
    sql(bank, "UPDATE reflection SET seen = NULL")
    bank._database._connection.execute("PRAGMA query_only = ON")
    assert bank.due_days() == []


def test_a_reply_that_another_program_was_writing_makes_its_day_due(bank: Bank, open_bank: OpenBank) -> None:
    other = open_bank()
    turn = other.ask(other.begin_conversation(NOW), "well?", NOW)
    understand(bank, 0)
    assert bank.due_days() == []
    other.answer(turn.id, "Well.", state=TurnState.FINISHED, now=NOW, model="toy")
    assert [one.due for one in bank.due_days()] == [(Kind.SUMMARY, Kind.INSIGHT)]


def test_what_was_being_answered_when_the_day_was_understood_makes_it_due(open_bank: OpenBank) -> None:
    bank = open_bank()
    talk(bank, "hello", "hi")
    bank.ask(bank.begin_conversation(NOW), "and then the power went", NOW)
    understand(bank, 0)
    assert bank.due_days() == []
    assert len(open_bank().due_days()) == 1


def test_of_a_day_that_is_gone_nothing_is_kept(bank: Bank) -> None:
    turn = talk(bank, "a secret", "yes")
    note = bank.remember("a secret note", NOW)
    bank.remove_turn(turn.id)
    assert len(dump(bank)["spoken_day"]) == 1
    bank.delete_memories([note.id])
    assert dump(bank)["spoken_day"] == []


JUDGED = ["silence", "silence_note", "again", "put"]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["talk", "note", "understand", "half", "drop", "reopen", "echo", "edit", *JUDGED]),
        st.integers(0, 2),
    ),
    max_size=14,
)


def judge(bank: Bank, step: str, when: int) -> None:
    day, said = days(when).date(), bank.dialogue.of_day(days(when).date())
    if said and step == "silence":
        bank.never_recall([memory_of(bank, said[0])])
    elif step == "silence_note":
        bank.never_recall([one.id for one in bank.memories.of_day(Kind.NOTE, day)])
    elif step == "again":
        bank.recall_again(bank.verdicts())
    elif said and step == "put":
        bank.put_in_place_of(memory_of(bank, said[-1]), "other words", days(when))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_it_says_what_a_look_at_every_word_says(bank: Bank, steps: list[tuple[str, int]]) -> None:
    bank.delete_memories([one.id for one in bank.memories.everything()])
    for step, when in steps:
        day, said = days(when).date(), bank.dialogue.of_day(days(when).date())
        if step == "talk":
            talk(bank, "words", "more", days(when))
        elif step == "note":
            bank.remember("a note", days(when))
        elif step == "understand":
            understand(bank, when)
        elif step == "half":
            understand(bank, when, [Kind.INSIGHT])
        elif said and step == "drop":
            bank.remove_turn(said[0].id)
        elif said and step == "reopen":
            bank.reopen(said[-1].id)
        elif said and step == "echo":
            sql(bank, "UPDATE turn SET echo = 1 - echo WHERE day = ?", [day.isoformat()])
        elif step == "edit":
            sql(bank, "UPDATE memory SET text = text || '!' WHERE day = ? AND kind = 'note'", [day.isoformat()])
        judge(bank, step, when)
        assert bank.due_days() == [one for one in bank.days() if one.due]


def test_an_older_memory_gets_its_days_counted(bank: Bank) -> None:
    long_past(bank, 3)
    bank.remember("only a note", days(9))
    before = sql(bank, "SELECT day FROM spoken_day ORDER BY day")
    with bank._database.writing() as db:
        db.execute("DROP TRIGGER word_silenced")
        db.execute("DROP TRIGGER word_let_go")
        for name in ("turn_said", "turn_changed", "turn_gone", "note_kept", "note_changed", "note_gone"):
            db.execute(f"DROP TRIGGER {name}")
        db.execute("DROP TABLE spoken_day")
        db.execute("ALTER TABLE reflection DROP COLUMN seen")
        migrations.days_with_words_and_when_they_changed(db)
    assert sql(bank, "SELECT day FROM spoken_day ORDER BY day") == before
    assert [one.day for one in bank.due_days()] == [days(9).date()]
