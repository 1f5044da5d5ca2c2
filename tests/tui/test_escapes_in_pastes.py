"""A paste with escape codes in it is a paste, whole and in order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from siliconfriend.tui.escapes_in_pastes import BEGIN, END, PastingParser


def read(data: str, cuts: list[int]) -> list[events.Event]:
    parser, places = PastingParser(), [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    found: list[events.Event] = []
    for start, end in pairwise(places):
        if start < end:
            found += [one for one in parser.feed(data[start:end]) if isinstance(one, events.Paste | events.Key)]
    return found


@given(st.text("a\n\x1b[]~201m你", max_size=30), st.lists(st.integers(0, 60), max_size=4))
def test_escapes_are_pictures_however_the_input_is_cut(pasted: str, cuts: list[int]) -> None:
    if BEGIN in pasted or END in pasted:
        return
    found = read(f"x{BEGIN}{pasted}{END}y", cuts)
    texts = [one.text for one in found if isinstance(one, events.Paste)]
    keys = [one.character for one in found if isinstance(one, events.Key)]
    assert texts == ([pasted.replace("\x1b", "␛")] if pasted else texts)
    assert keys == ["x", "y"]


def test_keys_are_as_they_were() -> None:
    found = read("a\x1b[Ab", [])
    assert [one.key for one in found if isinstance(one, events.Key)] == ["a", "up", "b"]
