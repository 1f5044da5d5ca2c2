"""What is said off the record is in this process alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from siliconfriend.memory.off_record import OffRecord
from siliconfriend.memory.records import MemoryBankError, TurnState

NOW = datetime(2026, 5, 12, 12, tzinfo=UTC)


def test_a_conversation_as_a_bank_would_keep_it() -> None:
    talk = OffRecord()
    first = talk.ask(0, "a secret", NOW)
    talk.keep(first.id, "I se")
    assert talk.end_of_conversation(0, block=9)[0].response == "I se"
    ended = talk.answer(first.id, "I see.", state=TurnState.FINISHED, now=NOW, model="m")
    second = talk.ask(0, "another", NOW)
    assert talk.end_of_conversation(0, block=9) == [ended, second]
    assert ended.off_record
    assert first.id < second.id
    assert talk.reopen(first.id).response == ""
    assert talk.remove_turn(second.id).query == "another"
    with pytest.raises(MemoryBankError, match="no_such_turn"):
        talk.remove_turn(second.id)
