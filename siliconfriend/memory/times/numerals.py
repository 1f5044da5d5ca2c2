"""Small numbers as words, in both languages."""

from __future__ import annotations

_ONES = (  # noqa: SIM905 - readable
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_ORDINALS = (  # noqa: SIM905 - readable
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()

ENGLISH = {"a": 1, "an": 1, **{word: value for value, word in enumerate(_ONES) if value}, **_TENS}
ORDINAL = {word: value for value, word in enumerate(_ORDINALS) if value} | {
    "thirtieth": 30,
    **{
        f"{tens}{sign}{word}": value + at
        for tens, value in (("twenty", 20), ("thirty", 30))
        for at, word in enumerate(_ORDINALS[1:10], 1)
        for sign in (" ", "-")
        if value + at <= 31
    },
}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2}

HAN_NUMBER = (
    r"(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二两三四五六七八九])"
)


def english_number(word: str) -> int:
    """`3`, `three` or `a` as a number. Raises ValueError."""
    found = ENGLISH.get(word.lower())
    return int(word) if found is None else found


def english_ordinal(word: str) -> int:
    """`4`, `4th` or `fourth` as a number. Raises ValueError."""
    found = ORDINAL.get(word.lower())
    return int(word.lower().rstrip("stndrh")) if found is None else found


def han_number(word: str) -> int:
    """`12`, `十二`, `两` or, digit by digit, `二〇二三` as a number. Raises ValueError."""
    if word.isdecimal():
        return int(word)
    word = word.replace("廿", "二十")
    if "十" in word:
        tens, _, ones = word.partition("十")
        return 10 * (han_number(tens) if tens else 1) + (han_number(ones) if ones else 0)
    try:
        return int("".join(str(_DIGITS[char]) for char in word))
    except KeyError:
        raise ValueError(word) from None
