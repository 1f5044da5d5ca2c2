"""What is said is kept: when, where in its day, with what was recalled, and whatever its characters."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.records import Kind, MemoryBankError, MemoryState, TurnState
from siliconfriend.memory.reflected import Part
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, days, found, memory_of, sql, steps, talk


def test_a_question_is_on_disk_before_anything_else(bank: Bank, open_bank: OpenBank) -> None:
    other = open_bank()
    turn = bank.ask(bank.begin_conversation(NOW), "Are you there?", NOW)
    (seen,) = other.turns()
    assert seen == turn
    assert (seen.query, seen.response, seen.state) == ("Are you there?", "", TurnState.OPEN)
    assert (seen.day, seen.index, seen.said, seen.answered) == (date(2024, 5, 1), 0, NOW, None)


def test_a_reply_is_kept_while_it_is_open_and_not_after(bank: Bank, open_bank: OpenBank) -> None:
    other = open_bank()
    turn = bank.ask(bank.begin_conversation(NOW), "hello", NOW)
    bank.keep(turn.id, "Hel")
    assert (other.turns()[0].response, other.turns()[0].state) == ("Hel", TurnState.OPEN)
    bank.answer(turn.id, "Hello!", state=TurnState.FINISHED, now=days(1), model="toy")
    bank.keep(turn.id, "late")
    (kept,) = other.turns()
    assert (kept.response, kept.state, kept.model) == ("Hello!", TurnState.FINISHED, "toy")
    assert kept.answered == days(1)


@pytest.mark.parametrize("state", [TurnState.FINISHED, TurnState.STOPPED, TurnState.FAILED])
def test_a_reply_keeps_the_way_it_ended(bank: Bank, open_bank: OpenBank, state: TurnState) -> None:
    turn = talk(bank, "hello", "Hel", state=state)
    assert turn.state is state
    assert open_bank().turns() == [turn]


def test_what_was_recalled_is_kept_and_held_more_firmly(bank: Bank, open_bank: OpenBank) -> None:
    dog = talk(bank, "I have a dog", "Nice", NOW)
    cat = talk(bank, "I have a cat", "Nice", NOW)
    recalled = bank.recall("my dog", k=1, now=days(3))
    reply = talk(bank, "What do I have?", "A dog", days(3), recalled=recalled)
    other = open_bank()
    (kept,) = other.turns()[-1].recalled
    assert kept.memory.turn == dog.id
    assert (kept.score, dict(kept.why)) == (recalled[0].score, dict(recalled[0].why))
    assert other.turns()[-1].id == reply.id
    held = other.memories.get([memory_of(bank, dog), memory_of(bank, cat)])
    assert [(one.strength, one.last_recall, one.formed) for one in held.values()] == [
        (2.0, days(3), NOW),
        (1.0, NOW, NOW),
    ]


@pytest.mark.parametrize("state", [TurnState.STOPPED, TurnState.FAILED])
def test_a_recall_that_came_to_no_words_changes_nothing(bank: Bank, state: TurnState) -> None:
    dog = talk(bank, "I have a dog")
    recalled = bank.recall("dog", k=1, now=days(3))
    reply = talk(bank, "What do I have?", "", days(3), recalled=recalled, state=state)
    held = bank.memories.get([memory_of(bank, dog)])[memory_of(bank, dog)]
    assert (held.strength, held.last_recall) == (1.0, NOW)
    assert reply.recalled == ()


def test_a_partial_reply_has_used_what_was_recalled(bank: Bank) -> None:
    dog = talk(bank, "I have a dog")
    recalled = bank.recall("dog", k=1, now=days(3))
    talk(bank, "What do I have?", "A d", days(3), recalled=recalled, state=TurnState.STOPPED)
    assert bank.memories.get([memory_of(bank, dog)])[memory_of(bank, dog)].strength == 2.0


def test_a_clock_set_back_takes_no_time_from_a_memory(bank: Bank) -> None:
    dog = talk(bank, "I have a dog", now=days(10))
    talk(bank, "What do I have?", "A dog", days(1), recalled=bank.recall("dog", k=1, now=days(1)))
    held = bank.memories.get([memory_of(bank, dog)])[memory_of(bank, dog)]
    assert (held.strength, held.last_recall) == (2.0, days(10))


def test_an_echo_is_kept_but_not_remembered_as_new(dense_bank: Bank) -> None:
    turn = talk(dense_bank, "what about the sea", "You said: ZEBRA", echo=True)
    assert dense_bank.turns() == [turn]
    assert turn.response == "You said: ZEBRA"
    memory = dense_bank.memories.get([memory_of(dense_bank, turn)])[memory_of(dense_bank, turn)]
    assert memory.text == "what about the sea"
    assert all(one.why["lexical"] == 0.0 for one in dense_bank.recall("zebra", k=5, now=NOW))
    dense_bank.embed_missing()
    talk(dense_bank, "a real one", "ZEBRA")
    assert found(dense_bank, "zebra", k=1) == ["a real one"]


def test_index_is_the_place_within_the_day_also_after_a_deletion(bank: Bank) -> None:
    said = [talk(bank, f"turn {number}", now=days(number // 3)) for number in range(6)]
    assert [turn.index for turn in said] == [0, 1, 2, 0, 1, 2]
    bank.remove_turn(said[1].id)
    assert [(turn.query, turn.index) for turn in bank.turns()] == [
        ("turn 0", 0),
        ("turn 2", 1),
        ("turn 3", 0),
        ("turn 4", 1),
        ("turn 5", 2),
    ]
    assert [one.memory.index for one in bank.recall("turn 2", k=1, now=NOW)] == [1]
    assert talk(bank, "turn 6", now=days(0)).index == 2
    assert talk(bank, "turn 7", now=days(0)).index == 3


def test_a_deleted_turn_takes_its_memory_and_its_recalls_along(dense_bank: Bank) -> None:
    dog = talk(dense_bank, "I have a dog")
    reply = talk(dense_bank, "what?", "A dog", recalled=dense_bank.recall("dog", k=1, now=NOW))
    sql(dense_bank, "DELETE FROM turn WHERE id = ?", [dog.id])
    assert dense_bank.memories.of_turn(dog.id) is None
    assert dense_bank.dialogue.get(reply.id).recalled == ()
    assert sql(dense_bank, "SELECT count(*) FROM vector WHERE memory NOT IN (SELECT id FROM memory)") == [(0,)]


def test_what_was_recalled_may_be_gone_by_the_time_of_the_reply(bank: Bank) -> None:
    dog, cat = talk(bank, "I have a dog"), talk(bank, "my dog and my cat")
    recalled = bank.recall("dog", k=2, now=NOW)
    sql(bank, "DELETE FROM turn WHERE id = ?", [dog.id])
    reply = talk(bank, "what?", "A dog", recalled=recalled)
    assert [one.memory.turn for one in reply.recalled] == [cat.id]


def test_the_day_is_that_of_the_zone_where_it_was_said(bank: Bank) -> None:
    late = datetime(2024, 5, 1, 23, 30, tzinfo=timezone(timedelta(hours=-7)))
    turn = talk(bank, "still the first here", now=late)
    assert (turn.day, turn.said) == (date(2024, 5, 1), late)
    assert turn.said is not None
    assert turn.said.utcoffset() == timedelta(hours=-7)
    same_moment = late.astimezone(UTC)
    assert talk(bank, "the second in Greenwich", now=same_moment).day == date(2024, 5, 2)


def test_turns_come_oldest_first_a_page_at_a_time(bank: Bank) -> None:
    said = [talk(bank, f"turn {number}", now=days(number // 3)) for number in range(8)]
    assert bank.turns(limit=3) == said[5:]
    assert bank.turns(before=said[5].id, limit=3) == said[2:5]
    assert bank.turns(before=said[2].id, limit=3) == said[:2]
    assert bank.turns(before=said[0].id) == []


@pytest.mark.parametrize("block", [1, 4, 10])
def test_the_end_of_a_conversation_is_all_or_whole_blocks(bank: Bank, block: int) -> None:
    first, second = bank.begin_conversation(NOW), bank.begin_conversation(NOW)
    said = []
    for number in range(25):
        said.append(bank.ask(first, f"turn {number}", NOW))
        bank.ask(second, "beside it", NOW)
    begins = []
    for count, turn in enumerate(said):
        end = bank.end_of_conversation(first, before=turn.id, block=block)
        assert end == said[count - len(end) : count]
        assert len(end) == count or block <= len(end) < 2 * block
        begins += [end[0].id] if end else []
    assert len(set(begins)) == len(range(block, 25, block))


def test_what_is_read_of_a_long_conversation_does_not_grow_with_it(bank: Bank) -> None:
    conversation = bank.begin_conversation(NOW)

    def read() -> int:
        before = bank.ask(conversation, "and now", NOW).id
        return steps(bank, lambda: bank.end_of_conversation(conversation, before=before, block=5))

    with bank.writing():
        for _ in range(20):
            bank.ask(conversation, "a word", NOW)
    few = read()
    with bank.writing():
        for _ in range(600):
            bank.ask(conversation, "a word", NOW)
    assert read() < 30 * few  # whole: hundreds


def test_a_conversation_holds_its_own_turns(bank: Bank) -> None:
    one = talk(bank, "in the first")
    bank.begin_conversation(NOW)
    two = talk(bank, "in the second")
    assert one.conversation != two.conversation
    assert list(bank.all_of_conversation(one.conversation)) == [one]
    assert bank.latest_conversation() == two.conversation


def test_an_unknown_turn_is_an_error_of_ours(bank: Bank) -> None:
    with pytest.raises(MemoryBankError) as error:
        bank.answer(99, "hello", state=TurnState.FINISHED, now=NOW, model="toy")
    assert error.value.code == "no_such_turn"


def test_counts(bank: Bank) -> None:
    one, two = talk(bank, "one"), talk(bank, "two")
    bank.form(NewMemory(Kind.NOTE, NOW.date(), "a note"), NOW)
    bank.set_state([memory_of(bank, one)], MemoryState.PINNED, NOW)
    bank.set_state([memory_of(bank, two)], MemoryState.FADED, NOW)
    counts = bank.counts()
    assert (counts.turns, counts.alive, counts.pinned, counts.faded) == (2, 1, 1, 1)


def test_notes_are_found_at_once(bank: Bank) -> None:
    id_ = bank.form(NewMemory(Kind.NOTE, date(2024, 4, 1), "allergic to peanuts"), NOW)
    (one,) = bank.recall("peanut allergy", k=3, now=NOW)
    assert (one.memory.id, one.memory.kind, one.memory.turn, one.memory.index) == (id_, Kind.NOTE, None, None)
    assert (one.memory.day, one.memory.text) == (date(2024, 4, 1), "allergic to peanuts")


def test_the_portrait_and_what_is_beyond_the_format_are_kept(bank: Bank, open_bank: OpenBank) -> None:
    bank.correct(Part.HISTORY, "grew up by the sea", NOW)
    bank.correct(Part.PERSONALITY, "curious \ud800", NOW)
    bank.identity.keep_extra({"meta": ["数", {"deep": None}], "half": "\udc00"})
    other = open_bank()
    assert other.portrait().overall_history == "grew up by the sea"
    assert other.portrait().overall_personality == "curious \ufffd"
    assert other.portrait().own == (("grew up by the sea",), ("curious \ufffd",), ())
    assert other.identity.extra() == {"meta": ["数", {"deep": None}], "half": "\ufffd"}


def test_a_strength_is_above_nothing(bank: Bank) -> None:
    memory = memory_of(bank, talk(bank, "one"))
    for strength in (0.0, -1.0, math.nan):
        with pytest.raises(MemoryBankError):
            bank.memories.set_clock(memory, strength=strength, recalled=NOW, formed=NOW)
    assert found(bank, "one") == ["one"]


STRANGE = [
    "",
    " \n\t ",
    "nul \x00 in the middle\x00",
    "e\u0301 \u00e9 \u200b \u202e rtl \u2028 \ufeff",
    "👨‍👩‍👧 🏳️‍🌈 𠮷野家 𐍈",
    "%s {0} [b]bold[/b] '; DROP TABLE turn; --",
    "x" * 1_000_000,
    "好" * 300_000,
]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_any_text_comes_back_as_it_was(dense_bank: Bank, open_bank: OpenBank, text: str) -> None:
    turn = talk(dense_bank, text, text)
    dense_bank.recall(text, k=3, now=NOW)
    assert (turn.query, turn.response) == (text, text)
    (kept,) = open_bank().turns()
    assert (kept.query, kept.response) == (text, text)


def test_half_a_surrogate_pair_becomes_a_replacement_character(open_bank: OpenBank) -> None:
    bank = open_bank(StrictEmbedder())
    turn = bank.ask(bank.begin_conversation(NOW), "a \ud83d b", NOW)
    bank.keep(turn.id, "so far \udc00")
    assert bank.turns()[0].response == "so far \ufffd"
    turn = bank.answer(turn.id, "\ud83d\ude00 c \udfff", state=TurnState.FINISHED, now=NOW, model="toy")
    assert (turn.query, turn.response) == ("a \ufffd b", "\U0001f600 c \ufffd")
    bank.form(NewMemory(Kind.NOTE, NOW.date(), "note \ud800", extra={"half": "\udc00"}), NOW)
    assert found(bank, "note \ud800 b") == ["note \ufffd", "a \ufffd b"]


class StrictEmbedder(ToyEmbedder):
    """Like a tokenizer: text must have an encoding."""

    def encode(self, texts):  # type: ignore[no-untyped-def]  # as the parent's
        for text in texts:
            text.encode()
        return super().encode(texts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), max_size=40))
def test_no_text_ever_raises(dense_bank: Bank, text: str) -> None:
    turn = talk(dense_bank, text, text)
    dense_bank.recall(text, k=3, now=NOW)
    assert turn.query.encode("utf-8", "surrogatepass").decode("utf-8", "replace") == turn.query
    if text.isascii():
        assert turn.query == text


@pytest.mark.parametrize(
    "question",
    [
        '"',
        '""""',
        '"dog',
        "dog*",
        "*",
        "^dog",
        "terms:dog",
        "dog AND",
        "AND",
        "OR OR NOT",
        "NEAR(dog cat, 2)",
        "NEAR(",
        "(dog",
        "dog)",
        "- dog",
        "+dog",
        "{terms} : dog",
        "dog;",
        "'dog'",
        "dog\x00cat",
        "!?… ，。",
        "的了吗",
        "the of and",
    ],
)
def test_a_question_is_never_an_expression(bank: Bank, question: str) -> None:
    talk(bank, "my dog and my cat", "和我的猫")
    found_ = found(bank, question)
    assert found_ == (["my dog and my cat"] if {"dog", "and"} & set(_words(question)) else found_)


def _words(question: str) -> list[str]:
    return "".join(char if char.isalpha() else " " for char in question.lower()).split()
