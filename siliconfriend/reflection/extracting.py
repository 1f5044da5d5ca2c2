"""Reflection without a model: the most telling sentences of a person, their feelings, and topics that come back.

Nothing is phrased anew, so nothing can be invented. docs/reflection.md describes the method.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from siliconfriend.asking import only_asks
from siliconfriend.language import Language, words
from siliconfriend.memory.lexical import search_terms, telling_terms
from siliconfriend.memory.records import Kind, Memory
from siliconfriend.memory.reflected import BUILTIN, MADE_FROM, Material, Part
from siliconfriend.memory.sentences import plain, sentences, telling
from siliconfriend.memory.times import times_named
from siliconfriend.models.builtin import FEELINGS, HARD_FEELINGS, feeling
from siliconfriend.reflection.prompts import Prompts, Standing
from siliconfriend.reflection.topics import topics

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank

VERSION = "1"

MOST_SENTENCES = 3
FEWEST_TERMS = 2
USUAL_LENGTH = 12
"""Terms: of longer sentences each term counts for less, or the longest would always win."""
NAMES_A_TIME = 1.25
SAYS_A_FEELING = 1.25
SPEAKS_OF_SELF = 1.4
ONLY_POLITE = 0.5
ALIKE = 0.5
MOST_FELT = 2
LATEST_DAYS = 7
THESE_DAYS = 30
RECENT = timedelta(days=90)
MOST_TOPICS = 5


class ExtractingWriter:
    """The built-in method over one person's memory."""

    model = BUILTIN
    prompt = VERSION

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._say = words(bank.profile.language)
        self._name = bank.profile.name
        self._prompts = Prompts(bank.profile)

    async def day(self, kind: Kind, material: Material, standing: Standing, now: datetime) -> str:  # noqa: ARG002
        """A day's summary: its most telling sentences; or insight: the feelings put into words, and the topics."""
        told = [one for one in _told(material) if not any(telling(one, fact) for fact in standing.retracted)]
        if kind is Kind.SUMMARY:
            return await asyncio.to_thread(self._summary, material, told)
        return self._insight(told)

    async def history(self, so_far: str, days: Sequence[Memory], standing: Standing, now: datetime) -> str:  # noqa: ARG002
        """What somebody else wrote so far, the latest days, and the topics that came up on several."""
        return await asyncio.to_thread(self._history)

    async def portrait(
        self,
        so_far: str,  # noqa: ARG002
        strategy: str,  # noqa: ARG002
        days: Sequence[Memory],  # noqa: ARG002
        standing: Standing,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> tuple[str, str]:
        """What somebody else wrote so far, and the feelings of the days since; how to respond to these."""
        return await asyncio.to_thread(self._portrait)

    def fitting(self, so_far: str, days: Sequence[Memory], standing: Standing) -> list[Memory]:  # noqa: ARG002
        """All of them: nothing is asked."""
        return list(days)

    def smaller(self) -> bool:
        """There is no limit to ask within."""
        return False

    def _summary(self, material: Material, told: Sequence[str]) -> str:
        statements = [one for one in told if not only_asks(one)]
        quotes = self._most_telling(statements or told, material.day)
        if not quotes:
            return ""
        text = self._say("reflection.extract.space").join(
            self._say("reflection.extract.quote", text=one) for one in quotes
        )
        key = "said" if statements else "asked"
        return self._say(f"reflection.extract.{key}", name=self._name, quotes=text)

    def _most_telling(self, told: Sequence[str], day: date) -> list[str]:
        """Up to three sentences in their order: rare words count most, and each only the first time."""
        terms = {one: set(telling_terms(one)) for one in told}
        weights = self._bank.telling_weights({term for held in terms.values() for term in held})

        def score(one: str, taken: set[str]) -> float:
            new = sum(weights[term] * (1 if term not in taken else 1 - ALIKE * 2) for term in terms[one])
            value = new / (len(terms[one]) + USUAL_LENGTH)
            value *= NAMES_A_TIME if times_named(one, day) else 1
            value *= SPEAKS_OF_SELF if self._speaks_of_self(one) else 1
            value *= ONLY_POLITE if self._thanks(one) else 1
            return value * (SAYS_A_FEELING if feeling(one, self._say) else 1)

        chosen: list[str] = []
        taken: set[str] = set()
        candidates = [one for one in told if len(terms[one]) >= FEWEST_TERMS] or list(told[:1])
        while candidates and len(chosen) < MOST_SENTENCES:
            best = max(candidates, key=lambda one: score(one, taken))
            if chosen and score(best, taken) <= 0:
                break
            chosen.append(best)
            taken |= terms[best]
            candidates.remove(best)
        return [one for one in told if one in chosen]

    def _speaks_of_self(self, sentence: str) -> bool:
        own = self._say.all("reflection.extract.first_person")
        if self._say.language is Language.CN:
            return any(one in sentence for one in own)
        return not set(own).isdisjoint(re.findall(r"[a-z]+(?:'[a-z]+)?", sentence.lower().replace("’", "'")))

    def _thanks(self, sentence: str) -> bool:
        return any(one in sentence.lower() for one in self._say.all("builtin.words.thanks"))

    def _insight(self, told: Sequence[str]) -> str:
        say = self._say
        felt: dict[str, str] = {}
        for one in told:
            found = feeling(one, say)
            if found:
                felt.setdefault(found, one)
        parts = [
            say(
                "reflection.extract.felt",
                name=self._name,
                feeling=say(f"reflection.extract.feeling.{one}"),
                text=text,
            )
            for one, text in list(felt.items())[:MOST_FELT]
        ]
        if not parts:
            parts.append(say("reflection.extract.quiet", name=self._name))
        came_up = topics([told], say.language, at_least=2)[:MOST_FELT]
        if came_up:
            parts.append(say("reflection.extract.topics", name=self._name, topics=self._list(came_up)))
        return say("reflection.extract.space").join(parts)

    def _history(self) -> str:
        anchor, days = self._since_somebody_wrote(Part.HISTORY)
        parts = [anchor] if anchor else []
        if days:
            parts.append(self._say("reflection.extract.last_days", name=self._name))
            parts += [self._prompts.day(one) for one in days[-LATEST_DAYS:]]
        came_up = self._recurring()
        if came_up:
            parts.append(self._say("reflection.extract.recurring", topics=self._list(came_up)))
        return "\n".join(parts)

    def _portrait(self) -> tuple[str, str]:
        say, (anchor, days) = self._say, self._since_somebody_wrote(Part.PERSONALITY)
        felt = Counter(one for day in days[-THESE_DAYS:] for one in self._feelings(day.day))
        counted = [
            say(
                "reflection.extract.feeling_once" if count == 1 else "reflection.extract.feeling_count",
                feeling=say(f"reflection.extract.feeling.{one}"),
                count=count,
            )
            for one, count in felt.most_common()
        ]
        parts = [anchor] if anchor else []
        if counted:
            parts.append(say("reflection.extract.feelings", name=self._name, feelings=self._list(counted)))
        came_up = self._recurring()
        if came_up:
            parts.append(say("reflection.extract.topics", name=self._name, topics=self._list(came_up)))
        if not parts:
            parts.append(say("reflection.extract.quiet", name=self._name))
        return "\n".join(parts), self._strategy(felt, came_up)

    def _strategy(self, felt: Counter[str], came_up: Sequence[str]) -> str:
        say = self._say
        hard = [one for one, _ in felt.most_common() if one in HARD_FEELINGS][:MOST_FELT]
        happy = [one for one in FEELINGS if one not in HARD_FEELINGS and felt[one]]
        key = "always" if came_up else "plain"
        first = say(f"reflection.extract.strategy.{key}", topics=self._list(came_up[:2]))
        rest = [say(f"reflection.extract.strategy.{one}", name=self._name) for one in hard or happy]
        return say("reflection.extract.space").join([first, *rest])

    def _feelings(self, day: date) -> set[str]:
        """The feelings that were put into words on a day."""
        found = (feeling(one, self._say) for one in _told(self._bank.material(day)))
        return {one for one in found if one}

    def _recurring(self) -> list[str]:
        by_day: dict[date, list[str]] = {}
        latest = self._bank.turns(limit=1)
        for turn in self._bank.dialogue.said(latest[0].day - RECENT) if latest else ():
            by_day.setdefault(turn.day, []).extend(sentences(turn.query))
        denied = [one.text for one in self._bank.retracted()]
        found = topics(list(by_day.values()), self._say.language, at_least=2)
        return [one for one in found if not any(plain(one) in plain(fact) for fact in denied)][:MOST_TOPICS]

    def _since_somebody_wrote(self, part: Part) -> tuple[str, list[Memory]]:
        """The latest version that holds and was not extracted, as the person lets it stand; the days beyond it."""
        versions = {one.id: one for one in self._bank.portrait_history(part)}
        anchor = self._bank.growth(part).base
        while anchor is not None and anchor.extractive:
            anchor = versions.get(anchor.base or 0)
        known = {one.id for one in self._bank.sources(anchor.id).memories} if anchor else set()
        days = [one for one in self._bank.memories.all(MADE_FROM[part]) if one.id not in known]
        return (self._bank.holding(part, anchor) if anchor else ""), days

    def _list(self, parts: Iterable[str]) -> str:
        *first, last = list(parts) or [""]
        between = self._say("reflection.extract.between").join(first)
        return f"{between}{self._say('reflection.extract.and')}{last}" if first else last


def _told(material: Material) -> list[str]:
    """What the person said and noted on a day, sentence by sentence, each once."""
    found: dict[str, str] = {}
    for text in (*(turn.query for turn in material.turns), *(note.query for note in material.notes)):
        for one in sentences(text):
            if search_terms(one):
                found.setdefault(plain(one), " ".join(one.split()))
    return list(found.values())
