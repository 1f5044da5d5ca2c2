import subprocess
import sys
import tomllib
from collections.abc import Mapping
from importlib import resources
from string import Formatter
from typing import Any

import pytest
from rich.cells import cell_len

from tests.cli.conftest import COMMAND, Run

PAGES = [
    (),
    ("chat",),
    ("recall",),
    ("import",),
    ("summarize",),
    ("export",),
    ("profile",),
    ("profile", "list"),
    ("profile", "create"),
    ("profile", "rename"),
    ("profile", "delete"),
    ("memory",),
    *(
        ("memory", name)
        for name in (
            "list",
            "show",
            "search",
            "add",
            "pin",
            "unpin",
            "fade",
            "restore",
            "forget",
            "retract",
            "delete",
        )
    ),
    ("eval",),
    ("eval", "synthesize"),
    ("backup",),
    ("restore",),
    ("erase",),
    ("config",),
    *(("config", name) for name in ("list", "get", "set", "unset", "path")),
    ("tune",),
    ("doctor",),
    ("completion",),
]
HEAVY = {
    "torch",
    "transformers",
    "peft",
    "openai",
    "sentence_transformers",
    "textual",
    "sqlite_utils",
    "numpy",
    "asyncio",
}


@pytest.mark.parametrize("language", ["en", "cn"])
@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_help_fits_a_terminal_of_80_columns(
    run: Run, monkeypatch: pytest.MonkeyPatch, page: tuple[str, ...], language: str
) -> None:
    monkeypatch.setenv("SILICONFRIEND_INTERFACE_LANGUAGE", language)
    shown = run(*page, "--help")
    assert (shown.code, shown.err) == (0, "")
    assert [line for line in shown.out.splitlines() if cell_len(line) > 80] == []
    assert f"siliconfriend {' '.join(page)}".strip() in shown.out
    assert ("Usage:" in shown.out) == (language == "en")
    assert ("用法：" in shown.out) == (language == "cn")


def test_help_speaks_the_language_of_the_locale(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "用法：" in run("--help").out


@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_nothing_heavy_is_imported_for(flag: str) -> None:
    program = (
        "import sys; from siliconfriend.cli.root import run; code = run(sys.argv[1:]);"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, flag], capture_output=True, text=True, check=True)
    assert done.stdout
    assert HEAVY.isdisjoint(done.stderr.split())


def test_help_leaves_nothing_behind(run: Run, home: Any) -> None:
    run("--help")
    run("chat", "--help")
    assert not home.exists()


def test_a_broken_pipe_to_a_pager_says_nothing() -> None:
    line = f"{' '.join(COMMAND)} --help | head -1"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def _strings(part: Mapping[str, Any], path: str = "") -> dict[str, set[str | None]]:
    found = {}
    for key, value in part.items():
        if isinstance(value, dict):
            found.update(_strings(value, f"{path}{key}."))
        else:
            found[path + key] = {name for _, name, _, _ in Formatter().parse(value)} - {None}
    return found


def test_both_languages_have_the_same_strings_with_the_same_places() -> None:
    en, cn = (
        tomllib.loads((resources.files("siliconfriend") / "locale" / one / "cli.toml").read_text("utf-8"))
        for one in ("en", "cn")
    )
    assert _strings(en) == _strings(cn)
