"""How English and Chinese text becomes search terms.

English words are lower-cased and stemmed (Snowball). Chinese runs become single characters and overlapping
pairs, which needs no word list and finds words of two characters, where FTS5's trigrams do not.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snowballstemmer.basestemmer import BaseStemmer

STAMP = "characters, pairs and Snowball stems, 1"

MOST_WORDS = 24
SHORTEST_STEM = 3

_ENDINGS = (
    *("", "s", "es", "d", "ed", "g", "ng", "ing", "y", "ly", "ss", "ess", "ness", "n", "ns", "tion", "tions"),
    *("l", "ls", "al", "ul", "lly", "t", "nt", "ent", "te", "ted", "ce", "nce", "ble", "r", "us", "ty", "lity"),
)

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(
    rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>(?:(?![{_UNSPACED}])[^\W_])+(?:'(?:(?![{_UNSPACED}])[^\W_])+)*)"
)


def search_terms(text: str) -> list[str]:
    """The terms of `text` in its order, repeated as often as they occur."""
    return [_stem(term) for term in _words(text)]


def unstemmed_terms(text: str) -> list[str]:
    """The same terms, words as they are written."""
    return list(_words(text))


def in_a_row(text: str) -> list[str]:
    """The words of `text` as they are written, of unspaced text each character: signs, case and width are left."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    found: list[str] = []
    for run in _RUN.finditer(folded):
        found += run["unspaced"] or [run["word"]]
    return found


def query_terms(text: str) -> list[str]:
    """The terms to look for when `text` is asked, each once; function words only when there is nothing else."""
    words, _, characters = _function_words()
    found = [
        word for word in _words(_without_phrases(text)) if word not in words and not characters.issuperset(word)
    ]
    return list(dict.fromkeys(map(_stem, found or _words(text))))


def telling_terms(text: str) -> list[str]:
    """The terms of a question that say what it is about, each once: none in a mere greeting."""
    words, _, characters = _function_words()
    found = [word for word in _words(_without_phrases(text)) if word not in words and characters.isdisjoint(word)]
    return list(dict.fromkeys(map(_stem, found)))


def looked_for(text: str) -> str:
    """The FTS5 query for what holds all of `text`, of which the last word may be half written; empty for nothing.

    Unspaced text is found as it stands, by its pairs in a row. Half an English word is also what it would be with
    one of the common endings: `runni` finds `run`, as `running` will.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    runs = list(_RUN.finditer(folded))
    parts = []
    for found in runs:
        if unspaced := found["unspaced"]:
            pairs = [unspaced[at : at + 2] for at in range(len(unspaced) - 1)]
            parts.append('"' + " ".join(pairs or [unspaced]) + '"')
        elif found is not runs[-1] or found.end() < len(folded):
            parts.append(f'"{_stem(found["word"])}"')
        else:
            word = found["word"]
            endings = _ENDINGS if word.isascii() and len(word) >= SHORTEST_STEM else ("",)
            stems = dict.fromkeys(_stem(word + ending) for ending in endings)
            begun = '"' + word.replace("'", "") + '" *'
            parts.append("(" + " OR ".join([*(f'"{stem}"' for stem in stems if stem), begun]) + ")")
    return " AND ".join(parts[:MOST_WORDS])


def _without_phrases(text: str) -> str:
    for phrase in _function_words()[1]:
        text = text.replace(phrase, " ")
    return text


@cache
def _function_words() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    file = resources.files("siliconfriend.memory") / "function_words.toml"
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    return frozenset(lists["en"].split()), tuple(lists["cn_phrases"].split()), frozenset(lists["cn"])


def _words(text: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    for found in _RUN.finditer(folded):
        if unspaced := found["unspaced"]:
            yield from unspaced
            yield from (unspaced[at : at + 2] for at in range(len(unspaced) - 1))
        else:
            yield found["word"]


@cache
def _stemmer() -> BaseStemmer:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word.removesuffix("'s")).replace("'", "") if word.isascii() else word
