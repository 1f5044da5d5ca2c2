"""BELLE's dialogue, as MemoryBank trained it: "Human: …\\nAssistant: "."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.models.formats.base import Lesson, rounds

if TYPE_CHECKING:
    from siliconfriend.models.base import Message
    from siliconfriend.models.sentencepieces import LlamaTokenizer

HUMAN, ASSISTANT = "Human: ", "Assistant: "


class Belle:
    """Plain text on LLaMA's vocabulary, in both languages.

    The blank at the prompt's end belongs to the answer's first piece ("▁Hello"), as it does where both are
    encoded together, which is how the public scripts trained. So `ids` leaves it to the answer.
    """

    stops = ("\nHuman:", "\nAssistant:")

    def __init__(self, tokenizer: LlamaTokenizer) -> None:
        self._tokenizer = tokenizer
        self.ends = frozenset({tokenizer.eos_token_id})

    def text(self, messages: Sequence[Message]) -> str:
        """The prompt without <s>, which `ids` puts before it."""
        done, query = rounds(messages)
        parts = [f"{HUMAN}{said}\n{ASSISTANT}{answer}\n" for said, answer in done]
        return "".join([*parts, f"{HUMAN}{query}\n{ASSISTANT}"])

    def ids(self, messages: Sequence[Message]) -> list[int]:
        """The prompt's ids, <s> first."""
        return self._tokenizer.encode(self.text(messages).removesuffix(" "))

    def lesson(self, messages: Sequence[Message], answer: str) -> Lesson:
        """The prompt's ids, and those of `answer`, its blank before it, with </s>."""
        learned = self._tokenizer.encode(answer, add_special_tokens=False)
        return Lesson(tuple(self.ids(messages)), (*learned, self._tokenizer.eos_token_id))

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`."""
        return self._tokenizer.decode(ids)
