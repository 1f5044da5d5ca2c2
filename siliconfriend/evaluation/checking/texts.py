"""What any text of evaluation data must be: there, in its language, right about weekdays, said once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from siliconfriend.evaluation.checking.problem import Problem
from siliconfriend.evaluation.checking.purity import foreign
from siliconfriend.evaluation.checking.weekdays import weekday_claims

if TYPE_CHECKING:
    from datetime import date

    from siliconfriend.language import Language


def check_words(text: str, where: str, language: Language) -> Iterator[Problem]:
    """What is wrong with the words of a text."""
    if not text.strip():
        yield Problem("empty", where)
    strange = foreign(text, language)
    if strange:
        yield Problem("foreign", where, {"text": strange})


def check_weekdays(text: str, where: str, said: date) -> Iterator[Problem]:
    """What a text that was said on `said` has wrong about weekdays."""
    for claim in weekday_claims(text, said):
        if not claim.true:
            yield Problem("weekday", where, {"words": claim.words, "day": claim.day})


def check_repeats(texts: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Places and texts of which one says the same as another, but for case, width, blanks and punctuation."""
    first: dict[str, str] = {}
    for where, text in texts:
        bare = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
        if bare in first:
            yield Problem("repeated", where, {"other": first[bare]})
        first.setdefault(bare, where)
