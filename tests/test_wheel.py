"""The built wheel works in another environment, with what is installed already and without the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIST_FILES = """
import json, pathlib, siliconfriend
root = pathlib.Path(siliconfriend.__file__).parent
print(json.dumps([str(root), [str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()]]))
"""


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
    )


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a new environment that holds our wheel and, by a path, the packages of this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False, symlinks=True)
    scripts = folder / "env" / "bin"
    found = run(scripts / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    (Path(found.stdout.strip()) / "neighbours.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(sys.executable, "-m", "pip", "--python", scripts / "python", "install", "--no-deps", "--quiet", wheel)
    return scripts


def test_the_wheel_brings_every_file_that_is_not_python(elsewhere: Path) -> None:
    folder, files = json.loads(run(elsewhere / "python", "-P", "-c", LIST_FILES).stdout)
    assert Path(folder).is_relative_to(elsewhere.parent)
    source = ROOT / "siliconfriend"
    wanted = {
        str(file.relative_to(source))
        for file in source.rglob("*")
        if file.is_file() and file.suffix in {".py", ".toml", ".tcss", ".typed"}
    }
    assert wanted - set(files) == set()


def test_the_companion_talks_from_the_wheel(elsewhere: Path, tmp_path: Path) -> None:
    talked = subprocess.run(
        [elsewhere / "siliconfriend", "chat", "--profile", "Ann", "--language", "en", "--model", "builtin"],
        input="My dog is called Biscuit.\nWhat is my dog called?\n",
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "SILICONFRIEND_HOME": str(tmp_path)},
    )
    assert "Biscuit" in talked.stdout.splitlines()[1]
