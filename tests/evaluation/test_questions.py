import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.evaluation.questions import Place, Question, noon, read_questions
from siliconfriend.memory.records import MemoryBankError


def read(folder: Path, content: bytes) -> list[Question]:
    file = folder / "q.jsonl"
    file.write_bytes(content)
    return read_questions(file)


def test_memory_banks_form_may_hold_several_users_a_line(tmp_path: Path) -> None:
    found = read(tmp_path, b'{" Emily ": ["One?", "Two?"], "Bo": ["Three?"]}\n\n{"Emily": ["Four?"]}\n')
    assert [(one.user, one.text, one.line) for one in found] == [
        ("Emily", "One?", 1),
        ("Emily", "Two?", 1),
        ("Bo", "Three?", 1),
        ("Emily", "Four?", 3),
    ]
    assert all((one.evidence, one.kinds, one.answer, one.now) == ((), (), None, None) for one in found)


def test_a_user_may_be_called_question(tmp_path: Path) -> None:
    assert [one.user for one in read(tmp_path, b'{"question": ["Why?"], "user": ["Who?"]}')] == ["question", "user"]


def test_the_labelled_form(tmp_path: Path) -> None:
    line = {
        "user": " Emily ",
        "question": "What?",
        "evidence": [["2023-04-29", 0], ["2023-05-01", 2], ["2023-04-29", 0]],
        "answer": "That.",
        "now": "2023-05-07",
        "kind": ["single", "named_date"],
        "more": [None],
    }
    (found,) = read(tmp_path, json.dumps(line).encode())
    assert found == Question(
        "Emily",
        "What?",
        1,
        (Place(date(2023, 4, 29), 0), Place(date(2023, 5, 1), 2)),
        ("single", "named_date"),
        "That.",
        datetime(2023, 5, 7, 12).astimezone(),
    )


def test_the_labels_may_be_missing_or_null(tmp_path: Path) -> None:
    bare, null = read(
        tmp_path,
        b'{"user": "A", "question": "Q"}\n'
        b'{"user": "A", "question": "Q", "evidence": null, "answer": null, "now": null, "kind": null}',
    )
    assert (bare.evidence, bare.kinds, bare.answer, bare.now) == (null.evidence, null.kinds, null.answer, null.now)
    assert bare.evidence == ()


def test_a_mark_at_the_start_and_windows_line_ends(tmp_path: Path) -> None:
    found = read(tmp_path, b'\xef\xbb\xbf{"A": ["One?"]}\r\n \r\n{"A": ["Two\xe2\x80\xa8lines?"]}\r\n')
    assert [(one.text, one.line) for one in found] == [("One?", 1), ("Two\u2028lines?", 3)]


@pytest.mark.parametrize(
    ("kind", "kinds"), [("single", ("single",)), (4, ("4",)), ([1, "a"], ("1", "a")), ({}, ())]
)
def test_kinds_as_others_write_them(tmp_path: Path, kind: object, kinds: tuple[str, ...]) -> None:
    line = json.dumps({"user": "A", "question": "Q", "kind": kind})
    assert read(tmp_path, line.encode())[0].kinds == kinds


def test_a_moment_with_a_zone(tmp_path: Path) -> None:
    (found,) = read(tmp_path, b'{"user": "A", "question": "Q", "now": "2023-05-07T20:15:00+08:00"}')
    assert found.now == datetime.fromisoformat("2023-05-07T12:15:00+00:00")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"A": ["Q"]', "line_not_json"),
        (b"[" * 100_000, "line_not_json"),
        (b'"A"', "line_not_object"),
        (b"{}", "line_not_object"),
        (b'{"A": ["\xff"]}', "line_not_utf8"),
        (b'{"A": "Q"}', "line_not_questions"),
        (b'{"A": ["Q", 1]}', "line_not_questions"),
        (b'{"user": "A"}', "line_not_question"),
        (b'{"user": 1, "question": "Q"}', "line_not_question"),
        (b'{"user": "A", "question": "Q", "evidence": {"2023-04-29": 0}}', "line_not_evidence"),
        (b'{"user": "A", "question": "Q", "evidence": ["2023-04-29", 0]}', "line_not_evidence"),
        (b'{"user": "A", "question": "Q", "evidence": [["2023-04-31", 0]]}', "line_not_evidence"),
        (b'{"user": "A", "question": "Q", "evidence": [["2023-04-29", -1]]}', "line_not_evidence"),
        (b'{"user": "A", "question": "Q", "evidence": [["2023-04-29", true]]}', "line_not_evidence"),
        (b'{"user": "A", "question": "Q", "evidence": [["2023-04-29", 0, 1]]}', "line_not_evidence"),
        (b'{"user": "A", "question": "Q", "now": "soon"}', "line_not_moment"),
        (b'{"user": "A", "question": "Q", "now": 20230507}', "line_not_moment"),
    ],
)
def test_a_broken_line_is_refused_with_its_place(tmp_path: Path, line: bytes, code: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        read(tmp_path, b'{"A": ["Q"]}\n\n' + line + b"\n")
    assert caught.value.code == code
    assert caught.value.details == {"file": str(tmp_path / "q.jsonl"), "line": 3}


def test_a_file_without_a_question(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="no_questions"):
        read(tmp_path, b"\n \n")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MemoryBankError, match="file_unreadable"):
        read_questions(tmp_path / "none")


@given(
    st.lists(
        st.builds(
            Question,
            st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1),
            st.text(st.characters(exclude_categories=["Cs"])),
            st.just(0),
            st.lists(st.builds(Place, st.dates(), st.integers(0, 9)), unique=True).map(tuple),
            st.just(("single",)),
            st.none() | st.text(st.characters(exclude_categories=["Cs"])),
            st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(noon),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, questions: list[Question]) -> None:
    lines = [
        {
            "user": one.user,
            "question": one.text,
            "evidence": [[day.isoformat(), turn] for day, turn in one.evidence],
            "answer": one.answer,
            "now": one.now and one.now.date().isoformat(),
            "kind": "single",
        }
        for one in questions
    ]
    content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    found = read(tmp_path_factory.mktemp("written"), content)
    assert [(one.user, one.text, one.evidence, one.answer, one.now) for one in found] == [
        (one.user, one.text, one.evidence, one.answer, one.now) for one in questions
    ]
