"""Masks and positions, by hand and by law."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.models.chatglm import ChatGLMConfig
from siliconfriend.models.chatglm.layout import Layout, blocked_later, real_tokens
from siliconfriend.models.chatglm.rotary import turned, turns

CONFIG = ChatGLMConfig(vocab_size=30, bos_token_id=24, eos_token_id=25, pad_token_id=3)
MASK, GMASK, SOP, PAD = 20, 21, 24, 3


def layout(*rows: list[int]) -> Layout:
    ids = torch.tensor(rows)
    return Layout.of(ids, ids != PAD, CONFIG)


def test_the_mask_tokens_follow_from_sop_where_a_file_leaves_them_out() -> None:
    assert (CONFIG.mask_token_id, CONFIG.gmask_token_id) == (MASK, GMASK)
    assert (ChatGLMConfig().mask_token_id, ChatGLMConfig().gmask_token_id) == (130000, 130001)
    early = ChatGLMConfig(vocab_size=150528, bos_token_id=150004, eos_token_id=150005)
    assert (early.mask_token_id, early.gmask_token_id) == (150000, 150001)


def test_context_sees_itself_and_a_reply_what_came_before() -> None:
    found = layout([7, 8, GMASK, SOP, 9, 10])
    assert found.blocked()[0, 0].int().tolist() == [
        [0, 0, 0, 1, 1, 1],
        [0, 0, 0, 1, 1, 1],
        [0, 0, 0, 1, 1, 1],
        [0, 0, 0, 0, 1, 1],
        [0, 0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
    ]
    assert found.positions(0, 8)[0].tolist() == [[0, 1, 2, 2, 2, 2, 2, 2], [0, 0, 0, 1, 2, 3, 4, 5]]


def test_padding_neither_sees_nor_is_seen_nor_counts() -> None:
    found = layout([PAD, PAD, 7, GMASK, SOP], [7, 8, 9, GMASK, SOP])
    assert found.blocked()[0, 0].int().tolist() == [
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1],
        [1, 1, 0, 0, 1],
        [1, 1, 0, 0, 1],
        [1, 1, 0, 0, 0],
    ]
    assert found.positions(0, 5)[0].tolist() == [[0, 0, 0, 1, 1], [0, 0, 0, 0, 1]]


def test_gmask_goes_before_mask() -> None:
    assert layout([MASK, 7, GMASK, SOP]).positions(3, 4).tolist() == [[[2], [1]]]
    assert layout([7, MASK, 8, SOP]).positions(3, 4).tolist() == [[[1], [1]]]


def test_a_next_token_is_blocked_from_padding_alone() -> None:
    assert blocked_later(torch.tensor([[True, True, True]]), 1) is None
    found = blocked_later(torch.tensor([[False, True, True, True]]), 2)
    assert found is not None
    assert found[0, 0].int().tolist() == [[1, 0, 0, 1], [1, 0, 0, 0]]


@given(st.lists(st.integers(4, 19), min_size=1, max_size=12), st.integers(0, 6), st.booleans())
def test_padding_moves_nothing(text: list[int], padding: int, left: bool) -> None:
    row, pad = [*text, GMASK, SOP, 9], [PAD] * padding
    alone, within = layout(row), layout(pad + row if left else row + pad)
    start = padding if left else 0
    inside = slice(start, start + len(row))
    assert torch.equal(within.positions(start, start + len(row)), alone.positions(0, len(row)))
    assert torch.equal(within.blocked()[..., inside, inside], alone.blocked())


@given(st.lists(st.integers(4, 19), min_size=1, max_size=8), st.integers(0, 4))
def test_both_forms_of_mask_tell_the_same_padding(text: list[int], padding: int) -> None:
    ids = torch.tensor([[PAD] * padding + [*text, GMASK, SOP]])
    real = ids != PAD
    assert torch.equal(real_tokens(Layout.of(ids, real, CONFIG).blocked(), ids), real)


def test_frequencies_are_rounded_to_half_precision() -> None:
    cosines, sines = turns(torch.tensor([[[2000], [0]]]), 8, torch.float32)
    rounded = 0.01000213623046875
    assert torch.allclose(cosines[0, 0, 0, 0], torch.cos(torch.tensor([2000.0, 2000 * rounded])), atol=1e-5)
    assert torch.allclose(sines[0, 0, 0, 0], torch.sin(torch.tensor([2000.0, 2000 * rounded])), atol=1e-5)
    assert torch.equal(sines[0, 0, 0, 1], torch.zeros(2))


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_only_the_distance_between_two_places_counts(one: int, other: int, shift: int) -> None:
    random = torch.Generator().manual_seed(1)
    query, key = torch.randn(2, 1, 1, 1, 8, generator=random, dtype=torch.float64)

    def product(first: int, second: int) -> torch.Tensor:
        places = [turns(torch.tensor([[[at], [0]]]), 8, torch.float64) for at in (first, second)]
        return (turned(query, *places[0]) * turned(key, *places[1])).sum()

    assert torch.allclose(product(one, other), product(one + shift, other + shift), atol=1e-3)
