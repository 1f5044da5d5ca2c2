"""A model may be called as the screen calls it."""

from __future__ import annotations

from typing import Any

import pytest

from siliconfriend.models import api_key
from siliconfriend.models.catalog import as_chosen, host_named, open_model
from siliconfriend.models.plain_names import meant
from siliconfriend.settings import ChatSettings

SERVER = "http://127.0.0.1:11434"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*api_key.VARIABLES, "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def opened(name: str, **settings: Any) -> tuple[str, str]:
    model = open_model(as_chosen(ChatSettings(**settings), name))
    return model.name, model.destination


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("built-in companion", "builtin"),
        ("The Built-in  Companion", "builtin"),
        ("Built-In", "builtin"),
        ("BUILTIN", "builtin"),
        (" 内置伙伴 ", "builtin"),
        ("ChatGPT", "chatgpt"),
        ("Chat GPT", "chatgpt"),
        ("chatgpt-4o-latest", "chatgpt-4o-latest"),
        (" Qwen/Qwen3-8B ", "Qwen/Qwen3-8B"),
        ("auto", "auto"),
        ("", ""),
    ],
)
def test_what_a_person_calls_it(said: str, name: str) -> None:
    assert meant(said) == name


@pytest.mark.parametrize("name", ["built-in companion", "内置伙伴"])
def test_the_built_in_companion_is_no_model_of_a_server(name: str) -> None:
    for server in ("", SERVER):
        assert opened(name, base_url=server) == ("builtin", "")
        assert open_model(ChatSettings(model=name, base_url=server)).destination == ""


def test_chatgpt_is_openais_whatever_server_is_set_for_others() -> None:
    assert opened("ChatGPT", base_url=SERVER) == ("gpt-4.1-mini", "api.openai.com")
    assert opened("chatgpt", base_url="https://eu.api.openai.com/v1") == ("gpt-4.1-mini", "eu.api.openai.com")
    assert opened("chatgpt", base_url="not an address") == ("gpt-4.1-mini", "api.openai.com")
    assert opened("llama", base_url=SERVER) == ("llama", "127.0.0.1:11434")


def test_where_openai_is_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "https://proxy.example.org/v1")
    assert opened("chatgpt", base_url=SERVER) == ("gpt-4.1-mini", "proxy.example.org")


def test_what_the_settings_themselves_say_of_chatgpt_holds() -> None:
    """Both are for everybody, and set together: words go to no host that was not named."""
    assert host_named(ChatSettings(model="chatgpt", base_url=SERVER)) == "127.0.0.1:11434"
