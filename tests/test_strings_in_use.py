"""Every string of `locale/` is said somewhere in the code, and every string that the code says is there.

Most keys are written out where they are said. The others are made from parts (`f"browser.keys.{word}"`):
such a key is in use when each of its parts is a word that the code writes down somewhere. What is said of settings
and commands is looked up in their own tables.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

import siliconfriend
from siliconfriend.config_file import all_settings
from siliconfriend.language import Language, parts
from siliconfriend.tui.commands import COMMANDS, Command
from siliconfriend.tui.settings.own import _OWN, SECTION

PACKAGE = Path(siliconfriend.__file__).parent
HOLE = "\0"
KEY = re.compile(rf"({'|'.join(parts())})(\.\w+)+")
BEGUN = re.compile(rf"({'|'.join(parts())}|{HOLE})\.(\w|\.|{HOLE})+")
NO_KEYS = re.compile(r".*\.(py|js|css|html|md|json|jsonl|csv|toml|txt)")
SETTING = re.compile(r"(settings\.(label|help|section)|cli\.setting)\.(?P<one>.+)")
SETTINGS = {*all_settings(), *(f"{SECTION}.{name}" for name in _OWN)}
SAID_OF_OTHERS = {
    *("settings.value.true", "settings.value.false"),  # as a switch is written down
    "settings.value.chat.seed.-1",  # as the number is written down
    *("cli.page.arguments", "cli.page.commands", "cli.page.options"),  # as click heads a page
}
COMMAND = re.compile(r"tui\.commands\.(?P<one>\w+)\.(?P<which>\w+)")


def keys(language: Language) -> set[str]:
    """Every key of a language."""
    files = (PACKAGE / "locale" / language.value).glob("*.toml")
    return {key for file in files for key in _flat(tomllib.loads(file.read_text("utf-8")), file.stem)}


def _flat(found: Mapping[str, object], prefix: str) -> Iterator[str]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}.{name}")
        else:
            yield f"{prefix}.{name}"


@cache
def _nodes() -> Sequence[ast.AST]:
    files = sorted(PACKAGE.rglob("*.py"))
    return [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]


@cache
def written() -> frozenset[str]:
    """Every text that the code writes down, and the names by which values are handed over."""
    found = {node.value for node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    found |= {node.arg for node in _nodes() if isinstance(node, ast.keyword) and node.arg}
    for page in PACKAGE.rglob("*.html"):
        found |= set(re.findall(r'say\("([\w.]+)"\)', page.read_text("utf-8")))
    return frozenset(found)


@cache
def made() -> frozenset[str]:
    """Every text that the code makes from parts, with a `HOLE` for each of them."""
    found = set()
    for node in _nodes():
        if isinstance(node, ast.JoinedStr):
            found.add("".join(str(one.value) if isinstance(one, ast.Constant) else HOLE for one in node.values))
        elif (
            isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
        ):
            found.add(node.left.value + HOLE)
    return frozenset(found)


@cache
def words() -> frozenset[str]:
    """What may stand in a hole: what is written down, as a key spells it."""
    return written() | {re.sub(r"[- ]", "_", text.lower()) for text in written()}


@cache
def affixed() -> tuple[re.Pattern[str], ...]:
    """Words that are made of another one: `happy_after`, `memory_pin`."""
    wanted = [one for one in made() if re.fullmatch(rf"{HOLE}_\w+|\w+_{HOLE}", one)]
    return tuple(re.compile(one.replace(HOLE, r"(\w+)")) for one in wanted)


@cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """Keys that are made from parts."""
    return {
        one: re.compile("(.+)".join(map(re.escape, one.split(HOLE))))
        for one in made()
        if BEGUN.fullmatch(one) and one.strip(HOLE + ".")
    }


def a_word(text: str) -> bool:
    """Whether the code writes down `text`, or the word that it is made of."""
    stems = (found[1] for one in affixed() if (found := one.fullmatch(text)))
    return text in words() | SETTINGS or any(one in words() for one in stems)


def in_use(key: str) -> bool:
    """Whether the code says `key`."""
    if setting := SETTING.fullmatch(key):
        return any(one == setting["one"] or one.startswith(setting["one"] + ".") for one in SETTINGS)
    if command := COMMAND.fullmatch(key):
        return any(command["which"] in said_of(one) for one in COMMANDS if one.id == command["one"])
    matches = (pattern.fullmatch(key) for pattern in patterns().values())
    return key in written() | SAID_OF_OTHERS or any(all(map(a_word, found.groups())) for found in matches if found)


def said_of(command: Command) -> list[str]:
    """Which words a command needs."""
    return ["name", "help", *(["short"] if command.footer else []), *(["slash", "also"] if command.named else [])]


def test_every_string_is_said_somewhere() -> None:
    assert len(keys(Language.EN)) > 1000
    assert [key for key in sorted(keys(Language.EN) | keys(Language.CN)) if not in_use(key)] == []


@pytest.mark.parametrize("language", list(Language))
def test_every_string_that_is_said_is_there(language: Language) -> None:
    there = keys(language)
    tables = {key[: dot.start()] for key in there for dot in re.finditer(r"\.", key)}
    said = {text for text in written() if KEY.fullmatch(text) and not NO_KEYS.fullmatch(text)}
    assert sorted(one for one in said - there - tables - all_settings().keys() if one[-1] != "_") == []
    unmatched = [
        one for one, pattern in patterns().items() if KEY.match(one) and not any(map(pattern.fullmatch, there))
    ]
    assert sorted(unmatched) == []


@pytest.mark.parametrize("language", list(Language))
def test_every_command_and_setting_has_its_words(language: Language) -> None:
    there = keys(language)
    wanted = {f"tui.commands.{one.id}.{which}" for one in COMMANDS for which in said_of(one)}
    for one in (one for one in all_settings() if not one.startswith("keys.")):  # said as their commands are
        wanted |= {f"settings.label.{one}", f"settings.help.{one}", f"cli.setting.{one}"}
    assert sorted(wanted - there) == []


@pytest.mark.parametrize(
    "key",
    [
        "browser.keys.nothing_of_the_kind",
        "tui.nobody.says_this",
        "settings.label.chat.nothing",
        "tui.commands.older.slash",
    ],
)
def test_a_string_that_nobody_says_is_noticed(key: str) -> None:
    assert not in_use(key)
