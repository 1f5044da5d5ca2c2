"""What would come from the hub is known before anything does."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("huggingface_hub")

from huggingface_hub.errors import LocalEntryNotFoundError

from siliconfriend.models.local import fetching
from siliconfriend.models.local.fetching import to_be_fetched


def test_what_is_here_is_not_fetched_and_nothing_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_the_cache(name: str, **how: object) -> str:
        assert how == {"local_files_only": True}
        if name == "owner/kept":
            return str(tmp_path)
        raise LocalEntryNotFoundError(name)

    monkeypatch.setattr(fetching, "_snapshot", in_the_cache)
    assert to_be_fetched(str(tmp_path), "") == ""
    assert to_be_fetched(str(tmp_path / "nothing" / "here")) == ""
    assert to_be_fetched("owner/kept", "owner/adapter") == "owner/adapter"
    assert to_be_fetched("owner/name", "owner/adapter") == "owner/name"
