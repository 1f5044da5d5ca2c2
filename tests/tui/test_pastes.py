"""Long texts stand in the composer as tokens, and are said whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.language import Language, words
from siliconfriend.tui.pastes import LONGEST_SHOWN, Pastes

LONG = st.text(min_size=1, max_size=5).map(lambda text: text * (LONGEST_SHOWN + 1))
TEXTS = st.lists(st.text(max_size=50) | LONG, max_size=5)


@given(TEXTS)
def test_what_was_folded_unfolds_to_what_it_was(texts: list[str]) -> None:
    pastes, say = Pastes(), words(Language.EN)
    written = [pastes.fold(text, say) for text in texts]
    assert all(len(one) <= LONGEST_SHOWN for one in written)
    assert pastes.unfold(" ".join(written)) == " ".join(texts)


def test_a_token_inside_a_pasted_text_is_left_alone() -> None:
    pastes, say = Pastes(), words(Language.EN)
    first = pastes.fold("a" * (LONGEST_SHOWN + 1), say)
    second_text = first * LONGEST_SHOWN
    assert pastes.unfold(pastes.fold(second_text, say)) == second_text
