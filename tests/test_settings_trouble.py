"""What is wrong with settings is said as a person says it: what is wanted, what stands there, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from siliconfriend.config_file import UnfitValueError, all_settings, setting
from siliconfriend.language import Language, words
from siliconfriend.settings import Settings, load
from siliconfriend.settings_error import SettingsError
from siliconfriend.settings_trouble import trouble

EN, CN = words(Language.EN), words(Language.CN)
JARGON = ("Expected", "$.", "`", "Literal", "object", "int", "str")


def refused(file: Path, text: str) -> SettingsError:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load(file)
    return error.value


@pytest.mark.parametrize(
    ("text", "en", "cn"),
    [
        (
            "[memory]\ntop_k = 99",
            "memory.top_k takes a whole number from 0 to 50, not “99”.",
            "memory.top_k 可以是：0 到 50 的整数；不能是“99”。",
        ),
        (
            "[memory]\ntop_k = 'many'",
            "memory.top_k takes a whole number from 0 to 50, not “many”.",
            "memory.top_k 可以是：0 到 50 的整数；不能是“many”。",
        ),
        (
            "[chat]\ntop_p = 0",
            "chat.top_p takes a number above 0 and at most 1, not “0”.",
            "chat.top_p 可以是：大于 0、不大于 1 的数；不能是“0”。",
        ),
        (
            "[chat]\nmax_tokens = 1",
            "chat.max_tokens takes a whole number of at least 16, not “1”.",
            "chat.max_tokens 可以是：不小于 16 的整数；不能是“1”。",
        ),
        (
            "[chat]\nmax_tokens = 99999999999999999999",
            "chat.max_tokens takes a whole number from 16 to 9223372036854775807, not “99999999999999999999”.",
            "chat.max_tokens 可以是：16 到 9223372036854775807 的整数；不能是“99999999999999999999”。",
        ),
        (
            "[interface]\nlanguage = 'fr'",
            "interface.language takes one of auto, cn (中文), en (English), not “fr”.",
            "interface.language 可以是：auto, cn (中文), en (English) 之一；不能是“fr”。",
        ),
        (
            "[forgetting]\nenabled = 'perhaps'",
            "forgetting.enabled takes true or false, not “perhaps”.",
            "forgetting.enabled 可以是：true 或 false；不能是“perhaps”。",
        ),
        (
            "[memory]\nmemory.topk = 5",
            "There is no setting “memory.memory”.",
            "没有“memory.memory”这项设置。",
        ),
        (
            "[memory]\ntopk = 5",
            "There is no setting “memory.topk”. Did you mean memory.top_k?",
            "没有“memory.topk”这项设置。是不是想用 memory.top_k？",
        ),
        (
            "[memmory]\ntop_k = 5",
            "“memmory” is no section of the settings. There are: chat, memory,",
            "设置里没有“memmory”这一组。有这些：chat, memory,",
        ),
        ("memory = 5", "“memory” is a section of the settings", "“memory”是一组设置"),
    ],
)
def test_what_stands_in_the_file_is_said_in_words(tmp_path: Path, text: str, en: str, cn: str) -> None:
    file = tmp_path / "config.toml"
    error = refused(file, text)
    assert trouble(EN, error).startswith(f"{file}: {en}")
    assert trouble(CN, error).startswith(f"{file}：{cn}")
    assert [one for one in JARGON if one in trouble(EN, error).replace(str(file), "").split()] == []


@pytest.mark.parametrize(
    ("text", "line"), [("not toml", 1), ("[memory]\ntop_k = \n", 2), ("[memory]\nx = [1,\n2,", 3), ("[a", 1)]
)
def test_a_line_that_is_no_toml_is_named(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "config.toml"
    error = refused(file, text)
    assert trouble(EN, error).startswith(f"{file}, line {line}: this cannot be understood.")
    assert trouble(CN, error).startswith(f"{file} 第 {line} 行看不懂。")


def test_a_file_that_is_no_text_and_a_folder_say_so(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    for path, said in ((file, "is not UTF-8 text"), (tmp_path, "is no ordinary file")):
        with pytest.raises(SettingsError) as error:
            load(path)
        assert trouble(EN, error.value).startswith(f"{path} {said}")
        assert str(path) in trouble(CN, error.value)


def test_the_environment_and_the_command_line_go_by_their_own_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SettingsError) as error:
        load(tmp_path / "none.toml", {"memory.top_k": 99})
    wanted = "takes a whole number from 0 to 50, not"
    assert trouble(EN, error.value, {"memory.top_k": "--top-k"}) == f"--top-k {wanted} “99”."
    assert trouble(EN, error.value) == f"memory.top_k {wanted} “99”."
    monkeypatch.setenv("SILICONFRIEND_MEMORY_TOP_K", "-1")
    with pytest.raises(SettingsError) as error:
        load(tmp_path / "none.toml")
    assert trouble(EN, error.value) == f"SILICONFRIEND_MEMORY_TOP_K {wanted} “-1”."


def test_what_was_written_is_one_short_line(tmp_path: Path) -> None:
    error = refused(tmp_path / "config.toml", '[memory]\ntop_k = "a\\nb\\u0007c' + "x" * 200 + '"')
    said = trouble(EN, error)
    assert "a b c" in said
    assert said.isprintable()
    assert len(said) < 200 + len(str(tmp_path))


@pytest.mark.parametrize("value", ["endpoint:", "endpoint: ", " endpoint:"])
def test_an_endpoint_without_a_model_is_refused_where_it_is_written_but_stops_no_start(
    tmp_path: Path, value: str
) -> None:
    with pytest.raises(UnfitValueError) as error:
        setting("memory.embedder").parse(value)
    assert "minilm, none, endpoint:MODEL, or the name or folder" in trouble(EN, error.value)
    assert "minilm、none、endpoint:模型名" in trouble(CN, error.value)
    file = tmp_path / "config.toml"
    file.write_text(f"[memory]\nembedder = '{value}'\n", encoding="utf-8")
    assert load(file).memory.embedder == value


@pytest.mark.parametrize(
    "value", ["minilm", "none", "", "endpoint:bge-m3", "BAAI/bge-small-en", "/a folder/of mine"]
)
def test_every_way_to_write_an_embedder_is_taken(value: str) -> None:
    assert setting("memory.embedder").parse(value) == value


def test_the_defaults_can_be_written() -> None:
    for one in all_settings().values():
        if not one.key.startswith("keys."):
            assert one.parse(str(one.default).lower() if isinstance(one.default, bool) else str(one.default)) == (
                one.default
            )
    assert Settings() == Settings()
