"""The process of a model never outlives the program, nor keeps it from ending."""

import asyncio
import os
from pathlib import Path

import pytest

from siliconfriend.models.local.choice import Choice
from siliconfriend.models.local.model import LocalModel


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
