"""Sentences that only list topics, as the method without a model writes them; one that is denied goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from siliconfriend.language import Language, words
from siliconfriend.memory.lexical import search_terms
from siliconfriend.memory.sentences import joined, sentences

_TOPICS = ("topics", "recurring", "strategy.always")


def listed(parts: Iterable[str], language: Language) -> str:
    """`parts` as one list: with commas, and a word before the last."""
    say = words(language)
    *first, last = list(parts) or [""]
    between = say("reflection.extract.between").join(first)
    return f"{between}{say('reflection.extract.and')}{last}" if first else last


def about(topic: str, facts: Iterable[str]) -> bool:
    """Whether one of `facts` has every word of `topic`."""
    terms = set(search_terms(topic))
    return any(terms <= set(search_terms(fact)) for fact in facts)


def without_topics(text: str, language: Language, facts: Sequence[str], struck: Sequence[str] = ()) -> str:
    """`text` with no list that names what one of `facts` is about, or what a list in `struck` named.

    A list of nothing goes, as do the feelings that were counted once their count was struck out.
    """
    out = {topic for sentence in struck for topic in _topics(sentence, language)}
    uncounted = any(_counts(sentence, language) for sentence in struck)
    if not facts and not out and not uncounted:
        return text
    lines = []
    for line in text.split("\n"):
        found = sentences(line)
        kept = []
        for sentence in found:
            topics = _topics(sentence, language)
            stay = [one for one in topics if one not in out and not about(one, facts)]
            if topics and stay != topics:
                if stay:
                    kept.append(sentence.replace(listed(topics, language), listed(stay, language)))
            elif not (uncounted and _counts(sentence, language)):
                kept.append(sentence)
        if kept == found:
            lines.append(line)
        elif kept:
            lines.append(joined(kept))
    return "\n".join(lines).strip()


def _topics(sentence: str, language: Language) -> list[str]:
    """What `sentence` lists; nothing when it is no list."""
    say = words(language)
    for key in _TOPICS:
        found = _form(language, key, "topics").fullmatch(sentence)
        if found:
            *first, last = found["listed"].split(say("reflection.extract.and"))
            return [*"".join(first).split(say("reflection.extract.between")), last] if first else [last]
    return []


def _counts(sentence: str, language: Language) -> bool:
    return _form(language, "feelings", "feelings").fullmatch(sentence) is not None


@cache
def _form(language: Language, key: str, place: str) -> re.Pattern[str]:
    """What the last sentence of a string looks like, whoever is named in it."""
    form = re.escape(sentences(words(language)(f"reflection.extract.{key}"))[-1])
    for name, found in (("name", r".+?(?<!\s)"), (place, "(?P<listed>.+)")):
        form = form.replace(re.escape(f"{{{name}}}"), found)
    # Where the list begins is not asked again: whatever stands before it, the same stands behind it.
    before, begun, behind = form.replace(r"\ ", r"\s*").partition("(?P<listed>")
    return re.compile(f"(?>{before}){begun}{behind}")
