"""From dialogues to lessons: prompts and answers as ids, inside the lengths that the model is given."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siliconfriend.models.base import ContextTooLongError
from siliconfriend.models.formats.base import Lesson, within
from siliconfriend.tuning.errors import TuningError

if TYPE_CHECKING:
    from siliconfriend.models.formats.base import Format
    from siliconfriend.tuning.dialogues import Dialogue


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is learned, with how many answers were cut and how many replies left out, their prompts too long."""

    lessons: tuple[Lesson, ...]
    cut: int = 0
    left_out: int = 0


def lessons(
    dialogues: Sequence[Dialogue], form: Format, *, prompt_tokens: int, answer_tokens: int, vocabulary: int
) -> Lessons:
    """Every reply to learn in `dialogues`, as `form` writes it.

    A prompt that is too long loses its oldest turns. An answer that is too long is learned up to where it is cut,
    and not that it ends there.

    Raises:
        TuningError: the tokenizer has ids that the model does not, so it is another model's.
    """
    learned: list[Lesson] = []
    cut = left_out = 0
    for dialogue in dialogues:
        for messages, answer in dialogue.replies():
            try:
                lesson = form.lesson(within(form, messages, prompt_tokens), answer)
            except ContextTooLongError:
                left_out += 1
                continue
            if len(lesson.answer) > answer_tokens:
                cut += 1
                lesson = Lesson(lesson.prompt, lesson.answer[:answer_tokens])
            if (largest := max(lesson.prompt + lesson.answer)) >= vocabulary:
                raise TuningError("other_tokenizer", largest=largest, vocabulary=vocabulary)
            learned.append(lesson)
    return Lessons(tuple(learned), cut, left_out)


def split(dialogues: Sequence[Dialogue], share: float, seed: int) -> tuple[list[Dialogue], list[Dialogue]]:
    """`dialogues` to learn from, and a `share` of them to be measured on, at least one if any are wanted.

    Replies of one dialogue stay together, so that nothing measured was learned.
    """
    places = list(range(len(dialogues)))
    random.Random(seed).shuffle(places)  # noqa: S311 - nothing secret
    count = min(max(round(share * len(places)), 1), len(places) - 1) if share > 0 else 0
    held = set(places[:count])
    return (
        [one for place, one in enumerate(dialogues) if place not in held],
        [one for place, one in enumerate(dialogues) if place in held],
    )
