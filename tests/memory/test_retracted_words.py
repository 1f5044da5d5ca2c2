"""Who has words forgotten has them forgotten where they were retracted, too: they are kept and told to nobody."""

from __future__ import annotations

from pathlib import Path

from siliconfriend.memory.bank import Bank
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, holding, memory_of, talk

SECRET = "Quarky"
LOVE = f"I am in love with {SECRET}"


def untrue(bank: Bank) -> list[str]:
    return [one.text for one in bank.retracted()]


def test_a_retraction_goes_with_the_memory_in_its_words(bank: Bank, folder: Path) -> None:
    memory = memory_of(bank, talk(bank, f"Well, {LOVE.lower()}!"))
    bank.retract(LOVE, NOW)
    bank.retract("I am a nurse", NOW)
    assert [one.text for one in bank.untrue_with([memory])] == [LOVE]
    assert bank.delete_memories([memory]) == 1
    assert untrue(bank) == ["I am a nurse"]
    bank.close()
    assert holding(folder, [SECRET.encode(), SECRET.lower().encode()]) == {}


def test_it_stays_while_another_memory_says_the_same(bank: Bank) -> None:
    first, second = (memory_of(bank, talk(bank, LOVE)) for _ in range(2))
    bank.retract(LOVE, NOW)
    assert bank.untrue_with([first]) == []
    bank.delete_memories([first])
    assert (untrue(bank), bank.untrue()) == ([LOVE], {second})
    assert [one.text for one in bank.untrue_with([second])] == [LOVE]
    bank.delete_memories([second])
    assert untrue(bank) == []


def test_it_stays_while_the_deletion_can_be_undone(bank: Bank, open_bank: OpenBank) -> None:
    memory = memory_of(bank, talk(bank, LOVE))
    bank.retract(LOVE, NOW)
    bank.begin_deleting([memory], NOW)
    assert bank.portrait().retracted == ()
    assert bank.undo_deleting([memory])
    assert bank.portrait().retracted == (LOVE,)
    assert (untrue(bank), bank.untrue()) == ([LOVE], {memory})
    bank.begin_deleting([memory], NOW)
    bank.close()
    assert untrue(open_bank()) == []


def test_what_is_deleted_and_comes_back_is_silent_if_it_was_retracted_meanwhile(bank: Bank) -> None:
    memory = memory_of(bank, talk(bank, LOVE))
    bank.begin_deleting([memory], NOW)
    word = bank.retract(LOVE, NOW)
    assert bank.undo_deleting([memory])
    assert (bank.untrue(), bank.verdicts()) == ({memory}, {memory: 0.0})
    bank.unretract([word.id])
    assert bank.verdicts() == {}


def test_it_goes_with_a_turn_that_is_removed(bank: Bank) -> None:
    turn = talk(bank, LOVE)
    bank.retract(LOVE, NOW)
    bank.remove_turn(turn.id)
    assert untrue(bank) == []


def test_what_is_not_true_is_found_to_be_forgotten(bank: Bank, folder: Path) -> None:
    other = memory_of(bank, talk(bank, "I love my cat"))
    bank.retract("I am in pain", NOW)
    bank.retract(LOVE, NOW)
    found = bank.untrue_to_forget(f"love {SECRET.lower()}")
    assert [(one.word.text, one.certain) for one in found] == [(LOVE, True)]
    assert [(one.word.text, one.certain) for one in bank.untrue_to_forget("love unicorns")] == [(LOVE, False)]
    assert bank.untrue_to_forget("unicorns") == bank.untrue_to_forget(" ") == []
    assert bank.forget([other], [one.word.id for one in found]) == (1, 1)
    assert untrue(bank) == ["I am in pain"]
    bank.scrub()
    assert holding(folder, [SECRET.encode()]) == {}


def test_what_said_it_is_not_recalled_again_because_it_is_forgotten(bank: Bank) -> None:
    memory = memory_of(bank, talk(bank, LOVE))
    word = bank.retract(LOVE, NOW)
    assert bank.forget([], [word.id, 4711]) == (0, 1)
    assert bank.verdicts() == {memory: 0}
