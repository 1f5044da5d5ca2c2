"""The sentencepiece vocabularies of 2023, used raw.

transformers 5 reads leading blanks and special text otherwise than the tokenizers that LLaMA and ChatGLM were
trained with; sentencepiece itself does not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from siliconfriend.models.checkpoints import DamagedWeightsError, NoWeightsError

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

LLAMA_FILE = "tokenizer.model"


def pieces(file: Path, never: Collection[str] = ()) -> SentencePieceProcessor:
    """The vocabulary in `file`; text is never cut into a piece in `never`, nor into any control piece.

    Raises:
        NoWeightsError: there is no such file.
        DamagedWeightsError: it holds no vocabulary.
    """
    from sentencepiece import SentencePieceProcessor

    # What protobuf makes of a schema has no types.
    broken: Any = import_module("google.protobuf.message").DecodeError
    proto: Any = import_module("sentencepiece.sentencepiece_model_pb2")
    kinds, model = proto.ModelProto.SentencePiece, proto.ModelProto()
    try:
        model.ParseFromString(file.read_bytes())
        for piece in model.pieces:
            if piece.piece in never and piece.type == kinds.USER_DEFINED:
                piece.type = kinds.CONTROL
        if not model.pieces:
            raise DamagedWeightsError("0", file=file)
        return SentencePieceProcessor(model_proto=model.SerializeToString())
    except OSError as error:
        raise NoWeightsError(folder=file.parent) from error
    except (broken, RuntimeError) as error:
        raise DamagedWeightsError(str(error).splitlines()[0], file=file) from error


class LlamaTokenizer:
    """LLaMA's tokenizer as BELLE was trained with it. No text becomes <s>, </s> or <unk>."""

    def __init__(self, file: Path) -> None:
        self._pieces = pieces(file)
        self.vocab_size = self._pieces.vocab_size()
        self.unk_token_id = self._pieces.unk_id()
        self.bos_token_id = self._pieces.bos_id()
        self.eos_token_id = self._pieces.eos_id()

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> Self:
        """The tokenizer of the checkpoint in `folder`.

        Raises:
            CheckpointError: there is none.
        """
        return cls(Path(folder) / LLAMA_FILE)

    def encode(self, text: str, *, add_special_tokens: bool = True) -> list[int]:
        """The ids of `text`, after <s> unless told otherwise."""
        ids: list[int] = self._pieces.encode(text)
        return [self.bos_token_id, *ids] if add_special_tokens else ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`; what is no piece of text, <s> among them, has none."""
        text: str = self._pieces.decode([one for one in ids if self._is_text(one)])
        return text

    def _is_text(self, one: int) -> bool:
        return 0 <= one < self.vocab_size and one != self.unk_token_id and not self._pieces.is_control(one)
