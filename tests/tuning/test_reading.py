"""Files of dialogues are read in all their forms, and what is broken is told with its line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.models.base import Message, Role
from siliconfriend.tuning.dialogues import Broken, Dialogue
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.reading import read
from siliconfriend.tuning.records import dialogue

PAIR = {"input": "How are you?", "output": "Well. And you?"}
WITH_HISTORY = {**PAIR, "history": [["Hello", "Hello!"], {"query": "Still here", "response": "So am I"}]}
CHAT = {
    "messages": [
        {"role": "system", "content": "Listen."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": "I am tired"},
        {"role": "assistant", "content": "Since when?"},
    ]
}
BANK: dict[str, Any] = {
    " Emily ": {
        "name": "Emily",
        "history": {
            "2023-05-01": [["I do not want to live anymore", "…"], ["Good morning", "Morning, Emily"]],
            "2023-04-29": [
                {"query": "I adopted a cat", "response": "How lovely!"},
                {"query": "It is called Biscuit", "response": ""},
            ],
        },
    },
    "小林": {"name": "小林", "history": {"2023-05-01": [["我家的狗叫豆豆。", "真可爱！"]]}},
}


def written(folder: Path, content: object, name: str = "data.json") -> Path:
    file = folder / name
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
    file.write_text(text, encoding="utf-8")
    return file


def said(one: Dialogue) -> list[tuple[str, str]]:
    return [(message.role.value, message.content) for message in one.messages]


def test_a_pair_teaches_its_output_alone() -> None:
    found = dialogue(WITH_HISTORY)
    replies = list(found.replies())
    assert [answer for _, answer in replies] == ["Well. And you?"]
    assert [message.content for message in replies[0][0]] == [
        "Hello", "Hello!", "Still here", "So am I", "How are you?",
    ]  # fmt: skip


def test_a_chat_teaches_every_reply_after_what_came_before() -> None:
    replies = list(dialogue(CHAT).replies())
    assert [(len(before), answer) for before, answer in replies] == [(2, "Hello!"), (4, "Since when?")]
    assert replies[1][0][0] == Message(Role.SYSTEM, "Listen.")


def test_an_instruction_stands_before_the_input() -> None:
    found = dialogue({"instruction": "Translate", "input": "你好", "output": "Hello"})
    assert said(found)[0] == ("user", "Translate\n你好")
    assert said(dialogue({"instruction": "Say hello", "input": "", "output": "Hello"}))[0] == ("user", "Say hello")


def test_every_form_of_file_gives_the_same(tmp_path: Path) -> None:
    records = [PAIR, WITH_HISTORY, CHAT]
    lines = "".join(json.dumps(one) + "\n" for one in records)
    forms = [
        written(tmp_path, records, "array.json"),
        written(tmp_path, lines, "lines.jsonl"),
        written(tmp_path, "\ufeff" + lines.replace("\n", "\r\n\r\n"), "bom.jsonl"),
    ]
    found = [read([file]) for file in forms]
    assert found[0] == found[1] == found[2]
    assert found[0].dialogues == tuple(map(dialogue, records))
    assert read([written(tmp_path, PAIR, "one.json")]).dialogues == (dialogue(PAIR),)
    assert len(read(forms).dialogues) == 9


BROKEN_RECORDS: list[tuple[object, str]] = [
    ([], "not_object"),
    ("text", "not_object"),
    ({}, "no_form"),
    ({"query": "a", "response": "b"}, "no_form"),
    ({"output": "b"}, "missing"),
    ({"input": "a", "output": 3}, "not_text"),
    ({"input": "a", "output": " \n"}, "empty"),
    ({"input": "a\ud83d", "output": "b"}, "surrogate"),
    ({**PAIR, "history": "x"}, "not_list"),
    ({**PAIR, "history": [["a"]]}, "not_pair"),
    ({**PAIR, "history": [{"a": "b"}]}, "not_pair"),
    ({"messages": {}}, "not_list"),
    ({"messages": []}, "no_reply"),
    ({"messages": CHAT["messages"][:2]}, "no_reply"),
    ({"messages": [{"role": "robot", "content": "x"}]}, "role"),
    ({"messages": [{"content": "x"}]}, "role"),
    ({"messages": [{"role": "user", "content": None}]}, "not_text"),
    ({"messages": CHAT["messages"][2:]}, "order"),
    ({"messages": [*CHAT["messages"][1:3], *CHAT["messages"][2:3]]}, "order"),
    ({"messages": [CHAT["messages"][1], CHAT["messages"][1], CHAT["messages"][2]]}, "order"),
    ({"messages": [*CHAT["messages"][1:3], CHAT["messages"][0], *CHAT["messages"][3:]]}, "order"),
]


def test_broken_records_are_told_with_their_lines(tmp_path: Path) -> None:
    good = json.dumps(PAIR)
    lines = [good]
    for record, _ in BROKEN_RECORDS:
        lines += [json.dumps(record), "", good]
    file = written(tmp_path, "\n".join(lines), "broken.jsonl")
    found = read([file])
    assert len(found.dialogues) == 1 + len(BROKEN_RECORDS)
    assert [(one.line, one.code) for one in found.broken] == [
        (2 + 3 * place, code) for place, (_, code) in enumerate(BROKEN_RECORDS)
    ]
    assert {one.file for one in found.broken} == {str(file)}


def test_lines_that_are_no_json_or_no_utf8_are_broken_records(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    good = json.dumps(PAIR).encode()
    file.write_bytes(b'{"input": "a", \n' + good + b'\n{"input": "\xff\xfe"}\n' + b"[" * 100_000 + b"\n" + good)
    found = read([file])
    assert len(found.dialogues) == 2
    assert [(one.line, one.code) for one in found.broken] == [(1, "not_json"), (3, "not_utf8"), (4, "not_json")]


def test_an_items_line_is_where_it_begins(tmp_path: Path) -> None:
    file = written(tmp_path, '[\n  {"input": "a",\n   "output": "b"},\n\n  {"input": "a"}, 7\n]')
    assert read([file]).broken == (
        Broken(str(file), 5, "no_form", "input"),
        Broken(str(file), 5, "not_object"),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [('[{"input": "a", "output": "b"}\n{}]', 2), ("[", 1), ('[{"a": 1},\n\n', 3), ("[" * 100_000, 1), ("[1 2]", 1)],
)
def test_an_array_that_breaks_off_is_no_data(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(TuningError) as caught:
        read([written(tmp_path, text)])
    assert (caught.value.code, caught.value.details["line"]) == ("data_not_json", line)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(TuningError) as caught:
        read([tmp_path / "none.json"])
    assert caught.value.code == "data_unreadable"
    (tmp_path / "latin.json").write_bytes(b'[{"input": "caf\xe9"}]')
    with pytest.raises(TuningError) as caught:
        read([tmp_path / "latin.json"])
    assert caught.value.code == "data_not_utf8"


def test_memories_are_learned_from_only_when_their_owner_is_named(tmp_path: Path) -> None:
    file = written(tmp_path, BANK)
    with pytest.raises(TuningError) as caught:
        read([file])
    assert (caught.value.code, caught.value.details["names"]) == ("own_turns_unasked", "Emily, 小林")
    with pytest.raises(TuningError) as caught:
        read([file], own_turns="Nobody")
    assert caught.value.code == "nobody"


def test_of_one_persons_turns_those_fit_to_learn_from(tmp_path: Path) -> None:
    found = read([written(tmp_path, BANK)], own_turns=" emily")
    assert [said(one) for one in found.dialogues] == [
        [("user", "I adopted a cat"), ("assistant", "How lovely!")],
        [("user", "Good morning"), ("assistant", "Morning, Emily")],
    ]
    assert found.left_out == 2


def test_unfinished_and_set_phrases_of_our_own_files_are_left_out(tmp_path: Path) -> None:
    person = {
        "name": "Emily",
        "history": {"2026-05-01": [["a", "whole"], ["b", "stopp"], ["c", "echo"]]},
        "siliconfriend": {"turns": {"2026-05-01": [{}, {"state": "stopped"}, {"echo": True}]}},
    }
    found = read([written(tmp_path, {"Emily": person})], own_turns="Emily")
    assert [answer for one in found.dialogues for _, answer in one.replies()] == ["whole"]
    assert found.left_out == 2


def test_a_broken_bank_is_told_as_an_import_would(tmp_path: Path) -> None:
    with pytest.raises(MemoryBankError):
        read([written(tmp_path, {"Emily": {"history": {"2023-05-01": [["a"]]}}})], own_turns="Emily")


FIELDS = st.sampled_from(["input", "output", "history", "messages", "role", "content", "user"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(LEAVES, lambda one: st.lists(one) | st.dictionaries(FIELDS, one), max_leaves=12))
def test_whatever_json_there_is_it_is_a_dialogue_or_a_broken_record(tmp_path_factory: Any, record: object) -> None:
    file = written(tmp_path_factory.getbasetemp(), json.dumps([record]), "any.json")
    found = read([file])
    assert len(found.dialogues) + len(found.broken) == 1
    for one in found.dialogues:
        assert one.messages[-1].role is Role.ASSISTANT
        assert list(one.replies())
