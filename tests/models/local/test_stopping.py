"""A reply ends where somebody else begins to speak, and where it goes in circles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.models.local.stopping import StopTexts, in_circles

STOPS = ("\nHuman:", "\n[Round ", "\n问：")


def through(pieces: list[str], stops: tuple[str, ...] = STOPS) -> tuple[str, bool]:
    filter_ = StopTexts(stops)
    text = "".join(map(filter_.feed, pieces)) + filter_.end()
    return text, filter_.stopped


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Hello\nHuman: hi", "Hello"),
        ("Hello\nHumans are kind", "Hello\nHumans are kind"),
        ("Human: hi", ""),
        ("\nHuman: hi", ""),
        ("\n\n你好\n\n问：好吗", "\n\n你好\n"),
        ("我问：你好", "我问：你好"),
        ("line\n", "line\n"),
        ("Hum", "Hum"),
        ("", ""),
        ("a\n[Round 2]\n\nHuman:", "a"),
    ],
)
def test_the_next_speaker_is_cut_off_however_it_arrives(said: str, shown: str) -> None:
    for size in (1, 2, 3, 100):
        pieces = [said[at : at + size] for at in range(0, len(said), size)]
        assert through(pieces) == (shown, shown != said)


ALPHABET = st.text("\nHuman:问：x[Round ", max_size=40)


@given(st.lists(ALPHABET, max_size=10))
def test_it_is_the_whole_texts_beginning_up_to_the_first_stop(pieces: list[str]) -> None:
    whole = "\n" + "".join(pieces)
    first = min((at for at in map(whole.find, STOPS) if at >= 0), default=len(whole))
    assert through(pieces) == (whole[1:first] if first else "", first < len(whole))


@given(st.lists(ALPHABET, max_size=10))
def test_without_stops_nothing_is_held_back(pieces: list[str]) -> None:
    filter_ = StopTexts(())
    assert [filter_.feed(one) for one in pieces] == pieces


def test_going_in_circles_is_noticed_and_ordinary_repetition_is_not() -> None:
    assert in_circles([7] * 48)
    assert not in_circles([7] * 47)
    assert in_circles([1, 2, 3, *([4, 5, 6, 7] * 12)])
    assert not in_circles([4, 5, 6, 7] * 11)
    assert in_circles(list(range(60)) * 4)
    assert not in_circles(list(range(60)) * 3)
    assert not in_circles(list(range(200)))
    assert not in_circles([])
