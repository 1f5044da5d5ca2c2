import shutil
import subprocess
from pathlib import Path

import pytest

from siliconfriend.places import places
from tests.cli.conftest import COMMAND, Run

PROBE = """
siliconfriend() { %s "$@"; }
export -f siliconfriend
eval "$(siliconfriend completion bash)"
COMP_WORDS=(siliconfriend %s)
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_siliconfriend_completion siliconfriend
printf '%%s\\n' "${COMPREPLY[@]}"
"""


def completed(line: str) -> list[str]:
    """What bash offers for the last word of the line."""
    bash = shutil.which("bash")
    assert bash
    script = PROBE % (" ".join(COMMAND), line)
    done = subprocess.run([bash, "--norc", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@pytest.fixture
def in_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`siliconfriend` is a program: click's script starts it through env."""
    script = tmp_path / "bin" / "siliconfriend"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(script.parent), prepend=":")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(run: Run, shell: str) -> None:
    done = run("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"_SILICONFRIEND_COMPLETE={shell}_complete" in done.out


def test_another_shell_is_a_mistake(run: Run) -> None:
    assert run("completion", "cmd").code == 2


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mem", ["memory"]),
        ("profile re", ["rename"]),
        ("config set chat.te", ["chat.temperature"]),
        ("memory list --profile em", ["Emily", "'Emily Chen'"]),
        ("profile delete 小", ["'小林'"]),
    ],
)
def test_bash_completes(run: Run, people: None, in_path: None, line: str, offered: list[str]) -> None:
    run("profile", "create", "Emily Chen")
    assert completed(line) == offered


def test_a_home_that_cannot_be_read_offers_no_names(run: Run, in_path: None, home: Path) -> None:
    home.write_text("a file")
    assert completed("profile delete E") == [""]
    assert places().data == home / "data"
