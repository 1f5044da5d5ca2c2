"""Where words are sent, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from msgspec.structs import replace

from siliconfriend.companion import Companion
from siliconfriend.embedders.catalog import embedding_host
from siliconfriend.hosts import on_this_machine
from siliconfriend.language import Language, words
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.records import Profile
from siliconfriend.models.builtin import Builtin
from siliconfriend.settings import MemorySettings, Settings
from siliconfriend.tui.destination import destination
from tests.memory.toy import ToyEmbedder
from tests.tui.scripted import ScriptedCore


@pytest.fixture
def bank(core: ScriptedCore, emily: Profile) -> Iterator[Bank]:
    """Emily's memory."""
    with closing(core.profiles().open(emily)) as bank:
        yield bank


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("", "words stay on this machine"),
        ("api.openai.com", "words are sent to api.openai.com"),
        ("127.0.0.1:11434", "127.0.0.1:11434 (this machine)"),
        ("localhost", "localhost (this machine)"),
        ("[::1]:8000", "[::1]:8000 (this machine)"),
        ("localhost.example.org", "words are sent to localhost.example.org"),
        ("192.168.1.5:8000", "words are sent to 192.168.1.5:8000"),
    ],
)
def test_it_is_said_plainly(host: str, said: str) -> None:
    assert destination(words(Language.EN), host) == said


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ("", "what is said is sent to em.org (embedder)"),
        ("127.0.0.1:80", "127.0.0.1:80 (this machine), what is said is sent to em.org (embedder)"),
        ("api.openai.com", "words are sent to api.openai.com and em.org (embedder)"),
        ("em.org:8000", "words are sent to em.org:8000"),
    ],
)
def test_an_embedder_elsewhere_is_named(host: str, said: str) -> None:
    assert destination(words(Language.EN), host, "em.org") == said


def test_an_embedder_reads_nothing_of_whoever_stays_here(monkeypatch: pytest.MonkeyPatch, bank: Bank) -> None:
    there = MemorySettings(embedder="endpoint:small", embedder_url="https://em.org/v1")
    local = replace(there, embedder_url="http://localhost:11434/v1")
    companion = Companion(bank, Builtin(), Settings())
    for settings, host in ((there, "em.org"), (local, ""), (replace(there, embedder="minilm"), "")):
        companion.embedder_awaited = embedding_host(settings)
        assert companion.read_at == host
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    assert not embedding_host(replace(there, embedder_url=""))
    companion.embedder_awaited = embedding_host(there)
    bank.keep_here(True)
    assert companion.read_at == ""


def test_the_embedder_in_use_is_named_when_none_is_made_ready(bank: Bank) -> None:
    companion = Companion(bank, Builtin(), Settings())
    assert companion.read_at == ""
    embedder = ToyEmbedder()
    embedder.destination = "old.org"
    bank.attach(embedder)
    assert companion.read_at == "old.org"
    companion.embedder_awaited = "new.org"
    assert companion.read_at == "new.org"
    bank.detach()
    companion.embedder_awaited = ""
    assert companion.read_at == ""


def test_an_address_may_be_whole() -> None:
    assert on_this_machine("http://127.0.0.1:8000/v1")
    assert not on_this_machine("https://api.openai.com/v1")
