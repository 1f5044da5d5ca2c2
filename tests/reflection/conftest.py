"""A memory to reflect on, and a model that counts what it is asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.models.base import ChatModel, ModelError, Prompt, Sampling
from siliconfriend.reflection.reflector import Reflector
from siliconfriend.settings import Settings
from tests.memory.toy import NOW, days, talk

Answer = Callable[[Prompt], str | ModelError]


def what_it_was_asked(prompt: Prompt) -> str:
    """Names the question by its first words."""
    return f"Answer to: {prompt.message.splitlines()[0]}"


@dataclass
class CountingModel:
    """Answers what `answer` says, and keeps what it was asked."""

    answer: Answer = what_it_was_asked
    context_tokens: int | None = None
    prompts: list[Prompt] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    name: str = "counting"
    destination: str = "api.example.com"
    echoes: bool = False

    async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:
        self.prompts.append(prompt)
        self.most.append(sampling.max_tokens)
        found = self.answer(prompt)
        if isinstance(found, ModelError):
            raise found
        for piece in (found[:5], found[5:]):
            yield piece

    async def close(self) -> None:
        """Nothing to let go of."""


@dataclass
class Waits:
    """Patience that takes no time."""

    seconds: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@dataclass
class Person:
    """Somebody whose memory is reflected on."""

    bank: Bank
    now: datetime = NOW + timedelta(days=100)
    waits: Waits = field(default_factory=Waits)
    settings: Settings = field(default_factory=Settings)

    def reflector(self, model: ChatModel) -> Reflector:
        return Reflector(self.bank, model, self.settings, lambda: self.now, sleep=self.waits)


@pytest.fixture(params=[Language.EN, Language.CN])
def person(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Person]:
    """Emily, with three days of talk; she speaks English, and in another run Chinese."""
    yield from _person(tmp_path, request.param)


@pytest.fixture
def emily(tmp_path: Path) -> Iterator[Person]:
    """Emily, who speaks English."""
    yield from _person(tmp_path, Language.EN)


@pytest.fixture
def xiaolin(tmp_path: Path) -> Iterator[Person]:
    """小林, who speaks Chinese."""
    yield from _person(tmp_path, Language.CN)


def _person(tmp_path: Path, language: Language) -> Iterator[Person]:
    profiles = Profiles(tmp_path / "profiles")
    name = "Emily" if language is Language.EN else "小林"
    bank = profiles.open(profiles.create(name, language, NOW))
    for day in range(3):
        for number in range(2):
            talk(bank, f"On day {day} I saw {number + 3} herons by the river", "How quiet that sounds.", days(day))
    yield Person(bank)
    bank.close()
