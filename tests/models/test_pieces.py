from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.models.pieces import WholeCharacters, WithoutThinking

TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(["<think>", "</think>", " ", "\n", "<", "think>", "</", "hm", "你好"])).map("".join),
)


def fed(filter_: WholeCharacters | WithoutThinking, pieces: list[str]) -> str:
    return "".join(map(filter_.feed, pieces)) + filter_.end()


def cut(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Hello", "Hello"),
        ("<think>hm</think>\n\nHello", "Hello"),
        ("\n <think>\nhm < 3 </thin></think>Hello", "Hello"),
        ("<think></think>Hello <think>kept</think>", "Hello <think>kept</think>"),
        ("Hello <think>kept</think>", "Hello <think>kept</think>"),
        ("<thin", "<thin"),
        ("<thinner> ice", "<thinner> ice"),
        ("  \n", "  \n"),
        (" Hello", " Hello"),
        ("<think>never ended", ""),
        ("<think>and nothing after</think> \n", ""),
        ("", ""),
    ],
)
def test_thinking_at_the_start_is_dropped_and_all_else_stays(text: str, reply: str) -> None:
    assert fed(WithoutThinking(), [text]) == reply
    assert fed(WithoutThinking(), list(text)) == reply


@given(TEXTS, st.lists(st.integers(min_value=0)))
def test_where_the_pieces_are_cut_does_not_matter(text: str, places: list[int]) -> None:
    assert fed(WithoutThinking(), cut(text, places)) == fed(WithoutThinking(), [text])


@given(TEXTS.filter(lambda text: not text.lstrip().startswith("<think>")), st.lists(st.integers(min_value=0)))
def test_a_reply_without_thinking_passes_unchanged(text: str, places: list[int]) -> None:
    assert fed(WithoutThinking(), cut(text, places)) == text


def test_a_reply_is_not_held_back_longer_than_it_may_be_a_tag() -> None:
    filter_ = WithoutThinking()
    assert [filter_.feed(piece) for piece in ("<", "t", "en", "!")] == ["", "", "<ten", "!"]


@given(st.text(), st.lists(st.integers(min_value=0)))
def test_characters_cut_into_surrogates_are_joined(text: str, places: list[int]) -> None:
    units = text.encode("utf-16-le")
    halves = "".join(units[i : i + 2].decode("utf-16-le", "surrogatepass") for i in range(0, len(units), 2))
    assert fed(WholeCharacters(), cut(halves, places)) == text


def test_a_half_alone_is_replaced_so_that_the_reply_can_be_stored() -> None:
    assert fed(WholeCharacters(), ["a\ud83d", "b", "\ude00c\ud83d"]) == "a\ufffdb\ufffdc\ufffd"
