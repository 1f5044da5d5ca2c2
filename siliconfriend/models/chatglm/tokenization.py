"""ChatGLM-6B's tokenizer: a sentencepiece vocabulary, blanks as pieces of their own, and [gMASK] <sop> at the
end of a prompt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from siliconfriend.models.checkpoints import DamagedWeightsError, OtherModelError
from siliconfriend.models.sentencepieces import pieces

if TYPE_CHECKING:
    from transformers import BatchEncoding

VOCABULARY = "ice_text.model"
TOKENIZER_CONFIG, MODEL_CONFIG = "tokenizer_config.json", "config.json"

SOP, EOP, MASK, GMASK, SMASK, END, PAD, UNKNOWN = (
    "<sop>", "<eop>", "[MASK]", "[gMASK]", "[sMASK]", "</s>", "<pad>", "<unk>",
)  # fmt: skip
SPECIAL = (SOP, EOP, MASK, GMASK, SMASK, "<s>", END, PAD, UNKNOWN, "<unused_0>", "<ENC>", "<dBLOCK>")

NEWLINE, TAB = "<n>", "<|tab|>"
BLANKS = re.compile(r" {2,80}")
BLANK_PIECE = re.compile(r"<\|blank_(\d+)\|>")


class ChatGLMTokenizer:
    """Text to ids and back.

    In the vocabulary v1.0 ids begin at 20000, after the places of image tokens that were never released; in
    v1.1 at 0. No text that is encoded becomes a special token.
    """

    padding_side = "left"

    def __init__(self, vocabulary: str | Path, *, num_image_tokens: int) -> None:
        """The tokenizer in the file `vocabulary`, its ids moved up by `num_image_tokens`.

        Raises:
            CheckpointError: there is no ChatGLM vocabulary in it.
        """
        file = Path(vocabulary)
        self._pieces = pieces(file, never=SPECIAL)
        self.num_image_tokens = num_image_tokens
        self.vocab_size = num_image_tokens + self._pieces.vocab_size()
        self.unk_token_id = num_image_tokens + self._pieces.unk_id()
        self.bos_token_id, self.eos_token_id, self.mask_token_id, self.gmask_token_id = (
            self._special(piece, file) for piece in (SOP, EOP, MASK, GMASK)
        )
        self.end_token_id, self.pad_token_id = (self._special(piece, file) for piece in (END, PAD))
        self.all_special_ids = [
            num_image_tokens + one for one in range(len(self._pieces)) if self._pieces.is_control(one)
        ] + [self.unk_token_id]

    @classmethod
    def from_pretrained(cls, folder: str | Path, *, num_image_tokens: int | None = None) -> Self:
        """The tokenizer of the checkpoint in `folder`; which of the two vocabularies it is, its files say.

        Raises:
            CheckpointError: there is none, or the files contradict each other.
        """
        folder = Path(folder)
        told = (
            _setting(folder / TOKENIZER_CONFIG, "num_image_tokens")
            if num_image_tokens is None
            else num_image_tokens
        )
        sop = _setting(folder / MODEL_CONFIG, "bos_token_id")
        if told is None:
            plain = cls(folder / VOCABULARY, num_image_tokens=0)
            if sop is None:
                raise OtherModelError(f"{TOKENIZER_CONFIG}: num_image_tokens?", folder=folder)
            told = sop - plain.bos_token_id
        tokenizer = cls(folder / VOCABULARY, num_image_tokens=told)
        if sop is not None and sop != tokenizer.bos_token_id:
            raise OtherModelError(
                f"<sop>: {VOCABULARY} {tokenizer.bos_token_id}, {MODEL_CONFIG} {sop}", folder=folder
            )
        return tokenizer

    def __len__(self) -> int:
        return self.vocab_size

    def __call__(
        self,
        text: str | Sequence[str],
        *,
        add_special_tokens: bool = True,
        padding: bool = False,
        return_tensors: Literal["pt"] | None = None,
    ) -> BatchEncoding:
        """`input_ids` and `attention_mask` (1 at real tokens) of one text or several, padded on the left.

        Raises:
            ValueError: tensors were asked for, the texts differ in length and are not to be padded.
        """
        from transformers import BatchEncoding

        rows = [
            self.encode(one, add_special_tokens=add_special_tokens)
            for one in ([text] if isinstance(text, str) else text)
        ]
        width = max(map(len, rows), default=0) if padding else 0
        ids = [[self.pad_token_id] * (width - len(row)) + row for row in rows]
        real = [[0] * (width - len(row)) + [1] * len(row) for row in rows]
        if isinstance(text, str) and return_tensors is None:
            return BatchEncoding({"input_ids": ids[0], "attention_mask": real[0]})
        return BatchEncoding({"input_ids": ids, "attention_mask": real}, tensor_type=return_tensors)

    def tokenize(self, text: str) -> list[str]:
        """The pieces of `text`."""
        found: list[str] = self._pieces.encode(_blanks_as_pieces(text), out_type=str)
        return found

    def encode(self, text: str, reply: str | None = None, *, add_special_tokens: bool = True) -> list[int]:
        """The ids of a prompt, ending in [gMASK] <sop>; with a `reply` to learn, that and <eop> after it."""
        ids = self._ids(text)
        if add_special_tokens:
            ids += [self.gmask_token_id, self.bos_token_id]
        if reply is not None:
            ids += [*self._ids(reply), self.eos_token_id]
        return ids

    def decode(self, ids: Iterable[int], *, skip_special_tokens: bool = False) -> str:
        """The text of `ids`. Special tokens have none, except <unk>, which shows unless skipped."""
        skipped = self.all_special_ids if skip_special_tokens else ()
        plain = [one - self.num_image_tokens for one in map(int, ids) if one not in skipped]
        text: str = self._pieces.decode([one for one in plain if 0 <= one < len(self._pieces)])
        return BLANK_PIECE.sub(lambda found: " " * int(found[1]), text.replace(NEWLINE, "\n").replace(TAB, "\t"))

    def _ids(self, text: str) -> list[int]:
        return [self.num_image_tokens + one for one in self._pieces.encode(_blanks_as_pieces(text))]

    def _special(self, piece: str, file: Path) -> int:
        found = self._pieces.piece_to_id(piece)
        if found == self._pieces.unk_id():
            raise DamagedWeightsError(f"{piece}?", file=file)
        return self.num_image_tokens + found


def _blanks_as_pieces(text: str) -> str:
    text = text.replace("\n", NEWLINE).replace("\t", TAB)
    return BLANKS.sub(lambda found: f"<|blank_{len(found[0])}|>", text)


def _setting(file: Path, name: str) -> int | None:
    try:
        settings: Any = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DamagedWeightsError(str(error), file=file) from error
    value = settings.get(name) if isinstance(settings, dict) else None
    return value if isinstance(value, int) else None
