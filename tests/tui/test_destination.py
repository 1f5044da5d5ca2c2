"""Where words are sent, in words."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from siliconfriend.hosts import on_this_machine
from siliconfriend.language import Language, words
from siliconfriend.memory.records import Profile
from siliconfriend.settings import MemorySettings, Settings
from siliconfriend.tui.destination import destination, embedder_elsewhere


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


def test_an_embedder_reads_nothing_of_whoever_stays_here(monkeypatch: pytest.MonkeyPatch, emily: Profile) -> None:
    there = MemorySettings(embedder="endpoint:small", embedder_url="https://em.org/v1")
    assert embedder_elsewhere(Settings(memory=there), emily) == "em.org"
    assert not embedder_elsewhere(Settings(memory=there), replace(emily, local_only=True))
    for here in (replace(there, embedder_url="http://localhost:11434/v1"), replace(there, embedder="minilm")):
        assert not embedder_elsewhere(Settings(memory=here), emily)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    assert not embedder_elsewhere(Settings(memory=replace(there, embedder_url="")), emily)


def test_an_address_may_be_whole() -> None:
    assert on_this_machine("http://127.0.0.1:8000/v1")
    assert not on_this_machine("https://api.openai.com/v1")
