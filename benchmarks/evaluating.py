"""How long recall's measurement takes: python benchmarks/evaluating.py [USERS] [TURNS] [QUESTIONS]

Runs `siliconfriend eval --retrieval-only` on USERS (10) people who said TURNS (3000) in all, each of some 170 words
put together from four turns of our own data, with QUESTIONS (2000) of ours: BM25, vectors and newest-first beside
recall. Prints the time it took, by the clock and of the processor, and what part that is of the eight minutes
allowed on two cores.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from siliconfriend.evaluation.datasets import own_dataset
from siliconfriend.language import Language

ALLOWED = 480.0
TURNS_A_DAY = 5
PUT_TOGETHER = 4


def main(users: int, turns: int, questions: int) -> None:
    data, chance = own_dataset(Language.EN), random.Random(3)
    said = [turn for person in data.people for day in person.history.values() for turn in day]
    bank: dict[str, Any] = {}
    asked: list[dict[str, Any]] = []
    for number in range(users):
        name, history = f"User {number}", dict[str, list[dict[str, str]]]()
        for place in range(turns // users):
            day = (date(2023, 1, 1) + timedelta(days=place // TURNS_A_DAY)).isoformat()
            some = chance.sample(said, PUT_TOGETHER)
            together = {
                "query": " ".join(one.query for one in some),
                "response": " ".join(one.response for one in some),
            }
            history.setdefault(day, []).append(together)
        bank[name] = {"name": name, "history": history}
        for _ in range(questions // users):
            text = f"{chance.choice(data.questions).text} {chance.choice(['', 'And then?', 'Tell me.'])}".strip()
            asked.append({"user": name, "question": text, "evidence": [[chance.choice(list(history)), 0]]})
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "bank.json").write_text(json.dumps(bank), encoding="utf-8")
        (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
        took, processor = run(folder)
    print(f"{users} users, {turns} turns, {questions} questions: {took:.0f} s, {processor:.0f} s of the processor")
    print(f"of the {ALLOWED:.0f} s it may take: {took / ALLOWED:.2f}")


def run(folder: Path) -> tuple[float, float]:
    """Seconds by the clock, and of the processor where the system tells."""
    begun, used = time.perf_counter(), children()
    command = [sys.executable, "-m", "siliconfriend", "eval", "--retrieval-only", "--language", "en"]
    files = ["--bank", "bank.json", "--questions", "questions.jsonl", "--output", "out.json"]
    subprocess.run([*command, *files], cwd=folder, check=True)
    return time.perf_counter() - begun, children() - used


def children() -> float:
    """Seconds that processes begun here and ended have used; 0 on Windows."""
    if sys.platform == "win32":
        return 0.0
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(*(int(given) for given in (*sys.argv[1:], *("10", "3000", "2000")[len(sys.argv) - 1 :])))
