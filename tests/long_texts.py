"""Run as a program: what reads a person's or a model's words, on the long texts that were or may be worst for it.

`python -m tests.long_texts ROOM` says what it tries before it does: whoever ends it knows what took so long.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from siliconfriend.asking import only_asks
from siliconfriend.companion import Companion
from siliconfriend.danger import speaks_of_danger
from siliconfriend.evaluation.checking.purity import foreign
from siliconfriend.language import Language, words
from siliconfriend.memory import sentences
from siliconfriend.memory.evidence import Held
from siliconfriend.memory.lexical import looked_for, query_terms, search_terms
from siliconfriend.memory.listing import without_topics
from siliconfriend.memory.looked_for import parts
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.times import conversations_named, times_named
from siliconfriend.models.builtin import Builtin, feeling
from siliconfriend.reflection.asking import tidied
from siliconfriend.reflection.checking import Dates, without_strange_dates
from siliconfriend.reflection.topics import topics
from siliconfriend.settings import Settings
from siliconfriend.tui.finding.marks import marks, snippet
from siliconfriend.tui.markdown.code_blocks import code_blocks
from siliconfriend.tui.markdown.emphasis import only_emphasis
from siliconfriend.tui.markdown.in_one_line import in_one_line
from siliconfriend.tui.markdown.page import Page
from siliconfriend.tui.markdown.segments import segments, split
from siliconfriend.tui.markdown.wrapping import breaks

LONG = 100_000
LONGEST = 1_000_000
DAY = date(2024, 5, 1)
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)

Reads = Callable[[str], object]


def full(unit: str, before: str = "", after: str = "", size: int = LONG) -> str:
    """`unit` over and over, in between."""
    return before + unit * (size // len(unit)) + after


HAN = "".join(chr(0x4E00 + (place * 7919) % 20_000) for place in range(40_000))
SIGNS = [full(one) for one in (" ", "\n", "1", "a", "我", "“", "」", '"', "(", "[", "?", "…")]


def plainly(text: str) -> None:
    """What is searched for, found and marked."""
    for read in (
        search_terms,
        looked_for,
        parts,
        sentences.sentences,
        sentences.plain,
        only_asks,
        tidied,
        conversations_named,
    ):
        read(text)
    sentences.without(text, ["hello"])
    sentences.telling(text, "the cat")
    marks(text, text[:100])
    snippet(text, "zebra 斑马")


def strange(text: str) -> None:
    """A model's account of a day, its dates checked."""
    dates = Dates()
    dates.add("We met on 3 May.", DAY)
    without_strange_dates(text, DAY, dates)


def listed(text: str) -> None:
    """Lists of topics, one of which is denied."""
    for language in Language:
        without_topics(text, language, ["the cat"], ["the dog"])


def topical(text: str) -> None:
    """Topics of several days."""
    for language in Language:
        topics([[text], [text]], language, at_least=2)


def felt(text: str) -> None:
    """Feelings put into words."""
    for language in Language:
        feeling(text, words(language))


def asked(text: str) -> None:
    """The answer of a model that was told to write questions."""
    for language in Language:
        re.search(words(language)("synthesis.question_line"), text)
        re.search(words(language)("synthesis.answer_line"), text)
        foreign(text, language)


def weighed(text: str) -> None:
    """A long memory, asked after with many words."""
    Held.of(" ".join(search_terms(text)), frozenset(query_terms(text[:8_000])))


def painted(text: str) -> None:
    """A reply that arrives piece by piece, the first parts of it laid out."""
    tail, page = text[:7_000], Page()
    while found := split(tail):
        head, tail = found
        for at in range(0, len(head), 500):
            page.grow(head[at : at + 500])
            page.height(80)
        page = Page()
    segments(text)
    only_emphasis(text)


def said(text: str) -> None:
    """A message that is said, kept, answered by the built-in companion, and remembered."""

    async def talk(companion: Companion) -> None:
        for message in (text, text[:3_000]):
            reply = await companion.say(message)
            assert [piece async for piece in reply]
            assert reply.error is None
        await companion.close()

    with tempfile.TemporaryDirectory() as folder:
        profiles = Profiles(Path(folder))
        bank = profiles.open(profiles.create("Ann", Language.EN, NOW))
        asyncio.run(talk(Companion(bank, Builtin(), Settings(), clock=lambda: NOW)))


TRIED: dict[str, list[tuple[Reads, list[str]]]] = {
    "memory": [
        (plainly, [*SIGNS, full("?", "我", ".我"), full("a", '"', '"x'), full("a", "“")]),
        (lambda text: sentences.quotations_whole(sentences.sentences(text)), [full("a.", size=2 * LONG)]),
        (lambda text: times_named(text, NOW), [full("五一 ", size=50_000)]),
        (listed, [full(" spoke of ", "Ann", "!"), full(" ", "A", "x."), full("说起了", "安", "！")]),
        (weighed, [HAN + HAN]),
    ],
    "care": [(speaks_of_danger, [full("1"), full("a")])],
    "reflection": [
        (topical, [full("1"), full("1a"), full("上"), full("5月3日"), HAN[:8_000] * 2]),
        (strange, [full(" ", "On 3 May 2020 we", "met."), full("on ", after="3 May 2020"), full(" ", "x", "元旦")]),
        (felt, [full("sad "), full("不难过")]),
        (asked, [full("\n"), full("a"), full("\n>")]),
    ],
    "screen": [
        (in_one_line, [full(one, after="*b*") for one in ("\n", " ", "*a\n", "_a ", "`", "-", "| ", "> ", "[a](")]),
        (painted, [full("y", f"```{'x' * 1_500}\n"), full("\n", f"```{'x' * 20}\n\u2028"), full("> "), full("*a")]),
        (code_blocks, [full("“http://"), full("> ", size=20_000), full("x\n", "```\n")]),
        (lambda text: breaks(text, 40), [full("「("), full("a"), full(" ")]),
    ],
    "talk": [(said, [full("1", size=LONGEST), full("五一 ")])],
}  # fmt: skip


def tries(room: str) -> Iterator[tuple[str, Reads, str]]:
    """What is tried in a room: how it is called, what reads, and what it reads."""
    for place, (read, texts) in enumerate(TRIED[room]):
        for text in texts:
            yield (
                f"{place} {getattr(read, '__name__', read)}: {len(text)} of {text[:12]!r} … {text[-6:]!r}",
                read,
                text,
            )


if __name__ == "__main__":
    for told, read, text in tries(sys.argv[1]):
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()
        read(text)
    sys.stdout.write("done\n")
