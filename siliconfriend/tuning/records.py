"""One record of a file, in one of the public forms, as a dialogue.

- `{"input": …, "output": …, "history": [[query, response], …]}`, the last optional: the output is learned. Public
  collections also have `instruction`, which stands before the input.
- `{"messages": [{"role": …, "content": …}, …]}`: every reply is learned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from siliconfriend.models.base import Message, Role
from siliconfriend.tuning.dialogues import Dialogue

SIDES = (("query", "response"), ("input", "output"))
ROLES = {
    "system": Role.SYSTEM,
    "user": Role.USER,
    "human": Role.USER,
    "assistant": Role.ASSISTANT,
    "gpt": Role.ASSISTANT,
}


class BrokenRecordError(Exception):
    """`code` is a key of `tuning.broken` in the locale; `detail` fills its place."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def dialogue(record: object) -> Dialogue:
    """The dialogue that `record`, as JSON gives it, stands for.

    Raises:
        BrokenRecordError: it is in none of the forms, or a part of it is missing or empty.
    """
    if not isinstance(record, dict):
        raise BrokenRecordError("not_object")
    if "messages" in record:
        return _chat(record["messages"])
    if "output" in record:
        return _pair(record)
    raise BrokenRecordError("no_form", ", ".join(map(str, record))[:60])


def _pair(record: Mapping[str, object]) -> Dialogue:
    asked = [_text(record[side], side) for side in ("instruction", "input") if record.get(side)]
    if not asked:
        raise BrokenRecordError("missing", "input")
    messages: list[Message] = []
    for query, response in _history(record.get("history") or []):
        messages += [Message(Role.USER, query), Message(Role.ASSISTANT, response)]
    messages.append(Message(Role.USER, "\n".join(asked)))
    messages.append(Message(Role.ASSISTANT, _text(record["output"], "output")))
    return Dialogue(tuple(messages), every_reply=False)


def _history(history: object) -> list[tuple[str, str]]:
    if not isinstance(history, list):
        raise BrokenRecordError("not_list", "history")
    return [_turn(turn) for turn in history]


def _turn(turn: object) -> tuple[str, str]:
    if isinstance(turn, dict):
        sides = next((names for names in SIDES if all(name in turn for name in names)), None)
        turn = [turn[name] for name in sides] if sides else turn
    if not isinstance(turn, list) or len(turn) != 2:
        raise BrokenRecordError("not_pair")
    return _text(turn[0], "history"), _text(turn[1], "history")


def _chat(messages: object) -> Dialogue:
    if not isinstance(messages, list):
        raise BrokenRecordError("not_list", "messages")
    said = [_message(one) for one in messages]
    while said and said[-1].role is not Role.ASSISTANT:
        said.pop()  # nothing is learned from what has no reply
    _check_order(said)
    return Dialogue(tuple(said))


def _message(message: object) -> Message:
    if not isinstance(message, dict):
        raise BrokenRecordError("not_object")
    role = ROLES.get(str(message.get("role")).lower())
    if role is None:
        raise BrokenRecordError("role", str(message.get("role"))[:30])
    return Message(role, _text(message.get("content"), "content"))


def _check_order(said: Sequence[Message]) -> None:
    """System first if at all, then user and assistant in turn."""
    dialogue = said[1:] if said and said[0].role is Role.SYSTEM else said
    if not dialogue:
        raise BrokenRecordError("no_reply")
    if dialogue[0].role is not Role.USER:
        raise BrokenRecordError("order", dialogue[0].role.value)
    for before, after in pairwise(dialogue):
        if after.role is before.role or after.role is Role.SYSTEM:
            raise BrokenRecordError("order", after.role.value)


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise BrokenRecordError("not_text", name)
    if not value.strip():
        raise BrokenRecordError("empty", name)
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise BrokenRecordError("surrogate", name)
    return value
