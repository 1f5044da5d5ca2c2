"""A reply from a real tiny model: its text, its end, what it leaves out of the prompt."""

from pathlib import Path

import pytest

from siliconfriend.models.base import ContextTooLongError, Message, Role, Sampling
from siliconfriend.models.local.choice import Choice, Form
from siliconfriend.models.local.engine import Engine
from siliconfriend.models.local.loading import load

FREE = Sampling(temperature=1, top_p=0.95, max_tokens=40)
HELLO = (Message(Role.SYSTEM, "Be warm."), Message(Role.USER, "你好, how are you?"))


def opened(folder: Path, form: Form | None = None, *, adapter: bool = False, seed: int | None = 3) -> Engine:
    loaded = load(Choice(str(folder), form), folder, folder / "lora" if adapter else None)
    return Engine(loaded, seed=seed)


@pytest.mark.parametrize("kind", ["chatglm", "belle", "llama"])
def test_each_kind_replies_in_pieces(kind: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(kind)
    form = Form.BELLE if kind == "belle" else None
    pieces = list(opened(folder, form, adapter=kind != "llama").reply(HELLO, FREE))
    assert len(pieces) > 1
    assert pieces == list(opened(folder, form, adapter=kind != "llama").reply(HELLO, FREE))


def test_another_reply_to_the_same_is_another(llama: Path) -> None:
    engine = opened(llama)
    assert list(engine.reply(HELLO, FREE)) != list(engine.reply(HELLO, FREE))


def test_a_reply_ends_where_somebody_else_speaks(belle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened(belle, Form.BELLE)
    form = engine.loaded.form
    ids = list(form.lesson(HELLO, "Hello you\nHuman: hello again").answer)
    monkeypatch.setattr(engine._decoder, "decode", lambda *_, **__: (one for one in ids))
    assert "".join(engine.reply(HELLO, FREE)) == "Hello you"


def test_a_reply_that_goes_in_circles_ends(llama: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened(llama)
    ids = list(engine.loaded.form.lesson(HELLO, "day ").answer)[:-1] * 500
    monkeypatch.setattr(engine._decoder, "decode", lambda *_, **__: (one for one in ids))
    list(engine.reply(HELLO, FREE))
    assert engine.timing.tokens < 100


def test_thinking_is_not_part_of_a_reply(llama: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened(llama)
    ids = list(engine.loaded.form.lesson(HELLO, "<think>hm</think>\n\nHello").answer)[:-1]
    monkeypatch.setattr(engine._decoder, "decode", lambda *_, **__: (one for one in ids))
    assert "".join(engine.reply(HELLO, FREE)) == "Hello"


def test_stopped_it_says_no_more(llama: Path) -> None:
    engine = opened(llama)
    said: list[str] = []
    for piece in engine.reply(HELLO, FREE, lambda: len(said) >= 3):
        said.append(piece)  # noqa: PERF402 - it is looked at meanwhile
    assert len(said) == 3
    assert engine.timing.tokens < FREE.max_tokens


def test_a_long_conversation_keeps_room_for_the_reply(chatglm: Path) -> None:
    engine = opened(chatglm)
    talk = [HELLO[0]]
    for number in range(80):
        talk += [Message(Role.USER, f"q{number} " * 8), Message(Role.ASSISTANT, "answer " * 8)]
    talk.append(Message(Role.USER, "the last"))
    assert list(engine.reply(talk, Sampling(max_tokens=1024)))
    assert 512 < engine.timing.prompt <= 1024
    with pytest.raises(ContextTooLongError):
        list(engine.reply([Message(Role.USER, "word " * 3000)], FREE))


def test_the_second_turn_reads_only_what_is_new(llama: Path) -> None:
    engine = opened(llama)
    first = "".join(engine.reply(HELLO, FREE))
    before = engine.timing
    talk = (*HELLO, Message(Role.ASSISTANT, first), Message(Role.USER, "And then?"))
    list(engine.reply(talk, FREE))
    assert before.reused == 0
    assert engine.timing.reused >= before.prompt
