"""Both languages become terms that find each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.memory.bank import Bank
from siliconfriend.memory.lexical import query_terms, search_terms
from tests.memory.toy import found, talk


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("I love walking in the hills", "who walks?"),
        ("Emily’s birthday is in June", "when is Emily's birthday"),
        ("my sisters live in Rome", "my sister"),
        ("我最喜欢吃苹果", "苹果"),
        ("昨天去了医院看医生", "医院"),
        ("我新买了iPhone手机", "手机"),
        ("我新买了iPhone手机", "iphone"),
        ("型号是ＩＰｈｏｎｅ１５", "iPhone15"),
        ("她在Google工作", "google"),
        ("STRASSE", "straße"),
        ("Café au lait", "cafe"),
        ("we paid 1,250 euros", "1250 or 250 euros"),
        ("猫", "猫"),
        ("𠮷野家的牛肉饭", "𠮷野家"),
        ("ﬁnally done", "finally"),
    ],
)
def test_what_was_said_is_found(bank: Bank, said: str, asked: str) -> None:
    talk(bank, "nothing to do with it")
    talk(bank, "毫无关系的话")
    talk(bank, said)
    assert found(bank, asked, k=1) == [said]


@pytest.mark.parametrize(
    ("said", "asked"), [("果然苹树", "苹果"), ("a phone", "telephone"), ("hat", "that hats is")]
)
def test_terms_are_words_and_pairs(bank: Bank, said: str, asked: str) -> None:
    assert ("苹果" in search_terms(said)) is False
    shared = set(search_terms(said)) & set(query_terms(asked))
    assert shared <= {"苹", "果", "hat"}


def test_a_pair_counts_for_more_than_its_characters_apart(bank: Bank) -> None:
    talk(bank, "果然苹树")
    talk(bank, "一个苹果")
    assert found(bank, "苹果", k=2)[0] == "一个苹果"


def test_words_of_grammar_are_not_looked_for_unless_there_is_nothing_else() -> None:
    assert query_terms("what is the dog in my garden") == ["dog", "garden"]
    assert query_terms("what is it") == ["what", "is", "it"]
    assert "我" not in query_terms("我的猫")
    assert query_terms("") == query_terms(" ?!… 。") == []


def test_terms_of_a_question_come_once() -> None:
    assert query_terms("dogs dog Dog's DOG") == ["dog"]


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_has_terms_that_an_index_can_hold(text: str) -> None:
    for term in [*search_terms(text), *query_terms(text)]:
        assert term
        assert not set(term) & set(' \t\n"*\x00')
        term.encode()


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_what_is_asked_in_the_same_words_shares_every_term(text: str) -> None:
    assert set(query_terms(text)) <= set(search_terms(text))
