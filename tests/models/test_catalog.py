import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.language import Language, words
from siliconfriend.models import api_key
from siliconfriend.models.adapter_errors import NoAdapterError
from siliconfriend.models.address import BadAddressError
from siliconfriend.models.base import ModelError
from siliconfriend.models.catalog import UnknownNameError, local_choice, open_model
from siliconfriend.models.chatgpt import ChatGPT
from siliconfriend.models.checkpoints import NoWeightsError
from siliconfriend.models.local.errors import NeedsBaseError, NotInstalledError
from siliconfriend.settings import ChatSettings

HEAVY = {"openai", "httpx2", "keyring", "torch", "transformers", "pydantic"}
SERVER = "http://127.0.0.1:11434"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*api_key.VARIABLES, "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def opened(**settings: Any) -> tuple[str, str]:
    model = open_model(ChatSettings(**settings))
    return model.name, model.destination


def test_auto_is_builtin_without_key_and_server() -> None:
    assert opened()[1] == ""
    assert opened(model="builtin", base_url=SERVER)[1] == ""
    assert not isinstance(open_model(ChatSettings()), ChatGPT)


@pytest.mark.parametrize("variable", api_key.VARIABLES)
def test_auto_is_openai_with_a_key_in_the_environment(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "sk")
    assert opened() == ("gpt-4.1-mini", "api.openai.com")
    assert opened(model="builtin")[1] == ""


def test_auto_never_asks_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(host: str) -> str:
        raise AssertionError("asked")

    monkeypatch.setattr(api_key, "find", find)
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


def chosen(**settings: Any) -> tuple[str, str, str]:
    choice = local_choice(ChatSettings(**settings))
    assert choice is not None
    return choice.base, choice.form or "", choice.adapter


def test_weights_are_named_by_folder_or_by_a_name_at_the_hub(tmp_path: Path) -> None:
    folder, adapter = tmp_path / "base", tmp_path / "lora"
    folder.mkdir()
    adapter.mkdir()
    base = str(folder)
    assert chosen(model="chatglm", base=base) == (base, "chatglm", "")
    assert chosen(model="BELLE", base=base, adapter=str(adapter)) == (base, "belle", str(adapter))
    assert chosen(base=base) == (base, "", "")
    assert chosen(model=base) == (base, "", "")
    assert chosen(model="Qwen/Qwen3-8B", adapter="me/lora") == ("Qwen/Qwen3-8B", "", "me/lora")
    assert chosen(model="chatglm") == ("zai-org/chatglm-6b", "chatglm", "")


def test_weights_that_are_named_win_over_a_server_and_a_server_over_names(tmp_path: Path) -> None:
    assert chosen(model="belle", base=str(tmp_path), base_url=SERVER)[0] == str(tmp_path)
    for name in ("chatglm", "belle", str(tmp_path), "Qwen/Qwen3-8B", "builtin", "chatgpt"):
        assert name == "builtin" or local_choice(ChatSettings(model=name, base_url=SERVER)) is None


def test_an_adapter_belongs_to_the_base_that_is_set(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert chosen(model=str(other), base=str(tmp_path), adapter=str(tmp_path)) == (str(other), "", "")
    assert local_choice(ChatSettings(model="gpt-4o", base=str(tmp_path))) is None
    assert opened(model="builtin", base=str(tmp_path))[0] == "builtin"


def test_what_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    for error, settings in (
        (NoWeightsError, {"model": gone}),
        (NoWeightsError, {"base": gone}),
        (NoAdapterError, {"base": str(tmp_path), "adapter": gone}),
        (NeedsBaseError, {"model": "belle"}),
    ):
        with pytest.raises(error) as caught:
            open_model(ChatSettings(**settings))  # type: ignore[arg-type] # each is a setting's type
        assert all((gone if "gone" in str(settings) else "belle") in text for text in shown(caught.value))


def test_missing_packages_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("siliconfriend.models.local.model.PACKAGES", ("no_such_package",))
    with pytest.raises(NotInstalledError) as caught:
        open_model(ChatSettings(base=str(tmp_path)))
    assert all("no_such_package" in text and "siliconfriend[local]" in text for text in shown(caught.value))


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
open_model(ChatSettings(base="."))
print({HEAVY!r} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/v1", "HTTPS://models.example.org"])
def test_an_address_is_no_folder(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(UnknownNameError):
        local_choice(ChatSettings(model=address))
