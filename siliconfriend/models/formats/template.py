"""The chat template that comes with a model's tokenizer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from siliconfriend.models.base import Message, ModelError, Role
from siliconfriend.models.formats.base import Lesson, without_system

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

WORD = "SiliconFriend"
PROBE = (Message(Role.USER, "?"),)
PROBED_SYSTEM = (Message(Role.SYSTEM, WORD), *PROBE)
PROBED_ANSWER = Message(Role.ASSISTANT, WORD)


class NoTemplateError(ModelError):
    """The tokenizer has no chat template, or one that cannot be filled in."""

    code = "no_template"


class ChatTemplate:
    """A template in the sandbox of transformers. One that refuses a system message gets its text with the user's.

    Reasoning models are asked to answer at once, where their template has a switch for it.
    """

    stops: tuple[str, ...] = ()

    def __init__(self, tokenizer: PreTrainedTokenizerBase, ends: Collection[int] = ()) -> None:
        """The template of `tokenizer`; `ends` are the tokens that the model's own settings end a reply at.

        Raises:
            NoTemplateError: it has none that can be used.
        """
        self._tokenizer = tokenizer
        self._has_system = False
        if not getattr(tokenizer, "chat_template", None):
            raise NoTemplateError("—", model=tokenizer.name_or_path)
        self.text(PROBE)
        self._has_system = self._takes_system()
        self._special = frozenset(int(one) for one in tokenizer.all_special_ids)
        after = self._after_an_answer()
        own = tokenizer.eos_token_id
        self._end = after if after is not None else own if isinstance(own, int) else min(ends, default=None)
        known = (after, own, *ends)
        self.ends = frozenset(one for one in known if isinstance(one, int))

    def text(self, messages: Sequence[Message]) -> str:
        """The prompt as the template writes it."""
        return str(self._apply(messages, add_generation_prompt=True, tokenize=False))

    def ids(self, messages: Sequence[Message]) -> list[int]:
        """The prompt's ids; special tokens in what somebody wrote are read as plain text."""
        return self._ids(messages, add_generation_prompt=True)

    def lesson(self, messages: Sequence[Message], answer: str) -> Lesson:
        """The prompt's ids, and those that the template writes for `answer`, up to the token that ends it."""
        prompt = self.ids(messages)
        whole = self._ids([*messages, Message(Role.ASSISTANT, answer)], add_generation_prompt=False)
        learned = whole[len(prompt) :] if whole[: len(prompt)] == prompt else []
        last = next((at for at in reversed(range(len(learned))) if learned[at] in self.ends), None)
        if last is not None:
            return Lesson(tuple(prompt), tuple(learned[: last + 1]))
        said = self._tokenizer.encode(answer, add_special_tokens=False)
        return Lesson(tuple(prompt), (*said, *([] if self._end is None else [self._end])))

    def decode(self, ids: Iterable[int]) -> str:
        """The text of `ids`."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def _takes_system(self) -> bool:
        """Whether a system message is written down; some templates refuse one, some leave it out."""
        self._has_system = True
        try:
            return WORD in self.text(PROBED_SYSTEM)
        except NoTemplateError:
            return False

    def _after_an_answer(self) -> int | None:
        """The first special token after an answer, as the template writes it: the end of the assistant's turn."""
        prompt = self._ids(PROBE, add_generation_prompt=True)
        try:
            whole = self._ids([*PROBE, PROBED_ANSWER], add_generation_prompt=False)
        except NoTemplateError:
            return None
        said = self._tokenizer.encode(WORD, add_special_tokens=False)
        after = whole[len(prompt) + len(said) :] if whole[: len(prompt)] == prompt else []
        return next((one for one in after if one in self._special), None)

    def _ids(self, messages: Sequence[Message], *, add_generation_prompt: bool) -> list[int]:
        found: list[int] = self._apply(
            messages,
            add_generation_prompt=add_generation_prompt,
            tokenize=True,
            return_dict=False,
            sanitize_control_tokens=True,
        )
        return found

    def _apply(self, messages: Sequence[Message], **how: Any) -> Any:
        from jinja2 import TemplateError

        told = list(messages) if self._has_system else without_system(messages)
        conversation = [{"role": one.role.value, "content": one.content} for one in told]
        try:
            return self._tokenizer.apply_chat_template(conversation, enable_thinking=False, **how)
        except (TemplateError, ValueError, TypeError, KeyError) as error:
            said = str(error).strip() or type(error).__name__
            raise NoTemplateError(said.splitlines()[0], model=self._tokenizer.name_or_path) from error
