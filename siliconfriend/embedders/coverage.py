"""How much of a text a tokenizer has words for."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def known_share(tokenizer: Tokenizer, text: str, unknown: AbstractSet[int]) -> float:
    """The share of `text`, 0 to 1, in tokens that are not among the ids `unknown`; 1 for empty text.

    Counted in letters and digits, so that neither punctuation nor long words cut into many tokens distort it;
    in all characters where there are neither (a line of emoji).
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    pieces = [
        (text[start:end], id_ in unknown) for id_, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
    ]
    letters = [(sum(map(str.isalnum, piece)), lost) for piece, lost in pieces]
    weights = letters if any(count for count, _ in letters) else [(len(piece), lost) for piece, lost in pieces]
    total = sum(count for count, _ in weights)
    return sum(count for count, lost in weights if not lost) / total if total else 1.0
