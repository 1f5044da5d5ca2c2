"""What a person looks for in everything that was said, read as people write it.

Words apart are looked for each by itself, what stands between quotes as it stands. A turn holds a word that is
written so in it, whatever its case and width, or in another form. Nothing is a command: AND, *, ( and a lone quote
are signs like others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from siliconfriend.memory.lexical import query_terms, search_terms, unstemmed_terms

MOST_PARTS: Final = 12
LONGEST_PART: Final = 500
SHORTEST_BEGUN: Final = 3
_PART: Final = re.compile(
    r"""(?<!\S)(?:"(?P<a>\s*+[^\s"][^"]*+)"|“(?P<b>\s*+[^\s“”][^“”]*+)”|「(?P<c>\s*+[^\s「」][^「」]*+)」)(?!\S)
    |(?P<word>\S++)""",
    re.VERBOSE,
)


_SIGN: Final = re.compile(r"[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or a phrase that was put between quotes: only its beginning, if it is very long."""

    text: str
    phrase: bool = False

    @property
    def forms(self) -> Sequence[str]:
        """How it may be written; SQLite itself sees no difference between the cases of a to z."""
        if self.text.isascii():
            return (self.text,)
        width = unicodedata.normalize("NFKC", self.text)
        accents = (unicodedata.normalize(one, self.text) for one in ("NFC", "NFD"))
        return tuple(dict.fromkeys((self.text, self.text.lower(), self.text.upper(), width, *accents)))

    @property
    def terms(self) -> Sequence[Sequence[str]]:
        """Of each group a term must be there: of a spaced word its stem or beginning, of others every pair."""
        stems, words, bare = search_terms(self.text), unstemmed_terms(self.text), search_terms(_bare(self.text))
        groups = [[stem, word] for stem, word in zip(stems, words, strict=True)]
        if len(bare) == len(groups):
            groups = [[*group, stem] for group, stem in zip(groups, bare, strict=True)]
        if len(words) == 1 and words[0].isascii() and not _SIGN.search(self.text):
            groups[0].append(f"{words[0]}*")
        return [list(dict.fromkeys(group)) for group in groups]


def _bare(text: str) -> str:
    """`text` without accents."""
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def written_forms(text: str) -> list[list[str]]:
    """How the first words that `text` is about may be written, or begin: each is in every text that holds it."""
    stems = query_terms(text)[:MOST_PARTS]
    pairs = list(zip(search_terms(text), unstemmed_terms(text), strict=True))
    found = []
    for stem in stems:
        words = [max(word.split("'"), key=len) for one, word in pairs if one == stem]
        begun = stem[:-1] if stem.isascii() and len(stem) > SHORTEST_BEGUN else stem
        forms = [form for one in (begun, *words) for form in (*Part(one).forms, one.capitalize())]
        found.append(list(dict.fromkeys(forms)))
    return found


def parts(text: str) -> list[Part]:
    """The first words and phrases of `text`; none of blanks."""
    found = []
    for one in _PART.finditer(text.replace("\0", " ")):
        phrase = one["a"] or one["b"] or one["c"]
        found.append(Part((phrase or one["word"])[:LONGEST_PART], phrase is not None))
    return found[:MOST_PARTS]
