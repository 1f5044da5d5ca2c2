"""The screen's strings are the same in both languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources

import pytest

from siliconfriend.language import Language


def strings(language: Language) -> dict[str, str | list[str]]:
    file = resources.files("siliconfriend") / "locale" / language.value / "tui.toml"
    return dict(flat(tomllib.loads(file.read_text(encoding="utf-8")), ""))


def flat(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str | list[str]]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{name}.")
        else:
            assert isinstance(value, str | list)
            yield f"{prefix}{name}", value


def test_both_have_the_same_keys_and_places() -> None:
    english, chinese = strings(Language.EN), strings(Language.CN)
    assert english.keys() == chinese.keys()
    for key, value in english.items():
        other = chinese[key]
        if isinstance(value, str):
            assert isinstance(other, str)
            assert set(re.findall(r"{(\w+)}", value)) == set(re.findall(r"{(\w+)}", other)), key
        else:
            assert len(value) == len(other), key


@pytest.mark.parametrize("key", [key for key in strings(Language.CN) if not key.startswith("dates.months")])
def test_chinese_is_chinese(key: str) -> None:
    value = strings(Language.CN)[key]
    assert re.search(r"[\u4e00-\u9fff]|{", value if isinstance(value, str) else "".join(value))
