"""What was read is kept and changes nothing; replies end where they must."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from peft import PrefixTuningConfig, get_peft_model
from transformers import LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM

from siliconfriend.models.base import ContextTooLongError, Sampling
from siliconfriend.models.local import causal
from siliconfriend.models.local.causal import CausalDecoder

GREEDY = Sampling(temperature=0, top_p=1, frequency_penalty=0, presence_penalty=0, max_tokens=8)
FREE = Sampling(temperature=1.5, top_p=1, frequency_penalty=0.4, presence_penalty=0.2, max_tokens=12)
SHAPE: dict[str, Any] = {
    "vocab_size": 60, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 4,
    "max_position_embeddings": 256,
}  # fmt: skip


def llama() -> Any:
    torch.manual_seed(5)
    return LlamaForCausalLM(LlamaConfig(**SHAPE)).eval()  # type: ignore[no-untyped-call] # untyped there


def sliding() -> Any:
    torch.manual_seed(5)
    config = MistralConfig(**SHAPE, sliding_window=16, num_key_value_heads=4)
    return MistralForCausalLM(config).eval()  # type: ignore[no-untyped-call] # untyped there


def prefixed() -> Any:
    torch.manual_seed(5)
    config = PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=4)
    return get_peft_model(llama(), config).eval()


def said(decoder: CausalDecoder, prompt: list[int], sampling: Sampling = GREEDY, **more: Any) -> list[int]:
    return list(decoder.decode(prompt, sampling, **{"ends": frozenset(), **more}))


IDS = st.lists(st.integers(0, 59), min_size=1, max_size=30)


@pytest.mark.parametrize("make", [llama, sliding, prefixed])
@settings(max_examples=15, deadline=None)
@given(prompts=st.lists(st.tuples(IDS, st.integers(0, 40)), min_size=1, max_size=5), seed=st.integers(0, 9))
def test_what_was_read_changes_no_reply(
    make: Callable[[], Any], prompts: list[tuple[list[int], int]], seed: int
) -> None:
    model = make()
    keeping, before = CausalDecoder(model, 256), list[int]()
    for new, kept in prompts:
        prompt = [*before[:kept], *new]
        reply = said(keeping, prompt, FREE, seed=seed)
        assert reply == said(CausalDecoder(model, 256, keep=False), prompt, FREE, seed=seed)
        before = prompt + reply


def test_only_what_is_new_is_read() -> None:
    model = llama()
    read = []
    forward = model.forward

    def noted(**given: Any) -> Any:
        read.append(given["input_ids"].shape[1])
        return forward(**given)

    decoder = CausalDecoder(model, 256)
    first = [1, *range(10, 40)]
    reply = said(decoder, first)
    model.forward = noted
    said(decoder, [*first, *reply, 3, 4])
    assert read[0] == 3  # the reply's last token was drawn and never read
    assert decoder.reused == len(first) + len(reply) - 1
    read.clear()
    said(decoder, [*first[:20], 50, 51])
    assert read[0] == 2
    assert decoder.reused == 20
    said(decoder, [*first[:20], 50, 51])
    assert decoder.reused == 21  # the last token is always read again


def test_a_reply_that_is_left_is_gone_on_from() -> None:
    model = llama()
    decoder, prompt = CausalDecoder(model, 256), list(range(20))
    whole = said(CausalDecoder(model, 256), prompt)
    left = decoder.decode(prompt, GREEDY, ends=frozenset())
    assert list(islice(left, 3)) == whole[:3]
    left.close()
    assert said(decoder, prompt) == whole


def test_a_failure_in_the_middle_leaves_nothing_half_read() -> None:
    model = llama()
    decoder, prompt = CausalDecoder(model, 256), list(range(20))
    wanted = said(CausalDecoder(model, 256), [*prompt, 5])
    said(decoder, prompt)
    norm = model.model.layers[1].mlp.forward
    model.model.layers[1].mlp.forward = lambda _: 1 / 0
    with pytest.raises(ZeroDivisionError):
        said(decoder, [*prompt, 5])
    model.model.layers[1].mlp.forward = norm
    assert said(decoder, [*prompt, 5]) == wanted


def test_a_reply_ends_at_an_end_at_its_length_and_with_the_context() -> None:
    decoder = CausalDecoder(llama(), 256)
    whole = said(decoder, [1, 2, 3])
    assert len(whole) == GREEDY.max_tokens
    assert said(decoder, [1, 2, 3], ends=frozenset({whole[2]})) == whole[: whole.index(whole[2])]
    short = CausalDecoder(llama(), 6)
    assert said(short, [1, 2, 3]) == whole[:3]
    with pytest.raises(ContextTooLongError):
        said(short, [1] * 6)


def test_it_stops_before_the_next_token_and_while_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    model = llama()
    wanted = [False]
    reply = CausalDecoder(model, 256).decode([1, 2], FREE, ends=frozenset(), seed=1, stopped=lambda: wanted[0])
    assert len(list(islice(reply, 3))) == 3
    wanted[0] = True
    assert list(reply) == []

    monkeypatch.setattr(causal, "READ_AT_ONCE", 10)
    read = []
    forward = model.forward

    def noted(**given: Any) -> Any:
        read.append(given["input_ids"].shape[1])
        return forward(**given)

    model.forward = noted
    decoder = CausalDecoder(model, 256)
    assert said(decoder, list(range(50)), stopped=lambda: len(read) == 2) == []
    assert read == [10, 10]
    assert said(decoder, list(range(50))) == said(CausalDecoder(model, 256), list(range(50)))


def test_one_seed_one_reply() -> None:
    decoder = CausalDecoder(llama(), 256)
    first, again, other = (said(decoder, [1, 2, 3], FREE, seed=seed) for seed in (5, 5, 6))
    assert first == again != other
