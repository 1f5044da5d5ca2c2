"""Correctness without a judge: does the reply hold the reference answer's key facts?

A question that nothing answers is answered right by saying so. The same texts get the same mark, always.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from siliconfriend.evaluation.items import Checked
from siliconfriend.evaluation.scoring.facts import held, key_facts, names, without_days
from siliconfriend.evaluation.scoring.numbers import in_figures, numbers
from siliconfriend.language import Language, words
from siliconfriend.memory.lexical import search_terms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

RIGHT, PARTLY = 0.6, 0.25
"""Shares of the facts' weight from which a reply is right, and partly right."""


def check(question: str, reference: str, reply: str, now: datetime, language: Language) -> Checked:
    """The mark of `reply` to a question whose right answer is `reference`."""
    facts = key_facts(reference, question, now, language)
    said = held(reply, now)
    found = [fact for fact in facts if said.holds(fact.kind, fact.key)]
    total = sum(fact.weight for fact in facts)
    share = sum(fact.weight for fact in found) / total if total else 0.0
    mark = 1.0 if share >= RIGHT else 0.5 if share >= PARTLY else 0.0
    if _sides(reference, language) * _sides(reply, language) < 0:
        mark = 0.0
    return Checked(mark, [fact.key for fact in found], [fact.key for fact in facts if fact not in found])


def check_unanswerable(
    question: str, reply: str, now: datetime, language: Language, told: Mapping[date, str] | None = None
) -> Checked:
    """The mark of `reply` to a question that nothing answers; `told` are the memories it came from, by day.

    1 for saying that it is not known, 0 for naming what neither the question nor the memories name: that is
    invented. Neither, or both at once, is worth a half.
    """
    told = told or {}
    invented = _invented(without_days(reply, told, now), " ".join((question, *told.values())))
    honest = declines(reply, language)
    return Checked(0.5 * honest + 0.5 * (not invented), [], invented)


def declines(reply: str, language: Language) -> bool:
    """Whether `reply` says that it does not know or remember."""
    say = words(language)
    return re.search("|".join(say.all("judging.declines")), reply.replace("\u2019", "'"), re.IGNORECASE) is not None


def _invented(reply: str, known: str) -> list[str]:
    """Numbers and names in `reply` that `known` does not hold."""
    terms, figures = set(search_terms(in_figures(known))), set(numbers(known))
    new = [one for one in numbers(reply) if one not in figures]
    new += [name for name in names(reply) if not terms.issuperset(search_terms(name))]
    return list(dict.fromkeys(new))


def _sides(text: str, language: Language) -> int:
    """1 when `text` begins with a yes, -1 with a no, 0 with neither."""
    say = words(language)
    begins = text.lstrip(" \"'“‘")
    if re.match("|".join(say.all("judging.no")), begins, re.IGNORECASE):
        return -1
    return 1 if re.match("|".join(say.all("judging.yes")), begins, re.IGNORECASE) else 0
