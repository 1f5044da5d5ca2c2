"""Text as it arrives is the text of the whole, and never holds half a character."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from siliconfriend.models.chatglm import ChatGLMTokenizer
from siliconfriend.models.formats.base import Format
from siliconfriend.models.formats.belle import Belle
from siliconfriend.models.formats.chatglm import ChatGLMRounds
from siliconfriend.models.formats.template import ChatTemplate
from siliconfriend.models.local.text import HALF, ArrivingText
from siliconfriend.models.sentencepieces import LlamaTokenizer

TEXTS = (
    "Hello there. How are you?",
    "a\n b\n\n  c",
    " two leading blanks",
    "你好，我在这里。\n “慢慢来”，好吗？",
    "👋🏽 family 👨‍👩‍👧 é 龘𠮷",
    "mixed 中文 and\tEnglish — “quotes”…",
    "\n\n",
    "  ",
)


@pytest.fixture(scope="module")
def forms(chatglm: Path, belle: Path, llama: Path) -> list[Format]:
    return [
        ChatGLMRounds(ChatGLMTokenizer.from_pretrained(chatglm)),
        Belle(LlamaTokenizer.from_pretrained(belle)),
        ChatTemplate(AutoTokenizer.from_pretrained(llama)),
    ]


def encoded(form: Format, text: str) -> list[int]:
    from siliconfriend.models.base import Message, Role

    return list(form.lesson([Message(Role.USER, "?")], text).answer)[:-1]


def arrived(form: Format, ids: list[int]) -> list[str]:
    arriving = ArrivingText(form.decode)
    return [*(arriving.feed(one) for one in ids), arriving.end()]


@pytest.mark.parametrize("text", TEXTS)
def test_all_pieces_together_are_the_text(forms: list[Format], text: str) -> None:
    for form in forms:
        ids = encoded(form, text)
        pieces = arrived(form, ids)
        assert "".join(pieces) == form.decode(ids)
        assert HALF not in "".join(pieces)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[HALF]), max_size=30))
def test_any_text_arrives_whole(forms: list[Format], text: str) -> None:
    for form in forms:
        ids = encoded(form, text)
        assert "".join(arrived(form, ids)) == form.decode(ids)


@given(st.lists(st.integers(0, 440), max_size=40))
def test_any_tokens_arrive_as_they_are_decoded_together(forms: list[Format], ids: list[int]) -> None:
    for form in forms[1:]:
        assert "".join(arrived(form, ids)).rstrip(HALF) == form.decode(ids).rstrip(HALF)


def test_a_character_is_shown_when_it_is_whole(forms: list[Format]) -> None:
    for form in forms:
        ids = encoded(form, "x龘y")
        assert len(ids) > 3  # in bytes
        shown = ""
        for one, piece in zip(ids, arrived(form, ids), strict=False):
            shown += piece
            assert HALF not in piece, one
        assert shown == form.decode(ids)


def test_what_ends_in_half_a_character_ends_before_it(forms: list[Format]) -> None:
    for form in forms:
        ids = encoded(form, "ab龘")[:-1]
        assert "".join(arrived(form, ids)) == "ab"


def test_a_sign_does_not_wait_for_the_next(forms: list[Format]) -> None:
    for form in forms:
        arriving = ArrivingText(form.decode)
        for one in encoded(form, "你好。\n "):
            given = arriving.feed(one)
        assert given
