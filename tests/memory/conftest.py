"""Memory on a disk of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Embedder, Profile
from tests.memory.toy import NOW, ToyEmbedder

OpenBank = Callable[..., Bank]


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    """Nobody yet."""
    return Profiles(tmp_path / "profiles")


@pytest.fixture
def emily(profiles: Profiles) -> Profile:
    """A person with an empty memory."""
    return profiles.create("Emily", Language.EN, NOW)


@pytest.fixture
def folder(tmp_path: Path, emily: Profile) -> Path:
    """Emily's folder."""
    return tmp_path / "profiles" / emily.id


@pytest.fixture
def open_bank(profiles: Profiles, emily: Profile) -> Iterator[OpenBank]:
    """Opens Emily's memory, as often as asked, and closes every one at the end."""
    opened: list[Bank] = []

    def open_(embedder: Embedder | None = None, curve: Curve | None = None) -> Bank:
        bank = profiles.open(emily, curve)
        opened.append(bank)
        if embedder is not None:
            bank.attach(embedder)
        return bank

    yield open_
    for bank in opened:
        bank.close()


@pytest.fixture
def bank(open_bank: OpenBank) -> Bank:
    """Emily's memory, without an embedder."""
    return open_bank()


@pytest.fixture
def dense_bank(open_bank: OpenBank) -> Bank:
    """Emily's memory, recalling by meaning too."""
    return open_bank(ToyEmbedder())
