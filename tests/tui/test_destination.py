"""Where words are sent, in words."""

from __future__ import annotations

import pytest

from siliconfriend.hosts import on_this_machine
from siliconfriend.language import Language, words
from siliconfriend.tui.destination import destination


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


def test_an_address_may_be_whole() -> None:
    assert on_this_machine("http://127.0.0.1:8000/v1")
    assert not on_this_machine("https://api.openai.com/v1")
