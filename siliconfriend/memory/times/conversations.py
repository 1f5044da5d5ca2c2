"""Conversations named by their place: "our first conversation", 上次聊天. They have no date of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from siliconfriend.language import Language
from siliconfriend.memory.times.numerals import HAN_NUMBER, ORDINAL, english_ordinal, han_number


@dataclass(frozen=True, slots=True)
class ConversationNamed:
    """`text[start:end]` names the `ordinal`-th conversation: 1 is the first, -1 the last, -2 the one before."""

    ordinal: int
    start: int
    end: int


_NOT_ABOUT = r"(?! (?:about(?! *[?.!]| *$)|of|with (?!you\b)|to (?!you\b)|on the (?:phone|topic)))"
_TALKED = r"(?:talked|chatted|spoke|met|had a (?:talk|chat|conversation))(?: (?:to|with) (?:you|each other))?"
_TALK = r"(?:conversation|chat|talk|dialogue)"
_NUMBER = "|".join(sorted(ORDINAL, key=len, reverse=True)) + r"|\d{1,2}(?:st|nd|rd|th)"
_ENGLISH = (
    (
        rf"\b(?:our|your and my) (?:very )?(?:(?P<last>last|latest|most recent|previous)|"
        rf"(?P<n>{_NUMBER})) {_TALK}\b{_NOT_ABOUT}"
    ),
    (
        rf"\b(?:the )?(?:(?P<last>last)|(?P<n>{_NUMBER})) (?:time|day) (?:that )?(?:we"
        rf"|you and i) {_TALKED}\b{_NOT_ABOUT}"
    ),
    rf"\b(?:the )?(?:(?P<last>last)|(?P<n>{_NUMBER})) time i {_TALKED}(?<=you)\b{_NOT_ABOUT}",
    r"\b(?P<first>when|the day) we (?:first|just) (?:met|talked|chatted|spoke)\b" + _NOT_ABOUT,
    (
        r"\b(?:talk|chat|speak|discuss|talking|chatting)(?: about)? (?:(?P<last>last)|the (?P<n>first)) time"
        r"(?=\s*(?:$|[?.!,]))"
    ),
    r"\b(?P<last>last time),? (?:what )?(?:did )?we (?:talk|chat|speak|discuss|talked|chatted)\b" + _NOT_ABOUT,
    rf"\b(?:did )?we (?P<last>last) (?:talk|chat|speak|talked|chatted|spoke)\b{_NOT_ABOUT}",
)
_CHATTING = r"(?:聊天|对话|谈话|交谈|说话|聊(?=[了的时])|聊什么|聊过什么)"
_NOT_ON = r"(?![到起过得](?!什么)|了?关于)"
_BETWEEN = r"(?:(?:我们|咱们|咱俩)?(?:之间)?的?(?:[和跟与]你)?)"
_CHINESE = (
    (
        rf"(?:第(?P<n>{HAN_NUMBER})[次回]|(?P<last>上上?(?:一)?[次回]|最近一次|最后一次)){_BETWEEN}"
        rf"(?:在)?{_CHATTING}{_NOT_ON}"
    ),
    (
        rf"(?:我们|咱们|咱俩|[和跟与]你)的?(?:第(?P<n>{HAN_NUMBER})[次回]|(?P<last>上上?(?:一)?[次回]"
        rf"|最近一次|最后一次))(?:在)?(?:{_CHATTING}|见面|说了什么){_NOT_ON}"
    ),
    r"(?P<first>我们刚认识|刚认识你|(?:我们|和你|跟你)(?:相识|认识)的?第一天|第一天认识你)",
)
_SOMEBODY = re.compile(r"[和跟与同](?!你|您)[^，。？！,.?!和跟与同]{1,8}$")


def conversations_named(text: str, language: Language | None = None) -> list[ConversationNamed]:
    """The conversations that `text` names by their place, in its order.

    One told by its subject ("the last time we talked about my cat") or held with somebody else is none of them.
    """
    wanted = Language if language is None else (language,)
    found = [
        ConversationNamed(_ordinal(match), match.start(), match.end())
        for one in wanted
        for pattern in _patterns(one)
        for match in pattern.finditer(text)
        if not _SOMEBODY.search(text, max(0, match.start() - 12), match.start())
    ]
    found.sort(key=lambda named: (named.start, -named.end))
    return [named for at, named in enumerate(found) if not at or named.start >= found[at - 1].end]


def _ordinal(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if last := groups.get("last"):
        return -2 if last.startswith("上上") else -1
    if number := groups.get("n"):
        return english_ordinal(number) if number.isascii() and not number.isdecimal() else han_number(number)
    return 1


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    chosen = _ENGLISH if language is Language.EN else _CHINESE
    return tuple(re.compile(pattern, re.IGNORECASE | re.ASCII) for pattern in chosen)
