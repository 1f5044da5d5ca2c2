"""Every string is there in both languages, and has the same places to fill."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import siliconfriend
from siliconfriend.language import Language, Words, language_of, parts, system_language, words
from siliconfriend.memory.store.connecting import ERROR_CODES


def strings(part: str, language: Language) -> dict[str, str | list[str]]:
    """Every string, or list of strings, of a part, by its key."""
    file = resources.files("siliconfriend") / "locale" / language.value / f"{part}.toml"
    return dict(_flat(tomllib.loads(file.read_text(encoding="utf-8")), part))


def _flat(found: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str | list[str]]]:
    for key, value in found.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}.{key}")
        else:
            assert isinstance(value, str | list), f"{prefix}.{key}"
            yield f"{prefix}.{key}", value


def fields(text: str | list[str]) -> set[str]:
    """The places in `text`; a list is given as it is written, and has none."""
    if isinstance(text, list):
        return set()
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_parts() -> None:
    folders = [resources.files("siliconfriend") / "locale" / language.value for language in Language]
    english, chinese = ({file.name for file in folder.iterdir()} for folder in folders)
    assert english == chinese
    assert list(parts()) == sorted(name.removesuffix(".toml") for name in english)
    assert "errors" in parts()


@pytest.mark.parametrize("part", parts())
def test_both_languages_say_the_same_things(part: str) -> None:
    english, chinese = strings(part, Language.EN), strings(part, Language.CN)
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert type(text) is type(chinese[key]), key
        assert fields(text) == fields(chinese[key]), key
        assert all(re.fullmatch(r"[a-z_]+", name) for name in fields(text)), key


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("part", parts())
def test_no_string_is_missing_and_every_one_can_be_filled(part: str, language: Language) -> None:
    english = strings(part, Language.EN)
    for key, text in strings(part, language).items():
        if isinstance(text, list):
            assert words(language).all(key) == tuple(text)
            assert all(one.strip() for one in text), key
        else:
            assert text.strip() or len(english[key]) <= 1, key  # a separator, which the other may not need
            filled = words(language)(key, **dict.fromkeys(fields(text), "{0} [b]x[/b]"))
            assert filled.count("{0} [b]x[/b]") >= len(fields(text)), key


COUNTED = (
    "answers|calls|characters|columns|days|files|memories|parts|people|profiles|questions|records|replies|rows"
    "|sentences|steps|texts|things|tokens|turns|votes|wishes"
)
OTHERS = {"and", "of", "more", "short", "other", "broken", "log"}
NO_COUNTS = {"most", "least", "words", "wanted", "name", "model", "other", "host", "key", "stop", "undo"}
SEVERAL = re.compile(
    r".*(_several|\.some|\.many|\.feeling_count|\.remembering|\.pasted)|browser\.timeline\.year\w*|finding\.more"
    r"|local\.show\.context|tuning\.progress\.rate|tuning\.error\.nothing_to_learn"
)
"""What is said only of more than one."""


def test_one_of_anything_is_told_as_one() -> None:
    """Or there is a string of its own for one."""
    ones = re.compile(rf"\b1 (?:(?:{'|'.join(OTHERS)}) )*(?:{COUNTED})\b|\(s\)")
    every = {key: text for part in parts() for key, text in strings(part, Language.EN).items()}
    told = {
        key: words(Language.EN)(key, **{name: "no count" if name in NO_COUNTS else 1 for name in fields(text)})
        for key, text in every.items()
        if isinstance(text, str) and not (f"{key}_one" in every or SEVERAL.fullmatch(key))
    }
    assert {key: said for key, said in told.items() if ones.search(said)} == {}


def test_a_word_goes_with_its_count() -> None:
    say = words(Language.EN)
    one, two = {"turns_added": 1, "memories_added": 1}, {"turns_added": 2, "memories_added": 0}
    assert say("cli.import.done", name="Bo", turns_known=0, **one) == (
        "Bo: 1 turn added, 0 known already; 1 other memory added."
    )
    assert say("cli.import.done", name="Bo", turns_known=0, **two) == (
        "Bo: 2 turns added, 0 known already; 0 other memories added."
    )


def test_every_error_of_memory_has_words() -> None:
    folder = Path(siliconfriend.__file__).parent / "memory"
    source = "\n".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    codes = set(re.findall(r'MemoryBankError\(\s*"(\w+)"', source)) | set(ERROR_CODES.values())
    codes.add("database_failed")
    assert len(codes) > 10
    assert {f"errors.{code}" for code in codes} <= strings("errors", Language.EN).keys()


def test_values_are_not_formats() -> None:
    said = words(Language.EN)("errors.model_failed", detail="{detail} {0} %s")
    assert "{detail} {0} %s" in said


@pytest.mark.parametrize(
    "key", ["errors", "errors.none", "none.none", "errors.model_failed.deeper", "", "tui.dates"]
)
def test_an_unknown_key_is_an_error(key: str) -> None:
    for ask in (words(Language.EN), words(Language.EN).all):
        with pytest.raises(KeyError):
            ask(key)


def test_a_list_is_not_a_string_nor_a_string_a_list() -> None:
    with pytest.raises(KeyError):
        words(Language.CN)("tui.dates.months")
    with pytest.raises(KeyError):
        words(Language.CN).all("errors.no_key")


def test_words_know_their_language() -> None:
    assert [words(language).language for language in Language] == list(Language)
    assert words(Language.EN) is words(Language.EN)
    assert isinstance(words(Language.CN), Words)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, Language.EN),
        ({"LANG": "C.UTF-8"}, Language.EN),
        ({"LANG": "zh_CN.UTF-8"}, Language.CN),
        ({"LANG": "zh_TW"}, Language.CN),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, Language.CN),
        ({"LANG": "zh_CN", "LC_MESSAGES": "de_DE"}, Language.EN),
        ({"LANG": "zh_CN", "LC_ALL": ""}, Language.CN),
    ],
)
def test_the_systems_language(
    environment: dict[str, str], expected: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert system_language() is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello", Language.EN),
        ("你好", Language.CN),
        ("我买了iPhone", Language.CN),
        ("I went to 北京 last week", Language.EN),
        ("What does 你 mean", Language.EN),
    ],
)
def test_the_language_of_a_text(text: str, expected: Language) -> None:
    for otherwise in Language:
        assert language_of(text, otherwise) is expected


@given(st.text(st.characters(categories=["P", "N", "Z", "S"]), max_size=20), st.sampled_from(list(Language)))
def test_text_without_letters_has_the_other_language(text: str, otherwise: Language) -> None:
    assert language_of(text, otherwise) is otherwise


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("小雨", "真的要永远删除小雨吗？小雨说过的每句话、每条记忆都会删除，无法恢复。"),
        ("Emily", "真的要永远删除 Emily 吗？Emily 说过的每句话、每条记忆都会删除，无法恢复。"),
        ("小雨 B", "真的要永远删除小雨 B 吗？小雨 B 说过的每句话、每条记忆都会删除，无法恢复。"),
    ],
)
def test_chinese_names_stand_in_chinese_without_blanks(name: str, said: str) -> None:
    assert words(Language.CN)("tui.profiles.delete_question", name=name) == said
