"""What a model is asked when the companion thinks about the past, in the person's language.

`VERSION` is kept with everything that was written on these prompts: raise it when they ask for something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from siliconfriend.language import Language, words
from siliconfriend.memory.records import Kind, Memory, Profile, Turn
from siliconfriend.models.base import Message, Role
from siliconfriend.tokens import shortened

VERSION = "1"

MAX_TOKENS = {Kind.SUMMARY: 240, Kind.INSIGHT: 180}
MAX_TOKENS_MERGED = 360
MAX_TOKENS_GLOBAL = 640
WORDS_GLOBAL = {Language.EN: 220, Language.CN: 360}
"""What a part of the portrait may come to, so that it fits its share of a chat's prompt."""

REPLY_TOKENS = 60
"""Of the companion's own replies only so much goes along: the facts are in what the person says."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the person said of a part of the portrait: sentences of their own, struck out, retracted."""

    own: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()


class Prompts:
    """The messages for one person."""

    def __init__(self, profile: Profile) -> None:
        self._say = words(profile.language)
        self._name = profile.name
        self._words = WORDS_GLOBAL[profile.language]

    @property
    def marks(self) -> tuple[str, str]:
        """What stands before the portrait and before the strategy in an answer."""
        return self._say("reflection.portrait_mark"), self._say("reflection.strategy_mark")

    def turn(self, turn: Turn, longest: int) -> str:
        """A turn as lines of a talk, in about `longest` tokens at most."""
        say, mark = self._say, self._say("reflection.cut")
        query = shortened(turn.query.strip(), longest, mark)
        lines = [say("reflection.said", name=self._name, text=query)]
        if turn.response.strip() and not turn.echo:
            reply = shortened(" ".join(turn.response.split()), min(REPLY_TOKENS, longest), mark)
            lines.append(say("reflection.answered", text=reply))
        return "\n".join(lines)

    def note(self, note: Memory, longest: int) -> str:
        """A note as a line of a talk."""
        text = shortened(note.query.strip(), longest, self._say("reflection.cut"))
        return self._say("reflection.noted", name=self._name, text=text)

    def of_day(self, kind: Kind, day: date, talk: str, standing: Standing) -> tuple[Message, ...]:
        """A day's summary or insight, from its `talk`."""
        heading = self._say("reflection.talk", name=self._name, date=self.date(day))
        asked = self._say(
            f"reflection.{kind.value}", name=self._name, date=self.date(day), talk=f"{heading}\n{talk}"
        )
        return self._messages(asked, standing)

    def merging(self, kind: Kind, day: date, notes: Sequence[str], standing: Standing) -> tuple[Message, ...]:
        """One account from those of a day's parts."""
        say, name = self._say, self._name
        parts = say("reflection.parts", name=name, date=self.date(day), notes="\n".join(notes))
        return self._messages(parts + say(f"reflection.merge_{kind.value}", name=name), standing)

    def history(self, so_far: str, days: Sequence[Memory], standing: Standing) -> tuple[Message, ...]:
        """The global summary, from the one so far and the days since."""
        asked = self._say(
            "reflection.history",
            name=self._name,
            so_far=self._so_far(so_far),
            new_days=self._new_days(days),
            words=self._words,
        )
        return self._messages(asked, standing)

    def portrait(
        self, so_far: str, strategy: str, days: Sequence[Memory], standing: Standing
    ) -> tuple[Message, ...]:
        """The portrait and the strategy, from those so far and the days' insights since."""
        portrait_mark, strategy_mark = self.marks
        asked = self._say(
            "reflection.portrait",
            name=self._name,
            so_far=self._so_far(so_far),
            strategy=strategy or self._say("reflection.no_strategy"),
            new_days=self._new_days(days),
            words=self._words,
            portrait_mark=portrait_mark,
            strategy_mark=strategy_mark,
        )
        return self._messages(asked, standing)

    def date(self, day: date) -> str:
        """A date as people write it."""
        say = self._say
        return say(
            "prompt.date",
            weekday=say.all("prompt.weekdays")[day.weekday()],
            day=day.day,
            month=say.all("prompt.months")[day.month - 1],
            year=day.year,
        )

    def day(self, memory: Memory) -> str:
        """A day's summary or insight as a line."""
        return self._say("reflection.day", date=self.date(memory.day), text=" ".join(memory.query.split()))

    def _so_far(self, text: str) -> str:
        if not text:
            return self._say("reflection.nothing_so_far")
        return self._say("reflection.so_far", text=text)

    def _new_days(self, days: Sequence[Memory]) -> str:
        return self._say("reflection.new_days", days="\n".join(map(self.day, days)))

    def _messages(self, asked: str, standing: Standing) -> tuple[Message, ...]:
        say, parts = self._say, [asked.strip()]
        for key in ("retracted", "own", "struck"):
            facts: tuple[str, ...] = getattr(standing, key)
            if facts:
                lines = "\n".join(say("reflection.fact", text=one) for one in facts)
                parts.append(say(f"reflection.{key}", name=self._name, facts=lines))
        keeper = Message(Role.SYSTEM, say("reflection.keeper", name=self._name).strip())
        return keeper, Message(Role.USER, "\n\n".join(parts))
