"""Whoever wrote a note, or said what is not true, before the first message is not met as if nothing were known."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from siliconfriend.companion import Companion
from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.models.base import Prompt
from siliconfriend.settings import Settings
from tests.test_companion import ScriptedModel, saying, talk
from tests.test_prompting import composed

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
QUESTION = "What is my dog called?"


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    profiles = Profiles(tmp_path / "profiles")
    return profiles.open(profiles.create("Abe", Language.EN, NOW))


async def asked(bank: Bank, *, off_record: bool = False) -> Prompt:
    model = ScriptedModel(saying("Well."))
    friend = Companion(bank, model, Settings(), clock=lambda: NOW)
    if off_record:
        friend.go_off_record()
    await talk(friend, [QUESTION])
    return model.prompts[0]


async def test_a_note_is_told_at_the_first_message(bank: Bank) -> None:
    bank.remember("my dog is called Truffle", NOW)
    prompt = await asked(bank)
    assert not prompt.first_meeting
    assert "Truffle" in prompt.messages[-1].content
    assert "first time" not in prompt.messages[0].content


async def test_a_note_is_told_off_the_record_too(bank: Bank) -> None:
    bank.remember("my dog is called Truffle", NOW)
    assert "Truffle" in (await asked(bank, off_record=True)).messages[-1].content


async def test_what_is_not_true_is_told_at_the_first_message(bank: Bank) -> None:
    bank.retract("I have a cat", NOW)
    prompt = await asked(bank)
    assert "I have a cat" in prompt.messages[0].content


@pytest.mark.parametrize("off_record", [False, True])
async def test_of_whom_nothing_is_known_is_met(bank: Bank, off_record: bool) -> None:
    assert (await asked(bank, off_record=off_record)).first_meeting


def test_every_system_message_speaks_of_danger() -> None:
    for first in (True, False):
        assert "may be in danger" in composed(first_meeting=first).messages[0].content
    brief = composed(budget=300).messages[0].content
    assert brief.startswith("You are SiliconFriend, Emily's warm companion.")
    assert "may be in danger" in brief
