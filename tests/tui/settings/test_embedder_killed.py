"""Another embedder, chosen on the settings screen: its progress is seen, and a kill in the middle loses nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import structs
from msgspec.structs import replace
from textual.widgets import ProgressBar

from siliconfriend.memory.records import Profile
from siliconfriend.places import Places
from siliconfriend.settings import MemorySettings, Settings
from siliconfriend.tui.app import FriendApp
from siliconfriend.tui.screens.chat import ChatScreen
from tests.memory.toy import HeldEmbedder, ToyEmbedder
from tests.tui.scripted import Clock, ScriptedCore, ScriptedModel, ready, wait_until
from tests.tui.settings.test_settings_screen import change

if TYPE_CHECKING:
    pass

MANY = 200


async def test_a_kill_in_the_middle_loses_nothing_and_mixes_nothing(
    app: FriendApp,
    home: Places,
    emily: Profile,
    remember: Callable[..., None],
    settings: Settings,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    remember(emily, *[(f"number {number} of many kites", "Yes.") for number in range(MANY)])
    held = HeldEmbedder()
    known = {"none": ToyEmbedder("old"), "another": held}
    monkeypatch.setattr("siliconfriend.opening.open_embedder", lambda settings, key: known[settings.embedder])
    left = tmp_path / "as the kill left it"
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await app.workers.wait_for_complete()
        await change(pilot, "memory.embedder", "another")
        await pilot.press("enter")
        await wait_until(pilot, lambda: held.batches == 2)
        await wait_until(pilot, lambda: app.screen.query_one(ProgressBar).display)
        await pilot.press("down", "up")  # keys are heard meanwhile
        shutil.copytree(home.data, left)
        held.gate.set()
        await app.workers.wait_for_complete()
    chosen = structs.replace(settings, memory=MemorySettings(embedder="another"))
    revived = FriendApp(ScriptedCore(chosen, replace(home, data=left), clock, ScriptedModel()))
    known["another"] = ToyEmbedder("held", dimension=48)
    async with revived.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await revived.workers.wait_for_complete()
        assert isinstance(revived.screen, ChatScreen)
        assert revived.screen.companion is not None
        bank = revived.screen.companion.bank
        assert bank.embed_missing() == 0
        assert 0 < len(known["another"].encoded) < MANY  # the first batch was kept
        dense = bank._retriever.dense
        assert dense is not None
        assert dense.embedder.name == "held"
        for number in (0, MANY // 2, MANY - 1):
            query = f"number {number} of many kites"
            assert query in [one.memory.query for one in bank.recall(query, k=3, now=clock())]
        assert {len(vector) for vector in dense.vectors([1, MANY // 2, MANY]).values()} == {48}
