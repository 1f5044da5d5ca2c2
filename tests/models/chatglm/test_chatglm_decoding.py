"""How replies are drawn, and how they end."""

from itertools import islice

import pytest
import torch

from siliconfriend.models.base import ContextTooLongError, Sampling
from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration
from siliconfriend.models.chatglm.decoding import decode
from siliconfriend.models.drawing import Draw, NotNumbersError
from tests.models.chatglm.golden import GMASK, PROMPTS, SOP, golden

GREEDY = Sampling(temperature=0, top_p=1, frequency_penalty=0, presence_penalty=0, max_tokens=8)
FREE = Sampling(temperature=1.5, top_p=1, frequency_penalty=0, presence_penalty=0, max_tokens=20)
SCORES = torch.tensor([1.0, 4.0, 3.0, -2.0])


def test_a_reply_ends_before_eop(model: ChatGLMForConditionalGeneration) -> None:
    said = golden("numbers")["base.0.greedy"].tolist()
    model.config.eos_token_id = said[2]
    assert list(decode(model, PROMPTS[0], GREEDY)) == said[:2]


def test_a_reply_ends_where_it_may_be_no_longer(model: ChatGLMForConditionalGeneration) -> None:
    assert len(list(decode(model, PROMPTS[0], GREEDY))) == 8
    model.config.max_sequence_length = len(PROMPTS[0]) + 3
    assert len(list(decode(model, PROMPTS[0], GREEDY))) == 3


def test_a_prompt_without_room_for_a_reply_is_refused(model: ChatGLMForConditionalGeneration) -> None:
    with pytest.raises(ContextTooLongError):
        next(decode(model, [5] * 62 + [GMASK, SOP], GREEDY))


def test_stopping_takes_effect_before_the_next_token(model: ChatGLMForConditionalGeneration) -> None:
    wanted = False
    reply = decode(model, PROMPTS[0], FREE, seed=1, stopped=lambda: wanted)
    assert len(list(islice(reply, 3))) == 3
    wanted = True
    assert list(reply) == []


def test_reading_a_reply_leaves_gradients_as_they_were(model: ChatGLMForConditionalGeneration) -> None:
    reply = decode(model, PROMPTS[0], FREE, seed=1)
    next(reply)
    assert torch.is_grad_enabled()
    assert not torch.is_inference_mode_enabled()


def test_one_seed_one_reply(model: ChatGLMForConditionalGeneration) -> None:
    model.config.eos_token_id = -1
    first, again, other = (list(decode(model, PROMPTS[1], FREE, seed=seed)) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_temperature_zero_takes_the_best() -> None:
    assert [Draw(GREEDY)(SCORES) for _ in range(3)] == [1, 1, 1]


def test_chances_follow_temperature() -> None:
    draw = Draw(Sampling(temperature=2, top_p=1, frequency_penalty=0, presence_penalty=0), seed=3)
    drawn = torch.bincount(torch.tensor([draw(SCORES) for _ in range(4000)]), minlength=4) / 4000
    assert torch.allclose(drawn, torch.softmax(SCORES / 2, 0), atol=0.03)


@pytest.mark.parametrize(("top_p", "allowed"), [(0.5, {1}), (0.8, {1, 2}), (0.97, {0, 1, 2}), (0.0, {1})])
def test_only_the_likeliest_are_drawn(top_p: float, allowed: set[int]) -> None:
    draw = Draw(Sampling(temperature=1, top_p=top_p, frequency_penalty=0, presence_penalty=0), seed=0)
    assert {draw(SCORES) for _ in range(400)} == allowed


def test_what_was_said_is_said_less() -> None:
    present = Draw(Sampling(temperature=0, frequency_penalty=0, presence_penalty=1.5))
    assert [present(SCORES) for _ in range(4)] == [1, 2, 1, 1]
    frequent = Draw(Sampling(temperature=0, frequency_penalty=0.8, presence_penalty=0))
    assert [frequent(SCORES) for _ in range(6)] == [1, 1, 2, 1, 2, 1]


@pytest.mark.parametrize("broken", [float("nan"), float("inf")])
def test_an_overflow_is_told(broken: float) -> None:
    with pytest.raises(NotNumbersError):
        Draw(FREE)(torch.tensor([0.0, broken]))
