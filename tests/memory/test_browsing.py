"""Memories in lists: in every order, by kind and standing, and by words that are still being written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.lexical import search_terms
from siliconfriend.memory.looking import Order, Standing, Wanted
from siliconfriend.memory.records import Kind, Memory, MemoryState
from tests.memory.toy import NOW, days, memory_of, talk


def ids(bank: Bank, wanted: Wanted, window: int = 7) -> list[int]:
    """All of a list, read a window at a time."""
    listing = bank.listing(wanted)
    found = [one for first in range(0, listing.count, window) for one in bank.listed(listing, first, window)]
    assert len(found) == listing.count
    return [one.id for one in found if one is not None]


@pytest.fixture
def many(bank: Bank) -> list[Memory]:
    """Forty memories on nine days, of every state, some recalled; a note and two verdicts among them."""
    made = []
    for number in range(40):
        recalled = bank.recall("turn", k=3, now=days(number % 9)) if number % 5 == 0 else []
        made.append(memory_of(bank, talk(bank, f"turn {number}", "yes", days(number % 9), recalled=recalled)))
    made.append(bank.remember("a note", days(3)).id)
    bank.pin(made[3:6], NOW)
    bank.archive(made[10:14], NOW)
    bank.never_recall(made[20:22])
    bank.not_this_one(made[22:23])
    return [bank.memory(id_) for id_ in made]


def fades(memory: Memory, bank: Bank) -> float:
    if memory.state is MemoryState.PINNED:
        return float("inf")
    return (memory.last_recall + timedelta(days=memory.strength * bank.curve.life_days)).timestamp()


def test_every_order_is_what_it_says(bank: Bank, many: list[Memory]) -> None:
    by_day = [one.id for one in sorted(many, key=lambda one: (one.day, one.id))]
    assert ids(bank, Wanted(order=Order.OLDEST)) == by_day
    assert ids(bank, Wanted(order=Order.NEWEST)) == by_day[::-1]
    weakest = [bank.memory(id_) for id_ in ids(bank, Wanted(order=Order.WEAKEST))]
    assert weakest == sorted(many, key=lambda one: (fades(one, bank), one.id))
    assert [one.id for one in weakest[::-1]] == ids(bank, Wanted(order=Order.STRONGEST))
    listing = bank.listing(Wanted(order=Order.RECALLED))
    recalls = [one.recalls for one in bank.listed(listing, 0, 99) if one]
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[0] > 1


@pytest.mark.parametrize("order", Order)
def test_kind_and_standing_narrow_every_order(bank: Bank, many: list[Memory], order: Order) -> None:
    assert [bank.memory(id_).kind for id_ in ids(bank, Wanted(kind=Kind.NOTE, order=order))] == [Kind.NOTE]
    for standing, state in ((Standing.PINNED, MemoryState.PINNED), (Standing.FADED, MemoryState.FADED)):
        held = {one.id for one in many if one.state is state}
        assert set(ids(bank, Wanted(standing=standing, order=order))) == held
        assert ids(bank, Wanted(kind=Kind.SUMMARY, standing=standing, order=order)) == []
    never = ids(bank, Wanted(standing=Standing.NEVER, order=order))
    assert len(never) == 2
    remembered = {one.id for one in many if one.state is not MemoryState.FADED}.difference(never)
    assert set(ids(bank, Wanted(standing=Standing.ALIVE, order=order))) == remembered
    assert len(ids(bank, Wanted(standing=Standing.LOWERED, order=order))) == 1


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(order=Order.OLDEST, standing=Standing.ALIVE), Wanted("turn")])
def test_a_memory_is_where_the_list_has_it(bank: Bank, many: list[Memory], wanted: Wanted) -> None:
    listing = bank.listing(wanted)
    for place, id_ in enumerate(ids(bank, wanted)):
        assert bank.place(listing, id_) == place
    assert bank.place(bank.listing(Wanted("nothing of the kind")), many[0].id) is None


def test_what_is_gone_leaves_its_place_empty(bank: Bank, many: list[Memory]) -> None:
    listing = bank.listing(Wanted("turn"))
    first = bank.listed(listing, 0, 3)
    assert first[1] is not None
    bank.delete_memories([first[1].id])
    assert bank.listed(listing, 0, 3) == [first[0], None, first[2]]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("run", "I was running"),
        ("runni", "I was running"),
        ("running", "we run"),
        ("happine", "she is happy"),
        ("invitatio", "two invitations"),
        ("commitm", "a commitment"),
        ("assista", "my assistant"),
        ("Café sa", "the CAFE on Saturday"),
        ("it's", "it's late"),
        ("火", "我们去吃火锅"),
        ("吃火锅", "我们去吃火锅"),
        ("火锅 Sat", "Saturday 吃火锅"),
        ("ｈｅｌｌｏ", "hello"),
        ('"cat', "a cat"),
        ("r", "a river"),
    ],
)
def test_words_are_found_while_they_are_written(bank: Bank, typed: str, said: str) -> None:
    memory = memory_of(bank, talk(bank, said))
    talk(bank, "什么都没有 nothing else")
    assert ids(bank, Wanted(typed)) == [memory]


@pytest.mark.parametrize("typed", ["火车", "锅火", "runs away", "run ", "cart", "???", "“”"])
def test_what_does_not_hold_all_the_words_is_not_found(bank: Bank, typed: str) -> None:
    talk(bank, "我们去吃火锅, by car, in the rain")
    assert ids(bank, Wanted(typed)) == []


def test_no_words_at_all_list_everything(bank: Bank) -> None:
    talk(bank, "anything")
    assert bank.listing(Wanted("  \n")).count == 1


@given(st.text(max_size=60))
def test_no_text_breaks_a_search(text: str) -> None:
    from siliconfriend.memory.lexical import looked_for

    query = looked_for(text)
    assert bool(query) == bool(search_terms(text))
    assert query.count('"') % 2 == 0


def test_all_there_is_to_say_of_a_memory(bank: Bank) -> None:
    before, turn, after = [talk(bank, f"{word} things", "so") for word in ("first", "second", "third")]
    memory = memory_of(bank, turn)
    reply = talk(bank, "what was second?", "that", days(2), recalled=bank.recall("second", k=1, now=days(2)))
    bank.not_this_one([memory])
    known = bank.known(memory)
    assert (known.memory.query, known.recalls, known.factor) == ("second things", 1, 0.5)
    assert [(one.turn, one.query) for one in known.told] == [(reply.id, "what was second?")]
    assert known.before is not None
    assert known.after is not None
    assert (known.before.id, known.after.id) == (before.id, after.id)
    assert bank.known(bank.remember("a note", NOW).id).before is None


def test_a_window_of_a_long_list_reads_a_window(bank: Bank) -> None:
    with bank.writing():
        for number in range(3000):
            talk(bank, f"turn {number}")
    listing = bank.listing(Wanted())
    assert listing.ids is None
    for first in (0, 1499, 2990):
        plan = _plan(bank, listing.wanted)
        assert "SCAN memory USING COVERING INDEX memory_in_order" in plan
        assert "TEMP B-TREE" not in plan
        assert len(bank.listed(listing, first, 10)) == 10


def _plan(bank: Bank, wanted: Wanted) -> str:
    where, values = bank._shelves._where(wanted, "")
    with bank._database.reading() as db:
        rows = db.execute(
            f"EXPLAIN QUERY PLAN SELECT id FROM memory {where} ORDER BY day DESC, id DESC LIMIT 10 OFFSET 5", values
        )
        return " ".join(str(row[-1]) for row in rows)
