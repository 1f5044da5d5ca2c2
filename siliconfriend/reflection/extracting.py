"""Reflection without a model: the most telling sentences of a person, their feelings, and topics that come back.

Nothing is phrased anew, so nothing can be invented. docs/reflection.md describes the method.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from siliconfriend.asking import only_asks
from siliconfriend.danger import speaks_of_danger
from siliconfriend.language import words
from siliconfriend.memory.listing import about, listed
from siliconfriend.memory.records import Kind, Memory
from siliconfriend.memory.reflected import BUILTIN, Author, Material, Part
from siliconfriend.memory.sentences import telling
from siliconfriend.models.builtin import FEELINGS, HARD_FEELINGS, feeling
from siliconfriend.reflection.most_telling import Choice
from siliconfriend.reflection.prompts import Prompts, Standing
from siliconfriend.reflection.told import heavy, not_to_be_quoted, read_of, told_of
from siliconfriend.reflection.topics import topics
from siliconfriend.reflection.whole_signs import whole_signs
from siliconfriend.reflection.writer import Written

if TYPE_CHECKING:
    from siliconfriend.memory.bank import Bank
    from siliconfriend.reflection.writer import SoFar

VERSION = "2"

MOST_FELT = 2
LATEST_DAYS = 7
THESE_DAYS = 30
RECENT = timedelta(days=90)
MOST_TOPICS = 5
ENDS = tuple(".!?。！？…~～")
CLOSING = "\"'”’」』）)"


class ExtractingWriter:
    """The built-in method over one person's memory."""

    model = BUILTIN
    prompt = VERSION

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._say = words(bank.profile.language)
        self._name = bank.profile.name
        self._prompts = Prompts(bank.profile)
        self._choice = Choice(bank)

    async def day(self, kind: Kind, material: Material, standing: Standing, now: datetime) -> str:  # noqa: ARG002 - the protocol's
        """A day's summary: its most telling sentences; or insight: the feelings put into words, and the topics.

        Words in which danger was noticed are in neither: the insight then says only that the day was heavy, and so
        does the summary when there were no others.
        """
        return await asyncio.to_thread(self._day, kind, material, standing)

    async def history(self, so_far: SoFar) -> Written:  # noqa: ARG002 - all of the memory is read
        """What somebody else wrote so far, the latest days, and the topics that came up on several."""
        return await asyncio.to_thread(self._history)

    async def portrait(self, so_far: SoFar) -> Written:  # noqa: ARG002 - the same
        """What somebody else wrote so far, and the feelings of the days since; how to respond to these."""
        return await asyncio.to_thread(self._portrait)

    def fitting(self, so_far: SoFar) -> list[Memory]:
        """All of them: nothing is asked."""
        return list(so_far.days)

    def smaller(self) -> bool:
        """There is no limit to ask within."""
        return False

    def _day(self, kind: Kind, material: Material, standing: Standing) -> str:
        told = [one for one in told_of(material) if not any(telling(one, fact) for fact in standing.retracted)]
        return self._summary(material, told) if kind is Kind.SUMMARY else self._insight(told, standing.retracted)

    def _summary(self, material: Material, told: Sequence[str]) -> str:
        unsafe = not_to_be_quoted(material)
        may_be_quoted = [one for one in told if one not in unsafe]
        statements = [one for one in may_be_quoted if not only_asks(one)]
        quotes = self._choice.most_telling(statements or may_be_quoted, material.day)
        if not quotes or heavy(quotes):
            return self._say("reflection.extract.heavy", name=self._name) if quotes or heavy(told) else ""
        text = self._say("reflection.extract.space").join(
            self._say("reflection.extract.quote", text=whole_signs(one)) for one in quotes
        )
        key = "said" if statements else "asked"
        return self._say(f"reflection.extract.{key}", name=self._name, quotes=text)

    def _insight(self, told: Sequence[str], denied: Sequence[str]) -> str:
        say = self._say
        if heavy(told):
            return say("reflection.extract.heavy", name=self._name)
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
                text=whole_signs(text),
            )
            + ("" if text.rstrip(CLOSING).endswith(ENDS) else say("reflection.extract.stop"))
            for one, text in list(felt.items())[:MOST_FELT]
        ]
        came_up = [one for one in topics([told], say.language, at_least=2) if not about(one, denied)][:MOST_FELT]
        if came_up:
            parts.append(say("reflection.extract.topics", name=self._name, topics=self._list(came_up)))
        if not parts:
            parts.append(say("reflection.extract.quiet", name=self._name))
        return say("reflection.extract.space").join(parts)

    def _history(self) -> Written:
        anchor, days = self._since_somebody_wrote(Part.HISTORY)
        parts = [anchor] if anchor else []
        if days:
            latest = days[-LATEST_DAYS:]
            one_day, own = len({one.day for one in days}) == 1, all(self._in_own_words(one) for one in latest)
            key = ("last_day_own" if own else "last_day") if one_day else ("last_days_own" if own else "last_days")
            parts.append(self._say(f"reflection.extract.{key}", name=self._name))
            parts += [self._prompts.day(self._without_danger(one)) for one in latest]
        lately = self._lately(Part.HISTORY)
        said = _said(lately)
        if len(said) > 1 and (came_up := self._came_up(said)):
            parts.append(self._say("reflection.extract.recurring", topics=self._list(came_up)))
        return Written("\n".join(parts), read=lately)

    def _in_own_words(self, day: Memory) -> bool:
        """Whether a day's summary is made of the person's words: neither a file's, nor a model's, nor only that the
        day was heavy.
        """
        made = self._bank.reflection_of(day.id)
        own = made is not None and (made.extractive or made.author is Author.USER)
        told = self._without_danger(day).query
        return own and told != self._say("reflection.extract.heavy", name=self._name)

    def _without_danger(self, day: Memory) -> Memory:
        """A day's summary, whoever wrote it, or only that the day was heavy."""
        if not speaks_of_danger(day.query):
            return day
        return replace(day, query=self._say("reflection.extract.heavy", name=self._name))

    def _portrait(self) -> Written:
        say, (anchor, days) = self._say, self._since_somebody_wrote(Part.PERSONALITY)
        felt_on: dict[str, list[date]] = {}
        these, lately = self._bank.told_in(days[-THESE_DAYS:]), self._lately(Part.PERSONALITY)
        for told in these:
            for one in self._feelings(told):
                felt_on.setdefault(one, []).append(told.day)
        felt = Counter({one: len(on) for one, on in felt_on.items()})
        parts = [anchor] if anchor else []
        if any(heavy(told_of(one)) for one in these):
            parts.append(say("reflection.extract.heavy_days", name=self._name))
        if felt:
            counted = say("reflection.extract.clause").join(self._counted(felt_on))
            parts.append(say("reflection.extract.feelings", name=self._name, feelings=counted))
        came_up = self._came_up(_said(lately))
        if came_up:
            parts.append(say("reflection.extract.topics", name=self._name, topics=self._list(came_up)))
        if not parts:
            parts.append(say("reflection.extract.quiet", name=self._name))
        return Written("\n".join(parts), self._strategy(felt, came_up), read=[*these, *lately])

    def _strategy(self, felt: Counter[str], came_up: Sequence[str]) -> str:
        say = self._say
        hard = [one for one, _ in felt.most_common() if one in HARD_FEELINGS][:MOST_FELT]
        happy = [one for one in FEELINGS if one not in HARD_FEELINGS and felt[one]]
        key = "always" if came_up else "plain"
        first = say(f"reflection.extract.strategy.{key}", topics=self._list(came_up[:2]))
        rest = [say(f"reflection.extract.strategy.{one}", name=self._name) for one in hard or happy]
        return say("reflection.extract.space").join([first, *rest])

    def _feelings(self, material: Material) -> list[str]:
        """The feelings that were put into words on a day, each once; words of danger are more than that."""
        found = {feeling(one, self._say) for one in told_of(material) if not speaks_of_danger(one)}
        return [one for one in FEELINGS if one in found]

    def _counted(self, felt_on: Mapping[str, Sequence[date]]) -> list[str]:
        """On how many days there was a feeling, commonest first; those of the same days are told together."""
        by_days: dict[tuple[date, ...], list[str]] = {}
        for one, on in felt_on.items():
            by_days.setdefault(tuple(on), []).append(self._say(f"reflection.extract.feeling.{one}"))
        return [
            self._say(
                "reflection.extract.feeling_once" if len(on) == 1 else "reflection.extract.feeling_count",
                feeling=self._list(found),
                count=len(on),
            )
            for on, found in sorted(by_days.items(), key=lambda one: -len(one[0]))
        ]

    def _lately(self, part: Part) -> list[Material]:
        """What was said on the latest of the days that a part of the portrait may be made from."""
        days = self._bank.told_of_days(part)
        return self._bank.told_in(one for one in days if one.day >= days[-1].day - RECENT)

    def _came_up(self, said: Sequence[Sequence[str]]) -> list[str]:
        """Topics of several days; of a single day, those of several of its sentences."""
        denied = [one.text for one in self._bank.retracted()]
        found = topics(said, self._say.language, at_least=2)
        return [one for one in found if not about(one, denied)][:MOST_TOPICS]

    def _since_somebody_wrote(self, part: Part) -> tuple[str, list[Memory]]:
        """The latest version that holds and that a model or a file wrote, as the person lets it stand, but for what
        they wrote into it; the days beyond it.
        """
        versions = {one.id: one for one in self._bank.portrait_history(part)}
        anchor = self._bank.growth(part).base
        while anchor is not None and (anchor.extractive or anchor.author is Author.USER):
            anchor = versions.get(anchor.base or 0)
        known = {one.id for one in self._bank.sources(anchor.id).memories} if anchor else set()
        days = [one for one in self._bank.told_of_days(part) if one.id not in known]
        return self._bank.let_stand(part, anchor), days

    def _list(self, parts: Iterable[str]) -> str:
        return listed(parts, self._say.language)


def _said(lately: Iterable[Material]) -> list[list[str]]:
    """Sentences day by day, but of heavy days: what was spoken of there is nothing to ask after lightly."""
    by_day = [[one for turn in material.turns for one in read_of(turn.query)] for material in lately]
    return [said for said in by_day if said and not heavy(said)]
