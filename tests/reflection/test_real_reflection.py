"""Reflection through a server that we did not write: its words are noise, its plumbing is not."""

from datetime import timedelta
from pathlib import Path

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind
from siliconfriend.models.address import Address
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.reflection.reflector import Reflector
from siliconfriend.settings import ChatSettings, Settings
from tests.memory.toy import NOW, days, talk
from tests.models.test_real_server import served  # noqa: F401 - a fixture

pytestmark = pytest.mark.xdist_group("transformers serve")


@pytest.mark.parametrize("language", list(Language))
async def test_days_and_portrait_are_written_by_a_real_server(
    served: tuple[Address, str],  # noqa: F811 - the fixture
    tmp_path: Path,
    language: Language,
) -> None:
    profiles = Profiles(tmp_path / "profiles")
    bank = profiles.open(profiles.create("Emily", language, NOW))
    talk(bank, "Tomorrow I walk by the river with Anna.", "Enjoy it.", NOW)
    talk(bank, "我昨天和安娜在河边散步。", "真好。", days(1))
    model = ChatGPT(served[0], served[1], timeout=60)
    settings = Settings(chat=ChatSettings(context_tokens=3000))
    done = await Reflector(bank, model, settings, lambda: NOW + timedelta(days=2)).run()
    assert (done.days, done.parts, done.spent.calls) == (2, 2, 6)
    assert done.spent.received > 0
    for kind in (Kind.SUMMARY, Kind.INSIGHT):
        assert [one.day for one in bank.memories.all(kind)] == [NOW.date(), days(1).date()]
    assert bank.portrait().overall_history
    again = await Reflector(bank, model, settings, lambda: NOW + timedelta(days=2)).run()
    assert again.spent.calls == 0
    await model.close()
    bank.close()
