import json
import stat
from pathlib import Path

import pytest

from siliconfriend.cli.settings_words import takes
from siliconfriend.config_file import all_settings
from siliconfriend.language import Language, words
from siliconfriend.places import places
from siliconfriend.setting_words import purpose
from tests.cli.conftest import Run

MINE = """# mine
[memory]
# how many
top_k = 4 # few

[chat]
model = "builtin"
"""


@pytest.fixture
def file(home: Path) -> Path:
    """A config file with comments."""
    places().config.mkdir(parents=True)
    places().config_file.write_text(MINE)
    return places().config_file


def test_set_keeps_comments_and_order(run: Run, file: Path) -> None:
    assert run("config", "set", "memory.top_k", "7").code == 0
    assert file.read_text() == MINE.replace("top_k = 4", "top_k = 7")
    assert run("config", "set", "interface.language", "cn").code == 0
    assert file.read_text().startswith(MINE.replace("top_k = 4", "top_k = 7"))
    assert run("config", "get", "interface.language").out == "cn\n"


def test_a_file_with_the_mark_of_an_editor_before_it_is_read_and_changed(run: Run, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + MINE.encode())
    assert run("config", "get", "memory.top_k").out == "4\n"
    assert run("config", "set", "memory.top_k", "7").code == 0
    assert file.read_text() == MINE.replace("top_k = 4", "top_k = 7")


def test_a_new_file_is_private(run: Run) -> None:
    assert run("config", "set", "forgetting.enabled", "false").code == 0
    assert run("config", "get", "forgetting.enabled").out == "false\n"
    assert stat.S_IMODE(places().config_file.stat().st_mode) == 0o600


def test_a_link_stays_a_link(run: Run, home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    kept.write_text(MINE)
    places().config.mkdir(parents=True)
    places().config_file.symlink_to(kept)
    assert run("config", "set", "memory.top_k", "7").code == 0
    assert places().config_file.is_symlink()
    assert "top_k = 7" in kept.read_text()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("memory.top_k", "99", "memory.top_k takes a whole number from 0 to 50, not “99”."),
        ("memory.top_k", "many", "a whole number"),
        ("memory.embedder", "endpoint:", "minilm, none, endpoint:MODEL"),
        ("chat.temperature", "nan", "a number from 0 to 2"),
        ("chat.max_tokens", "1" + 30 * "0", "a whole number"),
        ("chat.timeout", "inf", "a number"),
        ("chat.top_p", "0", "above 0"),
        ("interface.theme", "pink", "one of ansi-dark, ansi-light, auto, dark, light"),
        ("forgetting.enabled", "off", "true or false"),
        ("chat.model", "\udcff", "any text"),
        ("chat.base_url", "nonsense", "an address such as http://localhost:11434, or nothing, not “nonsense”"),
        ("chat.base_url", "ftp://host", "an address such as http://localhost:11434"),
        ("chat.base_url", "http://", "an address such as http://localhost:11434"),
        ("chat.base_url", "llama3:8b", "an address such as http://localhost:11434"),
        ("memory.embedder_url", "localhost:11434", "with http:// or https://"),
        ("memory.embedder_url", "http://[::1", "with http:// or https://"),
        ("care.country", "Germany", "one of these countries, or nothing: AT, AU, "),
        ("care.country", "XX", "one of these countries"),
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(run: Run, file: Path, key: str, value: str, said: str) -> None:
    done = run("config", "set", key, value)
    assert done.code == 2
    assert said in done.err
    assert file.read_text() == MINE


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("chat.base_url", ["http://my-box", "localhost:11434", "my-box:8080", "api.example.com/v1", "[::1]:1", ""]),
        ("memory.embedder_url", ["http://localhost:11434/v1", "https://vectors.example.org", ""]),
        ("care.country", ["DE", "cn", "UK", ""]),
    ],
)
def test_a_value_as_people_write_it_is_kept_as_it_is(run: Run, key: str, values: list[str]) -> None:
    for value in values:
        assert run("config", "set", key, value).code == 0
        assert run("config", "get", key).out == f"{value}\n"


@pytest.mark.parametrize("value", ["a\nb", "\x1b[31mred", "a\tb", "\x9b31m"])
def test_a_text_that_would_break_its_line_is_not_taken(run: Run, value: str) -> None:
    done = run("config", "set", "chat.model", value)
    assert (done.code, "without control characters" in done.err) == (2, True)
    assert "\x1b" not in done.err
    assert "\x1b" not in run("config", "get", "chat.model").out


def test_a_country_with_help_lines_of_ones_own_is_taken(run: Run, home: Path) -> None:
    places().config.mkdir(parents=True)
    (places().config / "help_lines.toml").write_text('[[SE]]\nname = "Syster"\nnumber = "1"\n', encoding="utf-8")
    assert run("config", "set", "care.country", "se").code == 0


def test_a_value_may_begin_with_a_minus(run: Run) -> None:
    assert run("config", "set", "chat.presence_penalty", "-1").code == 0
    assert run("config", "get", "chat.presence_penalty").out == "-1.0\n"


def test_a_setting_that_does_not_exist(run: Run, file: Path) -> None:
    for args in (("get", "top_k"), ("set", "top_k", "3"), ("unset", "top_k")):
        done = run("config", *args)
        assert done.code == 2
        assert "memory.top_k" in done.err
    assert file.read_text() == MINE


def test_unset(run: Run, file: Path) -> None:
    assert "auto" in run("config", "unset", "chat.model").err
    assert run("config", "get", "chat.model").out == "auto\n"
    assert "# how many" in file.read_text()
    assert run("config", "unset", "chat.model").code == 0


def test_a_broken_file_is_not_overwritten_but_a_bad_value_can_be_mended(run: Run, file: Path) -> None:
    file.write_text("[memory]\ntop_k = 400\n")
    assert run("config", "set", "chat.model", "builtin").code == 2
    assert file.read_text() == "[memory]\ntop_k = 400\n"
    assert run("config", "set", "memory.top_k", "4").code == 0
    file.write_text("[memory\n")
    assert run("config", "set", "chat.model", "builtin").code == 2
    assert file.read_text() == "[memory\n"


def test_list_says_where_each_comes_from(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILICONFRIEND_CHAT_TEMPERATURE", "0.5")
    found = {one["name"]: one for one in run("--top-k", "9", "config", "list", "--json").json["settings"]}
    assert found.keys() == all_settings().keys()
    assert (found["chat.model"]["value"], found["chat.model"]["from"]) == ("builtin", "file")
    assert (found["chat.temperature"]["value"], found["chat.temperature"]["from"]) == (0.5, "environment")
    assert (found["memory.top_k"]["value"], found["memory.top_k"]["from"]) == (9, "flag")
    assert (found["chat.timeout"]["value"], found["chat.timeout"]["from"]) == (60.0, "default")
    assert "chat.temperature = 0.5" in run("config", "list").out
    assert json.loads(run("config", "get", "chat.timeout", "--json").out) == found["chat.timeout"]


def test_set_says_when_the_environment_goes_before(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILICONFRIEND_MEMORY_TOP_K", "3")
    assert "SILICONFRIEND_MEMORY_TOP_K" in run("config", "set", "memory.top_k", "4").err


def test_path(run: Run) -> None:
    assert run("config", "path").out == f"{places().config_file}\n"


@pytest.mark.parametrize("language", list(Language))
def test_every_setting_is_explained(language: Language) -> None:
    say = words(language)
    for one in all_settings().values():
        is_key = one.key.startswith("keys.")  # said as the command is
        assert purpose(say, one) != one.help if is_key else say(f"cli.setting.{one.key}")
        assert takes(say, one)


def test_keys_of_ones_own(run: Run, file: Path) -> None:
    assert run("config", "get", "keys.find").out == "ctrl+f f7\n"
    assert run("config", "set", "keys.find", "Ctrl+L, f12").code == 0
    assert 'find = "ctrl+l f12"' in file.read_text()
    assert run("config", "get", "keys.find").out == "ctrl+l f12\n"
    assert run("config", "set", "keys.theme", "").code == 0
    assert 'theme = ""' in file.read_text()
    assert run("config", "unset", "keys.find").code == 0
    assert run("config", "get", "keys.find").out == "ctrl+f f7\n"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("keys.find", "ctrl+i", "A terminal cannot tell Ctrl+I from Tab."),
        ("keys.find", "fnord", "There is no key called “Fnord”."),
        ("keys.find", "f2", "F2 is already the key for “Edit the last message”."),
        ("keys.find", "x", "X by itself writes something."),
        ("keys.quit", "", "“Close” must have a key."),
        ("keys.fnord", "f5", "keys.fnord"),
    ],
)
def test_a_key_that_cannot_be_had_changes_nothing(run: Run, file: Path, key: str, value: str, said: str) -> None:
    done = run("config", "set", key, value)
    assert done.code == 2
    assert said in done.err
    assert file.read_text() == MINE


def test_a_bad_key_in_the_file_does_not_keep_another_setting_from_being_written(run: Run, file: Path) -> None:
    file.write_text('[keys]\nfind = 3\nfnord = "f5"\n')
    assert run("config", "set", "memory.top_k", "7").code == 0
    assert file.read_text().startswith('[keys]\nfind = 3\nfnord = "f5"\n')
    assert run("config", "list").code == 0
