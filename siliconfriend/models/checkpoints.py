"""Weights on disk: which files a folder's model is in, and reading them without executing anything."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from siliconfriend.models.base import ModelError

if TYPE_CHECKING:
    from torch import Tensor

Shape = tuple[int, ...]
T = TypeVar("T")

SAFETENSORS, PICKLED = "model.safetensors", "pytorch_model.bin"
INDEX = ".index.json"
SAFE_SUFFIX = ".safetensors"
ZIP, PICKLE = b"PK", b"\x80"


class CheckpointError(ModelError):
    """Weights that cannot be used."""


class NoWeightsError(CheckpointError):
    """There is no model in this folder."""

    code = "no_weights"


class MissingShardError(CheckpointError):
    """The index names a file that is not there."""

    code = "missing_shard"


class DamagedWeightsError(CheckpointError):
    """A file that is cut short, or is not what its name says."""

    code = "damaged_weights"


class UnsafeWeightsError(CheckpointError):
    """A pickle that asks for more than tensors. It was not executed."""

    code = "unsafe_weights"


class OtherModelError(CheckpointError):
    """Weights that do not fit the model that the folder's configuration describes."""

    code = "other_model"


def files(folder: Path) -> tuple[Path, ...]:
    """The files that hold the model of `folder`, safetensors before pickles.

    Raises:
        NoWeightsError: there is none.
        MissingShardError: one of them is missing.
        DamagedWeightsError: their index cannot be read.
    """
    for name in (SAFETENSORS, PICKLED):
        if (folder / name).is_file():
            return (folder / name,)
        index = folder / f"{name}{INDEX}"
        if index.is_file():
            return _indexed(index)
    raise NoWeightsError(folder=folder)


def contents(folder: Path) -> dict[str, Shape]:
    """The shape of each weight of the model in `folder`, by name; milliseconds, for the weights are not read.

    Raises:
        CheckpointError: the model cannot be loaded from there.
    """
    found: dict[str, Shape] = {}
    for file in files(folder):
        found.update(shapes(file))
    return found


def shapes(file: Path) -> dict[str, Shape]:
    """The shape of each tensor of one file, by name, without reading them.

    Raises:
        DamagedWeightsError: it is cut short, or no file of weights.
        UnsafeWeightsError: it is a pickle of something else than tensors.
    """
    return _guarded(_shapes, file)


def read(file: Path) -> dict[str, Tensor]:
    """The tensors of one file by name, on the CPU.

    Raises:
        DamagedWeightsError: it is cut short, or no file of weights.
        UnsafeWeightsError: it is a pickle of something else than tensors.
    """
    return _guarded(_tensors, file)


def difference(found: Mapping[str, Shape], wanted: Mapping[str, Shape]) -> str:
    """The first weight that is missing, too many, or of another shape, as "name: found ≠ wanted"; else empty."""
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            both = (list(one[name]) if name in one else "—" for one in (found, wanted))
            return f"{name}: {' ≠ '.join(map(str, both))}"
    return ""


def _indexed(index: Path) -> tuple[Path, ...]:
    try:
        names = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
        shards = tuple(index.parent / name for name in names)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedWeightsError(_in_a_line(error), file=index) from error
    if not shards or any(shard.parent != index.parent for shard in shards):
        raise DamagedWeightsError(INDEX, file=index)
    for shard in shards:
        if not shard.is_file():
            raise MissingShardError(folder=index.parent, file=shard.name)
    return shards


def _guarded(reader: Callable[[Path], T], file: Path) -> T:
    try:
        return reader(file)
    except MemoryError:
        raise
    except pickle.UnpicklingError as error:
        if _is_pickle(file):
            raise UnsafeWeightsError(file=file) from error
        raise DamagedWeightsError("not weights", file=file) from error
    except Exception as error:  # safetensors, zip and pickle each have errors of their own
        raise DamagedWeightsError(_in_a_line(error), file=file) from error


def _shapes(file: Path) -> dict[str, Shape]:
    if file.suffix == SAFE_SUFFIX:
        from safetensors import safe_open

        with safe_open(file, framework="pt") as opened:
            return {name: tuple(opened.get_slice(name).get_shape()) for name in opened.keys()}  # noqa: SIM118 - it is no mapping
    return {name: tuple(tensor.shape) for name, tensor in _unpickled(file, "meta").items()}


def _tensors(file: Path) -> dict[str, Tensor]:
    if file.suffix == SAFE_SUFFIX:
        from safetensors.torch import load_file

        return load_file(file)
    return _unpickled(file, "cpu")


def _unpickled(file: Path, device: str) -> dict[str, Tensor]:
    import torch

    found = torch.load(file, map_location=device, weights_only=True)
    if not isinstance(found, dict) or not all(isinstance(one, torch.Tensor) for one in found.values()):
        raise TypeError("no tensors by name")
    return found


def _is_pickle(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(2).startswith((ZIP, PICKLE))


def _in_a_line(error: Exception) -> str:
    """The first sentence of what a library says; torch goes on for a page."""
    return f"{type(error).__name__}: {str(error).strip()}".splitlines()[0].partition(". ")[0]
