"""The search terms are a cache: whatever happens to the table, it is made anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from siliconfriend.memory import candidates
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import MemoryBankError, MemoryState
from siliconfriend.memory.store import terms as module
from siliconfriend.memory.store import vocabulary
from siliconfriend.memory.store.terms import SHADOWS
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, dump, found, memory_of, sql, steps, talk

TEXTS = [f"the {animal} number {number}" for number in range(30) for animal in ("dog", "cat", "猫咪")]


def fill(bank: Bank) -> None:
    for text in TEXTS:
        talk(bank, text, "I see")


def forbid(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("made anew without need")

    monkeypatch.setattr(module.Terms, "rebuild", refuse)


def drop_table(bank: Bank) -> None:
    sql(bank, "DROP TABLE memory_terms")


def dropping(shadow: str) -> Callable[[Bank], None]:
    def harm(bank: Bank) -> None:
        sql(bank, f"DROP TABLE {shadow}")

    harm.__name__ = f"drop {shadow}"
    return harm


def older_stamp(bank: Bank) -> None:
    sql(bank, "UPDATE cache SET stamp = 'older' WHERE name = 'terms'")
    sql(bank, "UPDATE memory_terms SET terms = 'in another way'")


def no_stamp(bank: Bank) -> None:
    sql(bank, "DELETE FROM cache")


def missing_rows(bank: Bank) -> None:
    sql(bank, "DELETE FROM memory_terms WHERE rowid % 2")


def rows_of_nobody(bank: Bank) -> None:
    sql(bank, "INSERT INTO memory_terms (rowid, terms) VALUES (4000, 'dog dog dog')")


def garbled_structure(bank: Bank) -> None:
    sql(bank, "UPDATE memory_terms_data SET block = x'0102030405060708' WHERE id = 10")


def emptied(bank: Bank) -> None:
    sql(bank, "DELETE FROM memory_terms_data")


HARMS = [
    drop_table,
    *map(dropping, SHADOWS),
    older_stamp,
    no_stamp,
    missing_rows,
    rows_of_nobody,
    garbled_structure,
    emptied,
]


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_harm_is_healed_on_opening(bank: Bank, open_bank: OpenBank, harm: Callable[[Bank], None]) -> None:
    fill(bank)
    expected, rows = found(bank, "cat number 7"), dump(bank)
    harm(bank)
    bank.close()
    other = open_bank()
    assert found(other, "cat number 7") == expected
    assert expected[0] == "the cat number 7"
    assert found(other, "猫咪 7")[0] == "the 猫咪 number 7"
    assert dump(other) == rows
    assert not other.check_caches()


def garbled_pages(bank: Bank) -> None:
    sql(bank, "UPDATE memory_terms_data SET block = randomblob(length(block)) WHERE id > 10")


def garbled_content(bank: Bank) -> None:
    sql(bank, "UPDATE memory_terms_content SET c0 = 'something else'")


@pytest.mark.parametrize(
    "harm",
    [drop_table, *map(dropping, SHADOWS), garbled_structure, garbled_pages, emptied],
    ids=lambda harm: harm.__name__,
)
def test_harm_met_while_open_is_healed(bank: Bank, open_bank: OpenBank, harm: Callable[[Bank], None]) -> None:
    fill(bank)
    bank.close()
    bank, other = open_bank(), open_bank()
    harm(other)
    talk(bank, "a new cat", "told in spite of it")
    assert found(bank, "new cat")[0] == "a new cat"
    assert found(bank, "cat number 7")[0] == "the cat number 7"
    assert len(bank.turns(limit=1000)) == len(TEXTS) + 1
    bank.check_caches()
    assert not bank.check_caches()


@pytest.mark.parametrize("harm", [garbled_pages, garbled_content, emptied], ids=lambda harm: harm.__name__)
def test_a_thorough_look_finds_what_opening_does_not(bank: Bank, harm: Callable[[Bank], None]) -> None:
    fill(bank)
    harm(bank)
    assert bank.check_caches()
    assert found(bank, "cat number 7")[0] == "the cat number 7"
    assert not bank.check_caches()


def test_in_a_large_memory_opening_looks_at_the_latest_and_the_background_at_all(
    bank: Bank, open_bank: OpenBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LATEST", 10)
    talk(bank, "a zebra")
    fill(bank)
    few = steps(bank, bank._terms.sound)
    fill(bank)
    fill(bank)
    assert steps(bank, bank._terms.sound) < few + 500, "of 180 memories more"
    sql(bank, "DELETE FROM memory_terms WHERE rowid < 20")
    bank.close()
    other = open_bank()
    assert found(other, "zebra", k=1) == []
    assert other.check_caches(thoroughly=False)
    assert found(other, "zebra", k=1) == ["a zebra"]
    assert not other.check_caches()


def test_sound_terms_are_left_alone(bank: Bank, open_bank: OpenBank, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(bank)
    bank.close()
    forbid(monkeypatch)
    other = open_bank()
    assert found(other, "cat number 7")[0] == "the cat number 7"
    assert not other.check_caches()


def test_a_failure_that_is_not_the_terms_is_not_healed(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(bank)
    forbid(monkeypatch)
    bank._database._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(MemoryBankError) as error:
        talk(bank, "one more")
    assert error.value.code == "read_only"


def test_a_very_long_question_is_answered(bank: Bank) -> None:
    talk(bank, "my dog is called Rex")
    question = "dog " + " ".join(f"word{number}" for number in range(20_000))
    assert found(bank, question) == ["my dog is called Rex"]


def test_the_faded_take_nobodys_place(bank: Bank) -> None:
    """However many of the best hits have faded, the others are found, in the same order."""
    turns = [talk(bank, f"the dog number {number}", "a dog " * (number % 3)) for number in range(40)]
    everything = [id_ for id_, _ in bank._terms.search(["dog"], 100)]
    for kept in (0, 3, 35):
        bank.memories.set_state(everything[: len(turns) - kept], MemoryState.FADED, NOW)
        assert [id_ for id_, _ in bank._terms.search(["dog"], 5)] == everything[len(turns) - kept :][:5]
        assert [id_ for id_, _ in bank._terms.search(["dog"], 100, faded=True)] == everything
        bank.memories.set_state(everything, MemoryState.ALIVE, NOW)


def test_in_a_large_memory_the_counts_of_common_terms_are_kept(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "COUNTED_UP_TO", 10)
    monkeypatch.setattr(vocabulary, "COMMON", 20)
    fill(bank)
    counting = bank._retriever._vocabulary
    assert counting.frequencies(["dog", "7", "rare"]) == {"dog": 30, "7": 3}
    talk(bank, "a rare dog")
    assert counting.frequencies(["dog", "7", "rare"]) == {"dog": 30, "7": 3, "rare": 1}
    for _ in range(3):
        talk(bank, "a dog")
    assert counting.frequencies(["dog"]) == {"dog": 34}


@pytest.mark.parametrize("few", [True, False])
def test_two_common_terms_find_what_holds_both_and_then_the_latest(bank: Bank, few: bool) -> None:
    for number in range(40):
        talk(bank, "a dog " * (1 + number % 3) + "barks " * (number % 4) + f"{number}")
        talk(bank, "a cat " * (1 + number % 3) + "purrs " * (number % 5) + f"{number}")
    both = [talk(bank, f"the dog saw the cat {'and ran ' * number}").id for number in range(3)]
    talk(bank, "nothing of the kind")
    gone = talk(bank, "dog and cat, and forgotten")
    bank.set_state([memory_of(bank, gone)], MemoryState.FADED, NOW)
    all_of_them = bank._terms.search(["dog", "cat"], 1000)
    dogs = {id_ for id_, _ in bank._terms.search(["dog"], 1000)}
    for limit in (1, 2, 3, 10, 60, 1000):
        found = bank._terms.search_two("dog", "cat", limit, few=few)
        ids = [id_ for id_, _ in found]
        assert len(set(ids)) == len(ids) == min(limit, len(all_of_them))
        weighed = [hit for hit in found if hit[1] > 0]
        if few:
            assert weighed == [hit for hit in all_of_them if hit[0] in dogs][:limit]
        else:
            assert {id_ for id_, _ in weighed} <= {memory_of(bank, turn) for turn in map(bank.dialogue.get, both)}
            assert len(weighed) == min(limit, len(both))
        latest = ids[len(weighed) :]
        assert (
            latest
            == sorted({id_ for id_, _ in all_of_them} - {id_ for id_, _ in weighed}, reverse=True)[: len(latest)]
        )


def test_where_words_are_very_common_recall_finds_what_holds_both(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "COMMON", 10)
    monkeypatch.setattr(module.Terms, "search", None)
    talk(bank, "My sister plays the harp", "How lovely")
    for number in range(120):
        talk(bank, f"I met my sister {number}", "Good")
        talk(bank, f"Somebody plays the harp {number}", "Nice")
    assert found(bank, "Who of us is my sister with the harp?", k=1) == ["My sister plays the harp"]
