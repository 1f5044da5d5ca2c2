"""Defaults < file < environment < flags, each value checked, each error naming where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import get_type_hints

import msgspec
import pytest

from siliconfriend.settings import Settings, load
from siliconfriend.settings_error import SettingsError


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for section, struct in get_type_hints(Settings).items():
        for name in struct.__struct_fields__:
            monkeypatch.delenv(f"SILICONFRIEND_{section}_{name}".upper(), raising=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A settings file that sets two things."""
    path = tmp_path / "config.toml"
    path.write_text('[memory]\ntop_k = 7\n[interface]\nlanguage = "cn"\n', encoding="utf-8")
    return path


def test_without_a_file_defaults_hold(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Settings()


def test_defaults_are_within_their_own_bounds() -> None:
    assert msgspec.convert(msgspec.to_builtins(Settings()), Settings) == Settings()


def test_the_file_is_above_the_defaults(file: Path) -> None:
    found = load(file)
    assert (found.memory.top_k, found.interface.language) == (7, "cn")
    assert found.memory.embedder == Settings().memory.embedder


def test_the_environment_is_above_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_TOP_K", "9")
    monkeypatch.setenv("SILICONFRIEND_FORGETTING_ENABLED", "false")
    monkeypatch.setenv("SILICONFRIEND_CHAT_TEMPERATURE", "0.5")
    found = load(file)
    assert (found.memory.top_k, found.forgetting.enabled, found.chat.temperature) == (9, False, 0.5)
    assert found.interface.language == "cn"


def test_flags_are_above_all(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_TOP_K", "9")
    found = load(file, {"memory.top_k": 11, "interface.language": None, "chat.model": "chatgpt"})
    assert (found.memory.top_k, found.interface.language, found.chat.model) == (11, "cn", "chatgpt")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[memory]\ntop_k = 51", "memory.top_k"),
        ("[memory]\ntop_k = 'many'", "memory.top_k"),
        ("[forgetting]\nfloor = 0", "forgetting.floor"),
        ("[forgetting]\nfloor = 1", "forgetting.floor"),
        ("[forgetting]\ntau_days = 0", "forgetting.tau_days"),
        ("[forgetting]\ntau_days = inf", "forgetting.tau_days"),
        ("[forgetting]\ntau_days = nan", "forgetting.tau_days"),
        ("[reflection]\ngreeting_after_hours = 1e300", "reflection.greeting_after_hours"),
        ("[chat]\ntimeout = inf", "chat.timeout"),
        ("[chat]\ntop_p = 0", "chat.top_p"),
        ("[interface]\nlanguage = 'fr'", "interface.language"),
        ("[memory]\ntopk = 5", "topk"),
        ("[memmory]\ntop_k = 5", "memmory"),
        ("memory = 5", "memory"),
        ("not toml", "line 1"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, place: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load(file)
    assert str(file) in str(error.value)
    assert place in str(error.value)


def test_bytes_that_are_no_text_are_an_error_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError):
        load(file)


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        load(tmp_path)


def test_a_wrong_value_in_the_environment_is_said_to_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_TOP_K", "-1")
    with pytest.raises(SettingsError, match=r"the environment: .*top_k"):
        load(tmp_path / "none.toml")


def test_a_wrong_flag_is_said_to_be_on_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"the command line: .*top_k"):
        load(tmp_path / "none.toml", {"memory.top_k": 1000})


def test_every_setting_can_be_set_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for section, struct in get_type_hints(Settings).items():
        for name in struct.__struct_fields__:
            value = getattr(getattr(Settings(), section), name)
            monkeypatch.setenv(f"SILICONFRIEND_{section}_{name}".upper(), str(value).lower())
    assert load(tmp_path / "none.toml") == Settings()
