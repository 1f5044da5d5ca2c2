"""Which models and adapters are on this machine: in the hub's cache, and in folders that are in use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from siliconfriend.models.base import ModelError
from siliconfriend.models.local.facts import Facts, look

ADAPTER = "adapter_config.json"


class Adapter(Struct, frozen=True):
    """What an adapter's folder tells about it; `base` is the model that it says it was made for."""

    folder: str
    bytes: int
    kind: str
    rank: int
    alpha: float
    targets: tuple[str, ...]
    base: str


class Installed(Struct, frozen=True):
    """A model or an adapter by the name it is asked for with; `problem` is the error of one that cannot be used."""

    name: str
    facts: Facts | None = None
    adapter: Adapter | None = None
    problem: str = ""
    problem_details: dict[str, str] = {}


def installed(folders: Iterable[str] = ()) -> list[Installed]:
    """What is in the hub's cache, by name, then what is in `folders`."""
    found = [one for name, folder in sorted(_in_cache()) if (one := at(name, folder)) is not None]
    seen: set[Path] = set()
    for name in folders:
        folder = Path(name).expanduser()
        if name and folder.is_dir() and folder.resolve() not in seen:
            seen.add(folder.resolve())
            found.append(at(name, folder) or Installed(name))
    return found


def at(name: str, folder: Path) -> Installed | None:
    """The model or adapter in `folder`; None: neither, such as a data set's cache or an encoder."""
    if (folder / ADAPTER).is_file():
        return Installed(name, adapter=adapter_at(folder))
    if not (folder / "config.json").is_file():
        return None
    try:
        return Installed(name, facts=look(folder))
    except ModelError as error:
        return Installed(name, problem=error.code, problem_details={k: str(v) for k, v in error.details.items()})


def adapter_at(folder: Path) -> Adapter:
    """What the adapter in `folder` tells; what it does not tell is 0 or empty."""
    try:
        told: Any = json.loads((folder / ADAPTER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = {}
    told = told if isinstance(told, dict) else {}
    targets = told.get("target_modules") or ()
    files = [file for file in folder.iterdir() if file.suffix in (".bin", ".safetensors")]
    return Adapter(
        folder=str(folder),
        bytes=sum(file.stat().st_size for file in files),
        kind=str(told.get("peft_type", "?")),
        rank=told["r"] if isinstance(told.get("r"), int) else 0,
        alpha=float(told["lora_alpha"]) if isinstance(told.get("lora_alpha"), int | float) else 0.0,
        targets=(targets,) if isinstance(targets, str) else tuple(sorted(map(str, targets))),
        base=str(told.get("base_model_name_or_path") or ""),
    )


def _in_cache() -> Iterator[tuple[str, Path]]:
    """Names and folders of what the hub's client has fetched, each in its newest version."""
    from huggingface_hub import constants, scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        cache = scan_cache_dir(constants.HF_HUB_CACHE)
    except (CacheNotFound, ValueError, OSError):
        return
    for repo in cache.repos:
        if repo.repo_type == "model" and repo.revisions:
            newest = max(repo.revisions, key=lambda one: one.last_modified)
            yield repo.repo_id, newest.snapshot_path
