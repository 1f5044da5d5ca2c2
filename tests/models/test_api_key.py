import logging
import sys
import threading
from types import ModuleType, SimpleNamespace

import pytest

from siliconfriend.models import api_key

HOST = "api.openai.com"


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in api_key.VARIABLES:
        monkeypatch.delenv(name, raising=False)


class Keyring(ModuleType):
    """A stand-in for the `keyring` package: `stored` is the keyring, `asked` what was looked up."""

    def __init__(self, stored: dict[tuple[str, str], str], priority: float = 5.0) -> None:
        super().__init__("keyring")
        self.__spec__ = SimpleNamespace(name="keyring")  # type: ignore[assignment] # find_spec wants one
        self.stored = stored
        self.priority = priority
        self.asked: list[tuple[str, str]] = []

    def get_keyring(self) -> SimpleNamespace:
        return SimpleNamespace(priority=self.priority)

    def get_password(self, service: str, user: str) -> str | None:
        self.asked.append((service, user))
        return self.stored.get((service, user))


def installed(monkeypatch: pytest.MonkeyPatch, keyring: Keyring) -> Keyring:
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    return keyring


def test_our_variable_is_preferred_and_blanks_are_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", " sk-openai\n")
    monkeypatch.setenv("SILICONFRIEND_API_KEY", "  ")
    assert api_key.from_environment() == "sk-openai"
    monkeypatch.setenv("SILICONFRIEND_API_KEY", "sk-ours")
    assert api_key.from_environment() == "sk-ours"


def test_the_keyring_is_asked_only_when_the_environment_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = installed(monkeypatch, Keyring({("siliconfriend", HOST): "sk-kept\n"}))
    assert api_key.find(HOST) == "sk-kept"
    assert api_key.find("other.example") is None
    monkeypatch.setenv("OPENAI_API_KEY", "sk-env")
    assert api_key.find(HOST) == "sk-env"
    assert keyring.asked == [("siliconfriend", HOST), ("siliconfriend", "other.example")]


def test_without_the_package_there_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_key, "find_spec", lambda name: None)
    assert api_key.find(HOST) is None


def test_a_backend_that_is_not_recommended_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = installed(monkeypatch, Keyring({("siliconfriend", HOST): "sk"}, priority=0.5))
    assert api_key.find(HOST) is None
    assert keyring.asked == []


def test_a_failing_keyring_is_no_key_and_its_words_are_not_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keyring = installed(monkeypatch, Keyring({}))

    def fail(service: str, user: str) -> str:
        raise RuntimeError("sk-secret is locked")

    monkeypatch.setattr(keyring, "get_password", fail)
    with caplog.at_level(logging.DEBUG):
        assert api_key.find(HOST) is None
    assert "RuntimeError" in caplog.text
    assert "sk-secret" not in caplog.text


def test_a_keyring_that_never_answers_does_not_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring, release = installed(monkeypatch, Keyring({})), threading.Event()
    monkeypatch.setattr(keyring, "get_password", lambda service, user: "late" if release.wait() else None)
    monkeypatch.setattr(api_key, "KEYRING_SECONDS", 0.01)
    assert api_key.find(HOST) is None
    asking = [thread for thread in threading.enumerate() if thread.name == "keyring"]
    assert all(thread.daemon for thread in asking)
    release.set()
    for thread in asking:
        thread.join()
