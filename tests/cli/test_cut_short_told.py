"""A reply that a server cut short is kept, and said to be cut short."""

import json

import pytest

from siliconfriend.memory.records import TurnState
from tests.cli.conftest import Run
from tests.cli.test_chat_command import over, turns
from tests.scripted_server import Reply, ScriptedServer


@pytest.mark.parametrize(
    ("reason", "cut", "said"),
    [
        ("length", "length", "cut off: as long as a reply may be"),
        ("content_filter", "filter", "cut off by the server's filter"),
        ("stop", None, ""),
    ],
)
def test_it_is_told(talk: Run, reason: str, cut: str | None, said: str) -> None:
    with ScriptedServer(*[Reply("I cannot", finish_reason=reason)] * 2) as server:
        shown = talk(*over(server), stdin=b"One\n")
        told = json.loads(talk(*over(server), "--json", stdin=b"Two\n").out)
    assert (shown.code, shown.out) == (0, "I cannot\n")
    assert said in shown.err
    assert ("cut off" in shown.err) is bool(said)
    assert (told["reply"], told["state"], told["cut"], told["error"]) == ("I cannot", "finished", cut, None)
    assert [(turn.response, turn.state) for turn in turns()] == [("I cannot", TurnState.FINISHED)] * 2
