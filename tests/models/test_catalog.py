import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.language import Language, words
from siliconfriend.models import keys
from siliconfriend.models.address import BadAddressError
from siliconfriend.models.base import ModelError
from siliconfriend.models.catalog import LocalModelError, UnknownNameError, open_model
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.settings import ChatSettings

HEAVY = {"openai", "httpx2", "keyring", "torch", "transformers", "pydantic"}
SERVER = "http://127.0.0.1:11434"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*keys.VARIABLES, "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def opened(**settings: Any) -> tuple[str, str]:
    model = open_model(ChatSettings(**settings))
    return model.name, model.destination


def test_auto_is_builtin_without_key_and_server() -> None:
    assert opened()[1] == ""
    assert opened(model="builtin", base_url=SERVER)[1] == ""
    assert not isinstance(open_model(ChatSettings()), ChatGPT)


@pytest.mark.parametrize("variable", keys.VARIABLES)
def test_auto_is_openai_with_a_key_in_the_environment(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "sk")
    assert opened() == ("gpt-4.1-mini", "api.openai.com")
    assert opened(model="builtin")[1] == ""


def test_auto_never_asks_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(host: str) -> str:
        raise AssertionError("asked")

    monkeypatch.setattr(keys, "find", find)
    assert opened()[1] == ""


def test_auto_with_a_server_takes_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened(base_url=SERVER) == ("127.0.0.1:11434", "127.0.0.1:11434")
    assert opened(base_url=SERVER, openai_model="qwen3") == ("qwen3", "127.0.0.1:11434")
    monkeypatch.setenv("OPENAI_BASE_URL", "localhost:1234")
    assert opened() == ("localhost:1234", "localhost:1234")
    assert opened(base_url=SERVER)[1] == "127.0.0.1:11434"
    monkeypatch.setenv("OPENAI_BASE_URL", "https://api.openai.com/v1")
    assert opened() == ("gpt-4.1-mini", "api.openai.com")


def test_chatgpt_is_the_openai_model() -> None:
    assert opened(model="chatgpt") == ("gpt-4.1-mini", "api.openai.com")
    assert opened(model="ChatGPT", openai_model="gpt-x") == ("gpt-x", "api.openai.com")
    assert opened(model="chatgpt", base_url=SERVER) == ("gpt-4.1-mini", "127.0.0.1:11434")


@pytest.mark.parametrize("name", ["qwen3:8b", "chatglm", "Qwen/Qwen3-8B", "/models/tiny", "gpt-oss"])
def test_any_name_is_the_servers_when_there_is_one(name: str) -> None:
    assert opened(model=name, base_url=SERVER) == (name, "127.0.0.1:11434")


@pytest.mark.parametrize("name", ["gpt-4o", "o3", "o4-mini", "chatgpt-4o-latest", "ft:gpt-4o:me"])
def test_openai_names_need_no_server(name: str) -> None:
    assert opened(model=name) == (name, "api.openai.com")


def shown(error: ModelError) -> list[str]:
    return [words(language)(f"errors.{error.code}", **error.details) for language in Language]


def test_models_on_this_machine_are_refused_in_words(tmp_path: Path) -> None:
    for name in ("chatglm", "BELLE", str(tmp_path), "Qwen/Qwen3-8B"):
        with pytest.raises(LocalModelError) as caught:
            open_model(ChatSettings(model=name))
        assert all(name in text for text in shown(caught.value))


def test_a_name_nobody_knows_is_refused_in_words() -> None:
    with pytest.raises(UnknownNameError) as caught:
        open_model(ChatSettings(model="gpt4all{x}"))
    assert all("gpt4all{x}" in text for text in shown(caught.value))


def test_an_address_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(BadAddressError) as caught:
        open_model(ChatSettings(base_url="not an address"))
    assert all("not an address" in text for text in shown(caught.value))


def test_opening_imports_nothing_heavy() -> None:
    code = f"""
import sys
from siliconfriend.models.catalog import open_model
from siliconfriend.settings import ChatSettings
open_model(ChatSettings())
open_model(ChatSettings(base_url={SERVER!r}))
print({HEAVY!r} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
