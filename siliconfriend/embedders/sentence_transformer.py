"""Any sentence-transformers model, by folder or by name on the Hugging Face Hub. Loading takes seconds."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from siliconfriend.embedders import hub
from siliconfriend.embedders.coverage import known_share
from siliconfriend.embedders.errors import EmbedderNotInstalledError, EmbedderNotLoadedError
from siliconfriend.embedders.vectors import unit

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from siliconfriend.memory.records import Vectors

MODEL_FILES = {".bin", ".json", ".model", ".safetensors", ".txt"}


class SentenceTransformerEmbedder:
    """A model that sentence-transformers loads.

    `name` holds a sum over the folder's files, or over the Hub model's weights: other weights, another space.
    """

    destination = ""

    def __init__(self, name_or_folder: str) -> None:
        """Load the model, from the network if it is neither a folder nor in the Hub's cache.

        Raises:
            EmbedderError: there is no such folder, or the hub has no such model, or does not answer.
            EmbedderNotInstalledError: there is no sentence-transformers.
            EmbedderNotLoadedError: it is broken, or makes no vectors.
        """
        folder = Path(name_or_folder).expanduser()
        local = folder.is_dir()
        self._lock = threading.Lock()
        self._model = _load(str(folder) if local else name_or_folder)
        version = _folder_sum(folder) if local else _weights_sum(self._model)
        self.name = f"{folder.resolve().name if local else name_or_folder}@{version}"
        try:
            self.dimension: int = self._rows(["one text"]).shape[1]
        except Exception as error:  # a foreign model's code runs here
            raise EmbedderNotLoadedError(name_or_folder, _in_a_line(error)) from error

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension), float32."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return unit(self._rows(texts))

    def coverage(self, text: str) -> float:
        """The share of `text` that the model's tokenizer knows; 1 when it cannot tell."""
        tokenizer = getattr(self._model.tokenizer, "backend_tokenizer", None)
        unknown = getattr(self._model.tokenizer, "unk_token_id", None)
        if tokenizer is None or unknown is None:
            return 1.0
        with self._lock:
            tokenizer.no_truncation()
            return known_share(tokenizer, text, {unknown})

    def _rows(self, texts: Sequence[str]) -> Vectors:
        with self._lock:  # a fast tokenizer cannot be set up for two calls at once
            rows = self._model.encode(list(texts), show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(rows, dtype=np.float32)


def _load(name: str) -> SentenceTransformer:
    folder = Path(name).is_dir()
    if not folder:
        hub.require_name(name)
    if find_spec("sentence_transformers") is None:
        raise EmbedderNotInstalledError(name)
    if folder or hub.kept(name):
        try:
            return _opened(name, local_files_only=True)
        except EmbedderNotLoadedError:
            if folder:
                raise  # of the others a part may be missing
    hub.require(name)
    return _opened(name)


def _opened(name: str, *, local_files_only: bool = False) -> SentenceTransformer:
    try:
        _silence()
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EmbedderNotInstalledError(name) from error
    try:
        return SentenceTransformer(name, local_files_only=local_files_only)
    except Exception as error:  # from a missing file to a foreign model's own error
        raise EmbedderNotLoadedError(name, _in_a_line(error)) from error


def _silence() -> None:
    """Nothing may paint over the screen: no progress bars, no warnings."""
    from transformers.utils.logging import disable_progress_bar

    no_bars: Callable[[], None] = disable_progress_bar  # transformers does not say its type
    no_bars()
    for package in ("transformers", "sentence_transformers", "huggingface_hub"):
        logging.getLogger(package).setLevel(logging.ERROR)


def _folder_sum(folder: Path) -> str:
    """Twelve digits that change with any file a model is loaded from, and not with the folder's place."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in MODEL_FILES and path.is_file()):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return total.hexdigest()[:12]


def _weights_sum(model: SentenceTransformer) -> str:
    """Twelve digits that change with any weight; for a model whose files are the Hub's cache's affair."""
    import torch

    tensors = (tensor.cpu().contiguous().reshape(-1) for tensor in model.state_dict().values())
    sums = sorted(hashlib.sha256(tensor.view(torch.uint8).numpy()).hexdigest() for tensor in tensors)
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()[:12]


def _in_a_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
