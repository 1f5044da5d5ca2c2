"""A text as sentences, in both languages; and whether a sentence tells a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable

from siliconfriend.memory.lexical import search_terms, telling_terms

_SENTENCE = re.compile(
    r"""(?:[^.!?。！？…\n]|[.!?](?=[^\s"'”’」）)]))+ (?:[.!?。！？…]+["'”’」』）)]*|\n|$)""", re.VERBOSE
)
NEARLY_ALL = 0.8


def sentences(text: str) -> list[str]:
    """The sentences of `text`, without the blanks between them; a line break ends one."""
    return [found[0].strip() for found in _SENTENCE.finditer(text) if found[0].strip()]


def without(text: str, unwanted: Iterable[str]) -> str:
    """`text` without its sentences that are among `unwanted`; its lines stay lines."""
    wanted = {plain(one) for one in unwanted}
    if not wanted:
        return text
    lines = []
    for line in text.split("\n"):
        found = sentences(line)
        kept = [one for one in found if plain(one) not in wanted]
        if len(kept) == len(found):
            lines.append(line)
        elif kept:
            lines.append(joined(kept))
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
