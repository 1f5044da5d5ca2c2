"""A text as sentences, in both languages; and whether a sentence tells a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from siliconfriend.memory.lexical import in_a_row, search_terms, telling_terms

_SENTENCE = re.compile(
    r"""(?:(?![”」]\s*[“「])[^.!?。！？…\n]|[.!?](?=[^\s"'”’」）)])
    |(?<=\bMr)\.|(?<=\bMrs)\.|(?<=\bMs)\.|(?<=\bDr)\.|(?<=\bSt)\.|(?<=\be\.g)\.|(?<=\bi\.e)\.
    |(?<=\b[ap]\.m)\.(?=[^\S\n]+[a-z])|(?<=\b[A-Z])\.(?=[^\S\n]+[A-Z]\.)|(?<=\b[A-Z]\.\s[A-Z])\.(?=[^\S\n]+[A-Z][a-z]))+
    (?:[.!?。！？…]+["'”’」』）)]*|[”」](?=\s*[“「])|\n|$)""",
    re.VERBOSE,
)
NEARLY_ALL = 0.8
LONGEST_QUOTATION = 6
"""Sentences: a sign that is not closed by then is no quotation."""


def sentences(text: str) -> list[str]:
    """The sentences of `text`, without the blanks between them; a line break ends one, and so does a quotation
    that another follows.
    """
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip()]


def quotations_whole(found: Sequence[str]) -> list[str]:
    """Sentences in their order, those that one quotation goes through as one."""
    whole, at = [], 0
    while at < len(found):
        rest = found[at : at + LONGEST_QUOTATION]
        taken = next((count for count in range(1, len(rest) + 1) if _closed("".join(rest[:count]))), 1)
        whole.append(joined(rest[:taken]))
        at += taken
    return whole


def _closed(text: str) -> bool:
    return text.count('"') % 2 == 0 and all(text.count(one) == text.count(other) for one, other in ("“”", "「」"))


def without(text: str, unwanted: Iterable[str]) -> str:
    """`text` without its sentences that are among `unwanted`; its lines stay lines."""
    wanted = {plain(one) for one in unwanted}
    if not wanted:
        return text
    lines = []
    for line in text.split("\n"):
        found = [one[0] for one in _SENTENCE.finditer(line) if one[0].strip()]
        kept = [one for one in found if plain(one) not in wanted]
        if len(kept) == len(found):
            lines.append(line)
        elif kept:
            lines.append("".join(kept).strip())
    return "\n".join(lines).strip()


def joined(found: Iterable[str]) -> str:
    """Sentences as one text: a blank between them where the language has one."""
    text = ""
    for one in found:
        text += f" {one}" if text and text[-1].isascii() else one
    return text


def plain(sentence: str) -> str:
    """Equal for sentences that differ only in case, blanks, and signs."""
    return " ".join(search_terms(sentence))


def holds(text: str, words: str) -> bool:
    """Whether `words` stand in `text` one after the other, whatever their case, width, blanks and signs."""
    wanted, held = (f" {' '.join(in_a_row(one))} " for one in (words, text))
    return bool(wanted.strip()) and wanted in held


def alike(one: str, other: str) -> bool:
    """Whether two texts differ only in case, width, blanks and signs."""
    return one == other or (bool(in_a_row(one)) and in_a_row(one) == in_a_row(other))


def telling(text: str, fact: str) -> list[str]:
    """The sentences of `text` that tell `fact`: they hold nearly all the words that it is about."""
    about = telling_terms(fact) or search_terms(fact)
    if not about:
        return []
    found = []
    for one in sentences(text):
        held = set(search_terms(one))
        if sum(term in held for term in about) >= NEARLY_ALL * len(about):
            found.append(one)
    return found
