"""Numbers in a text, as figures whatever way they are written: 12, twelve, 十二, 三百六."""

from __future__ import annotations

import re
from collections.abc import Iterator

from siliconfriend.memory.times.numerals import ENGLISH

_FIGURES = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r",(?=\d{3}\b)")
_TENS = {"seventy": 70, "eighty": 80, **{word: value for word, value in ENGLISH.items() if value % 10 == 0}}
_WORDS = {word: value for word, value in ENGLISH.items() if word not in ("a", "an", "one")} | _TENS
_ENGLISH = re.compile(
    rf"\b(?:({'|'.join(_TENS)})[ -](one|{'|'.join(_WORDS)})|({'|'.join(_WORDS)}))\b", re.IGNORECASE
)
_HUNDRED = re.compile(r"\b(\d+|a|one) (hundred|thousand)(?: and (\d+))?\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(half|quarter) (past|to) (\d{1,2}|one)\b", re.IGNORECASE)
_HAN = re.compile("(?:(?!一[个下起些样直般定切点])[零〇一二两三四五六七八九十百千万])+")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def numbers(text: str) -> list[str]:
    """The numbers in `text`, in its order. A lone "one" or 一 is hardly ever meant as a number and is none."""
    return [_plain(found) for found in _FIGURES.findall(in_figures(text))]


def in_figures(text: str) -> str:
    """`text` with numbers as words written in figures."""
    text = _ENGLISH.sub(_english, text)
    text = _HUNDRED.sub(_hundreds, text)
    text = _CLOCK.sub(_clock, text)
    return _HAN.sub(lambda found: _han(found[0]), text)


def _plain(figures: str) -> str:
    figures = _THOUSANDS.sub("", figures)
    return figures.removesuffix(":00").removesuffix(".0")


def _english(found: re.Match[str]) -> str:
    tens, ones, alone = (part and part.lower() for part in found.groups())
    if alone:
        return str(_WORDS[alone])
    return str(_TENS[tens] + ENGLISH[ones]) if ENGLISH[ones] < 10 else f"{_TENS[tens]} {ENGLISH[ones]}"


def _hundreds(found: re.Match[str]) -> str:
    count = int(found[1]) if found[1].isdigit() else 1
    return str(count * (100 if found[2].lower() == "hundred" else 1000) + int(found[3] or 0))


def _clock(found: re.Match[str]) -> str:
    minutes = 30 if found[1].lower() == "half" else 15
    hour = int(found[3]) if found[3].isdigit() else 1
    return f"{hour}:{minutes}" if found[2].lower() == "past" else f"{(hour - 2) % 12 + 1}:{60 - minutes}"


def _han(run: str) -> str:
    if run in ("一", "零", "万", "千", "百"):
        return run
    if not any(unit in run for unit in "十百千万"):
        return "".join(str(_DIGITS[char]) for char in run)
    return str(sum(_sections(run)))


def _sections(run: str) -> Iterator[int]:
    """The parts of 三万两千, and of 三百六, where the last digit is of the unit below the last."""
    if "万" in run:
        above, _, run = run.rpartition("万")
        yield (sum(_sections(above)) or 1) * 10_000
        if len(run) == 1 and run in _DIGITS:
            yield _DIGITS[run] * 1000
            return
    digit, unit = 0, 0
    for char in run:
        if char in _UNITS:
            unit = _UNITS[char]
            yield (digit or 1) * unit
            digit = 0
        else:
            digit = _DIGITS[char]
            unit = 0 if digit == 0 else unit
    yield digit * unit // 10 if unit >= 100 else digit
