import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_the_evaluation_data(tmp_path: Path) -> None:
    wanted = {
        f"siliconfriend/{file.relative_to(ROOT)}" for file in (ROOT / "eval_data").rglob("*") if file.is_file()
    }
    if not wanted:
        pytest.skip("there is no eval_data yet")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert wanted - set(archive.namelist()) == set()
