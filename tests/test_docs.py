"""What README and docs name is there: commands and their options, files of the program, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from siliconfriend.cli.completion import PROGRAM
from siliconfriend.cli.root import root
from siliconfriend.cli.session import Session
from siliconfriend.language import Language, words

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "eval_data" / "README.md", *(ROOT / "docs").glob("*.md")])
WORD = re.compile(r"[a-z][a-z-]*")

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def commands(page: Path) -> Iterator[list[str]]:
    """The words after `siliconfriend`, of each command in a block or between backticks."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```[a-z]*\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    rest = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    for line in (*lines, *re.findall(r"`([^`]+)`", rest)):
        found = re.search(rf"(?:^|[\s(]){PROGRAM} (.*)", line.replace("\n", " "))
        if found and "git clone" not in line:
            shown = re.split(r"\s#|\s[>|] |\)\"", found[1].replace("\\|", "|"))[0]
            yield from alternatives(re.sub(r"[\[\]…]", " ", shown).split())


def alternatives(parts: list[str]) -> Iterator[list[str]]:
    """`list|show` is two commands; of options that stand so, each is looked for."""
    for place, part in enumerate(parts):
        if part == "|":
            yield from alternatives([*parts[:place], *parts[place + 1 :]])
            return
        if "|" in part and not part.startswith("-"):
            for one in part.split("|"):
                yield from alternatives([*parts[:place], one, *parts[place + 1 :]])
            return
    yield parts


def wrong_with(parts: list[str]) -> str:
    """What the program has not of a command; empty when it has all of it."""
    command: click.Command = root(words(Language.EN))
    context = click.Context(command, info_name=PROGRAM, obj=Session())
    options = taken(command) | {"--help": False}
    is_value = False
    for name in (part.rstrip(",.;:") for part in parts):
        if is_value:
            is_value = False
        elif name.startswith("-"):
            if name not in options:
                return name
            is_value = options[name]
        elif isinstance(command, click.Group) and WORD.fullmatch(name):
            if (found := command.get_command(context, name)) is None:
                return name
            command = found
            options |= taken(command)
    return ""


def taken(command: click.Command) -> dict[str, bool]:
    """The options of a command, and whether a value comes after each."""
    options = [one for one in command.params if isinstance(one, click.Option)]
    return {name: not one.is_flag for one in options for name in (*one.opts, *one.secondary_opts)}


@pages
def test_every_command_that_is_named_is_there(page: Path) -> None:
    wrong = [(" ".join(parts), missing) for parts in commands(page) if (missing := wrong_with(parts))]
    assert wrong == []


def test_the_readme_names_commands_at_all() -> None:
    assert len(list(commands(ROOT / "README.md"))) > 20


@pages
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pages
def test_every_file_of_the_program_that_is_named_is_there(page: Path) -> None:
    named = re.findall(r"(?<![\w./-])((?:[\w-]+/)*[\w-]+\.(?:py|tcss))\b", page.read_text(encoding="utf-8"))
    files = [str(file) for file in ROOT.rglob("*.py")] + [str(file) for file in ROOT.rglob("*.tcss")]
    assert [name for name in named if not any(file.endswith(f"/{name}") for file in files)] == []
