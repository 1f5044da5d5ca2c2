"""ChatGLM-6B's rounds: "[Round 0]\\n问：…\\n答：…\\n[Round 1]\\n问：…\\n答："; a first question stands bare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from siliconfriend.models.formats.base import Lesson, rounds

if TYPE_CHECKING:
    from siliconfriend.models.base import Message
    from siliconfriend.models.chatglm.tokenization import ChatGLMTokenizer


class ChatGLMRounds:
    """What the released model was trained with, in both languages.

    The vocabulary writes the colons of a tag narrow, so that a reply may hold either.
    """

    stops = ("\n[Round ", "\n问:", "\n问：", "\n答:", "\n答：")

    def __init__(self, tokenizer: ChatGLMTokenizer) -> None:
        self._tokenizer = tokenizer
        self.ends = frozenset({tokenizer.eos_token_id, tokenizer.end_token_id})

    def text(self, messages: Sequence[Message]) -> str:
        """The prompt without [gMASK] <sop>, which `ids` puts at its end."""
        done, query = rounds(messages)
        if not done:
            return query
        parts = [f"[Round {number}]\n问：{said}\n答：{answer}" for number, (said, answer) in enumerate(done)]
        return "\n".join([*parts, f"[Round {len(done)}]\n问：{query}\n答："])

    def ids(self, messages: Sequence[Message]) -> list[int]:
        """The prompt's ids, [gMASK] <sop> last."""
        return self._tokenizer.encode(self.text(messages))

    def lesson(self, messages: Sequence[Message], answer: str) -> Lesson:
        """The prompt's ids, and those of `answer` with <eop>."""
        prompt = self._tokenizer.encode(self.text(messages))
        learned = self._tokenizer.encode(answer, add_special_tokens=False)
        return Lesson(tuple(prompt), (*learned, self._tokenizer.eos_token_id))

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`."""
        return self._tokenizer.decode(ids, skip_special_tokens=True)
