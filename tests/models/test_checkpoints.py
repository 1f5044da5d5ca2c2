"""Weights on disk: found, and read, or refused with the reason and unrun."""

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

import torch
from safetensors.torch import save_file

from siliconfriend.language import Language, words
from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration
from siliconfriend.models.checkpoints import (
    CheckpointError,
    DamagedWeightsError,
    MissingShardError,
    NoWeightsError,
    OtherModelError,
    UnsafeWeightsError,
    contents,
    difference,
    files,
    read,
)
from tests.models.chatglm.golden import VOCABULARY, golden, write_checkpoint

WEIGHTS = {"a": torch.arange(6.0).reshape(2, 3), "b": torch.ones(4).half()}
BIN, SAFE = "pytorch_model.bin", "model.safetensors"
SECOND = "pytorch_model-00002-of-00002.bin"


class Program:
    """Unpickled, it writes a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self._file}",)


def written(file: Path) -> Path:
    if file.suffix == ".safetensors":
        save_file(WEIGHTS, file)
    else:
        torch.save(WEIGHTS, file)
    return file


def index(folder: Path, weight_map: object) -> None:
    (folder / f"{BIN}.index.json").write_text(json.dumps({"weight_map": weight_map}))


@pytest.mark.parametrize("name", [BIN, SAFE])
def test_weights_are_read_and_listed(name: str, tmp_path: Path) -> None:
    found = read(written(tmp_path / name))
    assert found.keys() == WEIGHTS.keys()
    assert all(torch.equal(found[name], WEIGHTS[name]) for name in WEIGHTS)
    assert contents(tmp_path) == {"a": (2, 3), "b": (4,)}


def test_the_form_before_2020_is_read_too(tmp_path: Path) -> None:
    torch.save(WEIGHTS, tmp_path / BIN, _use_new_zipfile_serialization=False)
    assert torch.equal(read(tmp_path / BIN)["a"], WEIGHTS["a"])


def test_shards_are_those_of_the_index_and_safetensors_go_first(tmp_path: Path) -> None:
    for name in ("one.bin", "two.bin", "stray.bin"):
        written(tmp_path / name)
    index(tmp_path, {"a": "two.bin", "b": "one.bin", "c": "two.bin"})
    assert [file.name for file in files(tmp_path)] == ["one.bin", "two.bin"]
    written(tmp_path / SAFE)
    assert [file.name for file in files(tmp_path)] == [SAFE]


def test_no_weights(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none", written(tmp_path / "a.bin")):
        with pytest.raises(NoWeightsError):
            contents(folder)


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    index(tmp_path, {"a": written(tmp_path / "one.bin").name, "b": "two.bin"})
    with pytest.raises(MissingShardError) as caught:
        contents(tmp_path)
    assert caught.value.details["file"] == "two.bin"


@pytest.mark.parametrize("weight_map", [{}, {"a": "../out.bin"}, {"a": "/etc/passwd"}, {"a": 3}, [1], None])
def test_an_index_that_leads_nowhere_or_out_of_the_folder_is_refused(weight_map: object, tmp_path: Path) -> None:
    written(tmp_path / "out.bin")
    (tmp_path / "model").mkdir()
    index(tmp_path / "model", weight_map)
    with pytest.raises(DamagedWeightsError):
        files(tmp_path / "model")


@pytest.mark.parametrize("name", [BIN, SAFE])
@pytest.mark.parametrize("damage", ["half", "end", "empty", "page", "words"])
def test_damage_is_told_before_anything_is_loaded(name: str, damage: str, tmp_path: Path) -> None:
    file = written(tmp_path / name)
    whole = file.read_bytes()
    file.write_bytes(
        {
            "half": whole[: len(whole) // 2],
            "end": whole[:-9],
            "empty": b"",
            "page": b"<html>404 not found</html>",
            "words": b"hello there, this is no model at all",
        }[damage]
    )
    with pytest.raises(DamagedWeightsError) as caught:
        contents(tmp_path)
    assert caught.value.details["file"] == file
    assert len(str(caught.value.details["detail"])) < 150
    with pytest.raises(DamagedWeightsError):
        read(file)


@pytest.mark.parametrize("form", ["today", "before 2020", "bare"])
@pytest.mark.parametrize("payload", ["program", "beside weights", "module"])
def test_a_pickle_with_more_than_weights_is_refused_unrun(form: str, payload: str, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    held: Any = {
        "program": Program(ran),
        "beside weights": {**WEIGHTS, "more": Program(ran)},
        "module": torch.nn.Linear(2, 2),
    }[payload]
    if form == "bare":
        (tmp_path / BIN).write_bytes(pickle.dumps(held, protocol=2))
    else:
        torch.save(held, tmp_path / BIN, _use_new_zipfile_serialization=form == "today")
    for reader in (lambda: contents(tmp_path), lambda: read(tmp_path / BIN)):
        with pytest.raises(UnsafeWeightsError):
            reader()
    assert not ran.exists()


def test_a_pickle_of_something_else_is_no_model(tmp_path: Path) -> None:
    for held in ([1, 2], {"a": 3}):
        torch.save(held, tmp_path / BIN)
        with pytest.raises(DamagedWeightsError):
            contents(tmp_path)


def test_the_first_difference_is_told() -> None:
    assert difference({"a": (2,), "b": (3,)}, {"a": (2,), "b": (3,)}) == ""
    assert difference({"a": (2,), "b": (3,)}, {"a": (2,), "b": (3, 4)}) == "b: [3] ≠ [3, 4]"
    assert difference({}, {"a": (2,)}) == "a: — ≠ [2]"
    assert difference({"a": (2,)}, {}) == "a: [2] ≠ —"


@pytest.mark.parametrize(
    "changes",
    [
        {"num_layers": 3},
        {"num_layers": 1},
        {"vocab_size": VOCABULARY + 8},
        {"hidden_size": 64, "num_layers": 28},
        {"quantization_bit": 4},
        {"position_encoding_2d": False},
        {"model_type": "llama"},
        {"hidden_size": "wide"},
        {"bos_token_id": None},
    ],
)
def test_a_chatglm_whose_settings_do_not_fit_its_weights_is_refused(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    folder = write_checkpoint(tmp_path / "model", "safetensors", **changes)
    with pytest.raises(OtherModelError):
        ChatGLMForConditionalGeneration.from_pretrained(folder)


def test_a_chatglm_with_a_weight_too_few_is_refused(tmp_path: Path) -> None:
    folder = write_checkpoint(tmp_path / "model", "safetensors")
    weights = golden("base")
    del weights["transformer.layers.1.mlp.dense_h_to_4h.bias"]
    save_file(weights, folder / SAFE)
    with pytest.raises(OtherModelError) as caught:
        ChatGLMForConditionalGeneration.from_pretrained(folder)
    assert "dense_h_to_4h.bias" in str(caught.value)


def test_a_damaged_chatglm_is_refused(tmp_path: Path) -> None:
    whole = write_checkpoint(tmp_path / "whole", "bin")
    spoilt: dict[str, tuple[type[CheckpointError], Callable[[Path], object]]] = {
        "shard": (MissingShardError, lambda folder: (folder / SECOND).unlink()),
        "cut": (DamagedWeightsError, lambda folder: (folder / SECOND).write_bytes(b"PK\3\4")),
        "program": (UnsafeWeightsError, lambda folder: torch.save(Program(tmp_path / "ran"), folder / SECOND)),
        "no settings": (NoWeightsError, lambda folder: (folder / "config.json").unlink()),
        "settings": (DamagedWeightsError, lambda folder: (folder / "config.json").write_text("{")),
    }
    for name, (error, spoil) in spoilt.items():
        folder = tmp_path / name
        shutil.copytree(whole, folder)
        spoil(folder)
        with pytest.raises(error):
            ChatGLMForConditionalGeneration.from_pretrained(folder)
    assert not (tmp_path / "ran").exists()
    for nowhere in (tmp_path / "none", "THUDM/chatglm-6b"):
        with pytest.raises(NoWeightsError):
            ChatGLMForConditionalGeneration.from_pretrained(nowhere)


@pytest.mark.parametrize("language", list(Language))
def test_what_is_wrong_can_be_said(language: Language, tmp_path: Path) -> None:
    with pytest.raises(NoWeightsError) as caught:
        files(tmp_path)
    said = words(language)(f"errors.{caught.value.code}", **caught.value.details)
    assert str(tmp_path) in said
