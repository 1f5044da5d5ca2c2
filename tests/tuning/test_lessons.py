"""Lessons keep to their lengths, batches to the lessons, and the loss to the answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.models.base import Message, Role
from siliconfriend.models.formats.base import Lesson
from siliconfriend.tuning.bases import form_for, read_model
from siliconfriend.tuning.batches import NOTHING, ByLength, batch
from siliconfriend.tuning.dialogues import Dialogue
from siliconfriend.tuning.lessons import lessons, split
from siliconfriend.tuning.loss import accepted_by, answer_loss

U, A = Role.USER, Role.ASSISTANT
LONG = Dialogue(
    (
        Message(U, "I am so tired of it all"),
        Message(A, "Tell me more"),
        Message(U, "Nobody rang today"),
        Message(A, "I am glad you told me, tell me more about her"),
    )
)


@pytest.mark.parametrize("kind", ["llama", "belle", "chatglm"])
def test_a_lesson_is_what_is_asked_and_ends(kind: str, request: pytest.FixtureRequest) -> None:
    form = form_for(request.getfixturevalue(kind), kind if kind == "belle" else "default")
    found = lessons([LONG], form, prompt_tokens=500, answer_tokens=100, vocabulary=10_000)
    assert (len(found.lessons), found.cut, found.left_out) == (2, 0, 0)
    for lesson, (messages, answer) in zip(found.lessons, LONG.replies(), strict=True):
        assert list(lesson.prompt) == form.ids(messages)
        assert lesson.answer[-1] in form.ends
        assert form.decode(lesson.answer).strip() == answer


def test_long_prompts_lose_their_oldest_turns_and_long_answers_their_end(llama: Path) -> None:
    form = form_for(llama, "default")
    whole = len(form.ids(LONG.messages[:3]))
    last = len(form.ids(LONG.messages[2:3]))
    found = lessons([LONG], form, prompt_tokens=whole - 1, answer_tokens=8, vocabulary=10_000)
    assert len(found.lessons[1].prompt) == last
    assert found.cut == 1
    assert len(found.lessons[1].answer) == 8
    assert found.lessons[1].answer[-1] not in form.ends
    assert lessons([LONG], form, prompt_tokens=last, answer_tokens=8, vocabulary=10_000).left_out == 1


@given(st.integers(1, 40), st.floats(0, 0.5), st.integers(0, 9))
def test_a_split_keeps_everything_once_and_something_to_learn(count: int, share: float, seed: int) -> None:
    dialogues = [Dialogue((Message(U, str(place)), Message(A, "yes"))) for place in range(count)]
    learned, held = split(dialogues, share, seed)
    assert sorted(one.messages[0].content for one in (*learned, *held)) == sorted(map(str, range(count)))
    assert learned
    assert bool(held) == (share > 0 and count > 1)
    assert split(dialogues, share, seed) == (learned, held)


IDS = st.lists(st.integers(1, 200), min_size=1, max_size=9).map(tuple)


@given(st.lists(st.builds(Lesson, IDS, IDS), min_size=1, max_size=6))
def test_a_batch_is_its_lessons(rows: list[Lesson]) -> None:
    made = batch(rows)
    for row, lesson in enumerate(rows):
        real = made["attention_mask"][row].bool()
        assert made["input_ids"][row][real].tolist() == [*lesson.prompt, *lesson.answer]
        assert made["labels"][row][made["labels"][row] != NOTHING].tolist() == list(lesson.answer)
        assert bool(real[-1])


@given(st.lists(st.integers(1, 99), min_size=1, max_size=60), st.integers(1, 8), st.integers(0, 3))
def test_an_epoch_has_every_lesson_once(lengths: list[int], size: int, epoch: int) -> None:
    order = list(ByLength(lengths, size, 7, lambda: epoch))
    assert sorted(order) == list(range(len(lengths)))
    assert order == list(ByLength(lengths, size, 7, lambda: epoch))


def test_epochs_differ_and_batches_are_of_a_length() -> None:
    lengths = [place % 50 for place in range(400)]
    first, second = (list(ByLength(lengths, 8, 7, lambda epoch=epoch: epoch)) for epoch in (0, 1))  # type: ignore[misc] # a default binds it
    assert first != second
    spread = [
        max(row) - min(row) for at in range(0, 400, 8) if (row := [lengths[one] for one in first[at : at + 8]])
    ]
    assert sum(spread) / len(spread) < 5


@pytest.mark.parametrize("kind", ["llama", "belle", "chatglm"])
def test_the_loss_is_the_models_own_of_the_answers_whatever_the_padding(
    kind: str, request: pytest.FixtureRequest
) -> None:
    base: Path = request.getfixturevalue(kind)
    form = form_for(base, kind if kind == "belle" else "default")
    model: Any = read_model(base, {}).eval()
    rows = lessons([LONG], form, prompt_tokens=500, answer_tokens=100, vocabulary=10_000).lessons
    wanted = tokens = 0.0
    for one in rows:
        ids = torch.tensor([[*one.prompt, *one.answer]])
        labels = torch.tensor([[NOTHING] * len(one.prompt) + list(one.answer)])
        with torch.no_grad():
            wanted += float(model(input_ids=ids, labels=labels).loss) * len(one.answer)
        tokens += len(one.answer)
    accepted = accepted_by(model)
    assert "logits_to_keep" in accepted
    for names in (accepted, accepted - {"logits_to_keep"}):
        with torch.no_grad():
            loss, counted = answer_loss(model, batch(rows), names)
        assert int(counted) == tokens
        assert float(loss) == pytest.approx(wanted, rel=1e-4)
