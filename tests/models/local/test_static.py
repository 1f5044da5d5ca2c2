"""A cache of fixed size, taken back without being erased, changes no reply."""

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from siliconfriend.models.local import static
from siliconfriend.models.local.causal import CausalDecoder
from siliconfriend.models.local.static import StaticDecoder, as_it_is, is_static
from tests.models.local.test_causal import FREE, GREEDY, IDS, llama, said, sliding


def captured(step: Any) -> Any:
    """The step as one graph, as it is compiled for CUDA, without the compiler."""
    return torch.compile(step, backend="eager", fullgraph=True, dynamic=False)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "SMALLEST", 32)


@settings(max_examples=15, deadline=None)
@given(prompts=st.lists(st.tuples(IDS, st.integers(0, 40)), min_size=1, max_size=5), seed=st.integers(0, 9))
def test_what_was_read_changes_no_reply(prompts: list[tuple[list[int], int]], seed: int) -> None:
    model = llama()
    static_, before = StaticDecoder(model, 256, prepare=as_it_is), list[int]()
    for new, kept in prompts:
        prompt = [*before[:kept], *new]
        reply = said(static_, prompt, FREE, seed=seed)
        assert reply == said(CausalDecoder(model, 256, keep=False), prompt, FREE, seed=seed)
        before = prompt + reply


def test_the_step_is_one_graph_made_once_and_says_the_same() -> None:
    model, made = llama(), list[Any]()

    def prepare(step: Any) -> Any:
        made.append(step)
        return captured(step)

    decoder, plain = StaticDecoder(model, 256, prepare=prepare), CausalDecoder(model, 256)
    prompt = list(range(10))
    for _ in range(3):
        reply = said(decoder, prompt, GREEDY)
        assert reply == said(plain, prompt, GREEDY)
        prompt = [*prompt[:8], *reply[:3], 7]
    said(decoder, [59, 58], GREEDY)  # nothing in common
    assert len(made) == 1
    long = list(range(50))
    assert said(decoder, long, GREEDY) == said(plain, long, GREEDY)
    assert len(made) == 2  # it had to grow


def test_models_that_let_go_of_what_they_read_are_not_static() -> None:
    assert is_static(llama())
    assert not is_static(sliding())
