"""The built-in companion: answers with no weights and no network.

It listens in set phrases (`locale/<language>/builtin.toml`), quotes what the user once said, and is plain
about being no language model. The same message on the same day gets the same reply, until another is asked for.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncGenerator, Sequence
from datetime import date, timedelta

from siliconfriend.asking import only_asks
from siliconfriend.both_ends import both_ends
from siliconfriend.danger import speaks_of_danger
from siliconfriend.language import Language, Words, language_of, words
from siliconfriend.models.base import Prompt, Quote, Sampling
from siliconfriend.models.plain_names import BUILTIN

MOST_QUOTES = 2
LONGEST_QUOTE = {Language.EN: 140, Language.CN: 60}
"""In characters."""

SMALL_TALK = {"thanks": 2, "goodbye": 2, "greeting": 1}
BESIDE_SMALL_TALK = {Language.EN: 12, Language.CN: 5}
"""A message is small talk when, beside its words, it has at most this many letters, times the kind's value."""

HARD_FEELINGS = ("sad", "anxious", "angry", "lonely", "tired")
FEELINGS = (*HARD_FEELINGS, "happy")

PROMISES = ("meeting", "goodbye", "past", "statement", "happy", "happy_after")
"""What is answered with a promise to remember: off the record there are other phrases for it."""

WORDINGS = 12
"""So many are looked at for another one than that which is to be replaced."""

_PIECE = re.compile(r"\s*(?:[!-~]+|[^!-~\s]{1,3})\s*")


class Builtin:
    """A `ChatModel` made of memory and set phrases."""

    name = BUILTIN
    destination = ""
    context_tokens = 0
    echoes = True

    async def stream(self, prompt: Prompt, sampling: Sampling) -> AsyncGenerator[str]:  # noqa: ARG002 - protocol
        """The reply to `prompt`, one paragraph, in pieces of a word or a few characters."""
        for piece in _PIECE.findall(reply(prompt)):
            yield piece
            await asyncio.sleep(0)

    async def close(self) -> None:
        """There is nothing to let go of."""


def reply(prompt: Prompt) -> str:
    """The whole reply to `prompt`, one paragraph without line breaks: another than it replaces, if there is one."""
    wordings = [_worded(prompt, one) for one in range(WORDINGS if prompt.replaces else 1)]
    at = wordings.index(prompt.replaces) if prompt.replaces in wordings else 0
    return next((one for one in wordings[at:] + wordings[:at] if one != prompt.replaces), wordings[at])


def _worded(prompt: Prompt, number: int) -> str:
    """The reply in one of its wordings, by `number`."""
    message = " ".join(both_ends(prompt.message).split())
    say = words(language_of(message, otherwise=prompt.language))
    kind = _kind(message, prompt.name, say)
    if kind == "identity" and prompt.companion:
        kind = "identity_named"
    if prompt.first_meeting and kind == "greeting":
        kind = "meeting"
    if kind in ("danger", "identity", "identity_named", "meeting"):
        return _phrase(say, kind, prompt, number)
    quotes = [] if kind in SMALL_TALK else _quotes(prompt, message, say, number)
    if kind in ("past", "question") and quotes:
        kind = "remembered"
    parts = [_phrase(say, "welcome", prompt, number)] if prompt.first_meeting else []
    parts += [_phrase(say, kind, prompt, number), *quotes]
    if quotes:
        parts.append(_phrase(say, f"{kind}_after", prompt, number))
    elif kind == "statement":
        parts.append(_phrase(say, "statement_open", prompt, number))
    return say("builtin.space").join(parts)


def feeling(text: str, say: Words) -> str:
    """The feeling that `text` puts into words, one of `FEELINGS`; empty when it puts none."""
    return _strongest(" ".join(text.split()), say, HARD_FEELINGS) or _strongest(text, say, FEELINGS)


def _kind(message: str, name: str, say: Words) -> str:
    """What `message` is, as the name of the phrases that answer it."""
    if speaks_of_danger(message):
        return "danger"
    if _mentions(message, say, "identity"):
        return "identity"
    asks = message.rstrip("\"'”’」）) ").endswith(say.all("builtin.question_ends")) or only_asks(message)
    if _mentions(message, say, "past") or (asks and _mentions(message, say, "past_hint")):
        return "past"
    felt = _strongest(message, say, HARD_FEELINGS)
    if felt:
        return felt
    small_talk = _small_talk(message, name, say)
    if small_talk:
        return small_talk
    if asks or _mentions(message, say, "question"):
        return "question"
    return _strongest(message, say, FEELINGS) or "statement"


def _small_talk(message: str, name: str, say: Words) -> str:
    rest = message.casefold().replace("’", "'").replace(name.casefold(), "")
    for word in sorted((word for kind in SMALL_TALK for word in say.all(f"builtin.words.{kind}")), key=len)[::-1]:
        rest = re.sub(_whole(word, say), "", rest)
    beside = sum(map(str.isalnum, rest))
    for kind, value in SMALL_TALK.items():
        if beside <= value * BESIDE_SMALL_TALK[say.language] and _mentions(message, say, kind):
            return kind
    return ""


def _strongest(message: str, say: Words, kinds: Sequence[str]) -> str:
    found = {kind: _mentions(message, say, kind) for kind in kinds}
    strongest = max(kinds, key=found.__getitem__)
    return strongest if found[strongest] else ""


def _whole(word: str, say: Words) -> str:
    """A pattern for `word`; an English one does not match inside another."""
    return rf"\b{re.escape(word)}\b" if say.language is Language.EN else re.escape(word)


def _mentions(message: str, say: Words, kind: str) -> int:
    """The length of the longest of the kind's words in `message` that is not denied; 0: none.

    Only feelings are denied: "not sad", 不难过. The longest wins, so that 不开心 is sad and not happy.
    """
    text = message.casefold().replace("’", "'")
    denials = say.all("builtin.denials")

    def said(word: str) -> bool:
        return any(
            kind not in FEELINGS or not text.endswith(denials, 0, match.start())
            for match in re.finditer(_whole(word, say), text)
        )

    return max((len(word) for word in say.all(f"builtin.words.{kind}") if said(word)), default=0)


def _phrase(say: Words, kind: str, prompt: Prompt, number: int) -> str:
    """One of the kind's phrases, by the message, the day and `number`; without the name after a welcome by it."""
    promises = prompt.off_record and kind in PROMISES
    choices = say.all(f"builtin.replies.off_record.{kind}" if promises else f"builtin.replies.{kind}")
    if prompt.first_meeting:
        choices = tuple(one for one in choices if "{name}" not in one) or choices
    chosen = zlib.crc32(f"{prompt.now.date()} {prompt.message}".encode()) + number
    return choices[chosen % len(choices)].format(name=prompt.name, companion=prompt.companion)


def _quotes(prompt: Prompt, message: str, say: Words, number: int) -> list[str]:
    """Sentences that quote the user's own words with their date, never words of danger: the best, or with `number`
    those after them.
    """
    said: dict[str, Quote] = {}
    for quote in prompt.recalled:
        text = " ".join(both_ends(quote.said).split())
        if text and text != message and not speaks_of_danger(text):
            said.setdefault(text, quote)
    sentences: list[str] = []
    best = list(said.items())
    first = number * MOST_QUOTES % len(best) if len(best) > MOST_QUOTES else 0
    for text, quote in (best[first:] + best[:first])[:MOST_QUOTES]:
        key = "builtin.also_said" if sentences else "builtin.said"
        sentence = say(key, when=_when(say, quote.day, prompt.now.date()), text=_trimmed(text, say))
        sentences.append(sentence[:1].upper() + sentence[1:])
    return sentences


def _when(say: Words, day: date, today: date) -> str:
    if day == today:
        return say("builtin.today")
    if day == today - timedelta(days=1):
        return say("builtin.yesterday")
    key = "builtin.day" if day.year == today.year else "builtin.day_of_year"
    return say(key, day=day.day, month=say.all("prompt.months")[day.month - 1], year=day.year)


def _trimmed(text: str, say: Words) -> str:
    """`text` up to the last sentence or word that fits, closed as the language closes a quotation."""
    longest = LONGEST_QUOTE[language_of(text, otherwise=say.language)]
    if len(text) > longest:
        cut = text[:longest]
        end = max(map(cut.rfind, " ，。！？；、,.!?;"))
        return cut[: end if end > longest // 2 else longest].rstrip(" ，。；、,.;") + "…"
    text = text.rstrip(".。") or text
    return text if text.endswith(("!", "?", "！", "？", "…")) else text + say("builtin.stop")
