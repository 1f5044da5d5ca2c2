"""The process of a model never outlives the program, nor keeps it from ending."""

import asyncio
import os
from pathlib import Path

import pytest

from siliconfriend.models.local.choice import Choice
from siliconfriend.models.local.model import LocalModel
from siliconfriend.models.local.process import LONGEST_KEPT, discreet


def test_a_program_that_ends_without_closing_it_ends(llama: Path) -> None:
    async def begin() -> int:
        model = LocalModel(Choice(str(llama)))
        started = asyncio.Event()
        task = asyncio.create_task(model.load(lambda _: started.set()))
        await started.wait()
        assert not task.done()
        process = model._process
        assert process is not None
        assert process._process is not None
        return process._process.pid

    number = asyncio.run(begin())
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("ValueError: my secret", "ValueError"),
        ("torch.cuda.OutOfMemoryError: my secret", "torch.cuda.OutOfMemoryError"),
        ("pydantic_core.ValidationError : my: secret", "pydantic_core.ValidationError"),
        ('  File "engine.py", line 3, in draw', '  File "engine.py", line 3, in draw'),
        ("Killed", "Killed"),
        ("x" * 1000, "x" * LONGEST_KEPT),
    ],
)
def test_what_it_complains_of_comes_to_the_log_without_what_exceptions_quote(line: str, kept: str) -> None:
    assert discreet(line) == kept
