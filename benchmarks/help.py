"""How long `siliconfriend --help` takes, against `python -c pass`.

`python benchmarks/help.py [RUNS]`: the two start in turn. Prints medians, the ratio, and the difference, which
is to stay under 0.3 s.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

PASS = [sys.executable, "-c", "pass"]
HELP = [sys.executable, "-m", "siliconfriend", "--help"]
ALLOWED_SECONDS = 0.3


def seconds(command: list[str]) -> float:
    """Seconds from start to end of a process."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - begun


def main(runs: int) -> None:
    """Time, compare, print."""
    seconds(HELP)  # compiles what is not compiled yet
    times = [(seconds(PASS), seconds(HELP)) for _ in range(runs)]
    empty, ours = (statistics.median(one) for one in zip(*times, strict=True))
    print(f"python -c pass       {empty * 1000:6.0f} ms")
    print(f"siliconfriend --help {ours * 1000:6.0f} ms   x{ours / empty:.2f}   +{(ours - empty) * 1000:.0f} ms")
    print(f"{'within' if ours - empty < ALLOWED_SECONDS else 'OVER'} {ALLOWED_SECONDS:g} s over python -c pass")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
