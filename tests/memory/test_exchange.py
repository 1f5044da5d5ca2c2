"""The MemoryBank format in and out: nothing half-imported, nothing lost, nothing twice."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in, read_bank, write_out
from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind, MemoryBankError, MemoryState, TurnState
from tests.memory.toy import memory_of, talk

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SHARED = Path(__file__).parents[3] / "shared" / "memorybank_dev"

EMILY: dict[str, Any] = {
    "name": "Emily",
    "history": {
        "2023-05-01": [
            {"query": "I planted tomatoes.", "response": "Lovely!", "memory_strength": 3, "memory_id": "m-1"},
            ["They are red now.", "Time for a salad."],
            {"query": "They are red now.", "response": "Time for a salad."},
        ],
        "2023-05-02": [],
        "2023-05-03": [{"query": "我搬到了上海。", "response": "新家怎么样？", "last_recall_date": "2023-05-04"}],
    },
    "summary": {"2023-05-01": {"content": "Emily grows tomatoes.", "memory_strength": 2}, "2023-05-03": "Moved."},
    "personality": {"2023-05-01": "Patient."},
    "overall_history": "Gardens, then moves.",
    "overall_personality": "Patient and curious.",
    "meta_information": {"age": 31, "likes": ["tea"]},
}


def bank_file(**people: Any) -> bytes:
    return json.dumps(people, ensure_ascii=False).encode()


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    return Profiles(tmp_path / "profiles")


def empty_bank(profiles: Profiles, name: str = "Emily") -> Bank:
    return profiles.open(profiles.create(name, Language.EN, NOW))


def test_an_export_gives_back_what_was_imported(profiles: Profiles) -> None:
    bank = empty_bank(profiles)
    bring_in(bank, read_bank(bank_file(Emily=EMILY))[0], NOW)
    out = write_out(bank)
    assert {key: out[key] for key in EMILY} == EMILY
    assert set(out) == {*EMILY, "siliconfriend"}


def test_importing_again_adds_only_what_is_new(profiles: Profiles) -> None:
    bank = empty_bank(profiles)
    person = read_bank(bank_file(Emily=EMILY))[0]
    first = bring_in(bank, person, NOW)
    assert (first.turns_added, first.turns_known, first.memories_added) == (4, 0, 3)
    again = bring_in(bank, person, NOW)
    assert (again.turns_added, again.turns_known, again.memories_added) == (0, 4, 0)
    more = json.loads(json.dumps(EMILY))
    more["history"]["2023-05-01"].append({"query": "I sold some.", "response": "Well done."})
    later = bring_in(bank, read_bank(bank_file(Emily=more))[0], NOW)
    assert (later.turns_added, later.turns_known) == (1, 4)
    assert [turn.query for turn in bank.dialogue.of_day(date(2023, 5, 1))][-1] == "I sold some."


def test_everything_of_ours_survives_a_round_trip(profiles: Profiles) -> None:
    bank = empty_bank(profiles)
    bring_in(bank, read_bank(bank_file(Emily=EMILY))[0], NOW)
    bank.form(NewMemory(Kind.NOTE, NOW.date(), "Allergic to nuts."), NOW)
    for query, state in (("What did I plant?", TurnState.STOPPED), ("And then?", TurnState.FAILED)):
        turn = bank.ask(bank.begin_conversation(NOW), query, NOW)
        recalled = bank.recall(query, k=2, now=NOW, without_turns={turn.id})
        bank.answer(turn.id, "Tomatoes", state=state, now=NOW, model="m", recalled=recalled, echo=True)
    memories = list(bank.memories.everything())
    bank.set_state([memories[1].id], MemoryState.FADED, NOW)
    bank.set_state([memories[2].id], MemoryState.PINNED, NOW)
    out = write_out(bank)

    other = empty_bank(profiles, "Emily again")
    bring_in(other, read_bank(bank_file(Emily=json.loads(json.dumps(out))))[0], NOW + timedelta(days=40))
    back = write_out(other)
    for record in (out, back):
        record.pop("name")
        numbers: dict[int, int] = {}
        for turns in record["siliconfriend"]["turns"].values():
            for turn_record in turns:
                number = turn_record.pop("conversation")
                turn_record["conversation"] = numbers.setdefault(number, len(numbers))
    assert back == out


def test_an_imported_memory_starts_its_clock_at_its_import(profiles: Profiles) -> None:
    bank = empty_bank(profiles)
    bring_in(bank, read_bank(bank_file(Emily=EMILY))[0], NOW)
    first, second = bank.memories.everything().__next__(), list(bank.memories.everything())[1]
    assert (first.strength, second.strength) == (3.0, 1.0)
    assert {memory.last_recall for memory in bank.memories.everything()} == {NOW}
    assert bank.fade(NOW + timedelta(days=89)).count == 0
    assert bank.fade(NOW + timedelta(days=91)).count == 6 - 1


def test_imported_turns_are_recalled_with_their_date_and_place(profiles: Profiles) -> None:
    bank = empty_bank(profiles)
    bring_in(bank, read_bank(bank_file(Emily=EMILY))[0], NOW)
    best = bank.recall("上海", k=1, now=NOW)[0].memory
    assert (best.day, best.index, best.kind) == (date(2023, 5, 3), 0, Kind.TURN)
    kinds = {one.memory.kind for one in bank.recall("tomatoes", k=5, now=NOW)}
    assert kinds == {Kind.TURN, Kind.SUMMARY}


def test_a_failing_import_leaves_nothing(profiles: Profiles, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = empty_bank(profiles)
    formed = 0
    form = Bank.form

    def fail_at_the_third(self: Bank, *args: Any, **kwargs: Any) -> int:
        nonlocal formed
        formed += 1
        if formed == 3:
            raise MemoryBankError("disk_full")
        return form(self, *args, **kwargs)

    monkeypatch.setattr(Bank, "form", fail_at_the_third)
    with pytest.raises(MemoryBankError):
        bring_in(bank, read_bank(bank_file(Emily=EMILY))[0], NOW)
    assert bank.counts().turns == 0
    assert bank.recall("tomatoes", k=5, now=NOW) == []


def broken(path: list[Any], value: Any) -> dict[str, Any]:
    record: Any = json.loads(json.dumps(EMILY))
    at = record
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return {"Emily": record}


def at(path: list[Any], value: Any) -> dict[str, Any]:
    return broken(["history", *path], value)


@pytest.mark.parametrize(
    ("people", "code", "place"),
    [
        (at(["2023-05-01", 2], {"query": "x"}), "missing", "Emily › 2023-05-01 › turn 3"),
        (at(["2023-05-01", 1], ["one", "two", "three"]), "not_pair", "Emily › 2023-05-01 › turn 2"),
        (at(["2023-05-01", 0], 7), "not_object", "Emily › 2023-05-01 › turn 1"),
        (at(["2023-05-03", 0], {"query": 1, "response": ""}), "not_text", "Emily › 2023-05-03 › turn 1 › query"),
        (at(["2023-05-02"], {}), "not_list", "Emily › 2023-05-02"),
        (broken(["history"], {"the first of May": []}), "not_date", "Emily › the first of May"),
        (broken(["history"], {"2023-02-30": []}), "not_date", "Emily › 2023-02-30"),
        (broken(["summary", "2023-05-01"], {"text": "x"}), "missing", "Emily › summary › 2023-05-01"),
        (broken(["overall_history"], ["x"]), "not_text", "Emily › overall_history"),
        (
            at(["2023-05-01", 0, "memory_strength"], -1),
            "not_positive",
            "Emily › 2023-05-01 › turn 1 › memory_strength",
        ),
        (broken(["siliconfriend"], {"turns": 3}), "not_ours", "Emily › siliconfriend"),
        (broken(["siliconfriend"], {"version": 99}), "newer", "Emily › siliconfriend"),
        ({"Emily": []}, "not_object", "Emily"),
        ({" ": {}}, "nameless", "JSON"),
        ({"Emily": {}, "\u3164\u200b": {}}, "nameless", "JSON › \u3164U+200B"),
        ({"N" * 101: {}}, "name_too_long", f"JSON › {'N' * 30}…"),
        ([], "not_object", "JSON"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(people: Any, code: str, place: str) -> None:
    with pytest.raises(MemoryBankError) as caught:
        read_bank(json.dumps(people).encode())
    assert (caught.value.code, caught.value.details["place"]) == (f"import_{code}", place)


@pytest.mark.parametrize(
    ("content", "code", "details"),
    [
        (b'{"Emily": {"history": {}},\n "Bob": }', "not_json", {"line": 2, "column": 9}),
        (b'{"Em\xffily": {}}', "not_utf8", {"place": 4}),
        (b'{"Emily": {"x": NaN}}', "not_number", {"name": "NaN"}),
        (b'{"Emily": {"x": ' + b"9" * 5_000 + b"}}", "endless_number", {}),
        (b"[" * 100_000, "too_deep", {}),
        (b'{"Emily": {}, "Bob": {}, "Emily": {}}', "twice", {"place": "Emily"}),
        (b'{"Emily": {"history": {"2023-05-01": [], "2023-05-01": []}}}', "twice", {"place": "2023-05-01"}),
        (
            b'{"Emily": {"history": {"2023-05-01": [], "20230501": []}}}',
            "twice",
            {"place": "Emily › 20230501"},
        ),
        (b"", "not_json", {"line": 1, "column": 1}),
    ],
)
def test_what_is_no_json_is_refused_with_the_place(content: bytes, code: str, details: dict[str, int]) -> None:
    with pytest.raises(MemoryBankError) as caught:
        read_bank(content)
    assert (caught.value.code, caught.value.details) == (f"import_{code}", details)


def test_names_lose_the_blanks_around_them() -> None:
    assert [person.name for person in read_bank(bank_file(**{" John Zhang ": EMILY}))] == ["John Zhang"]


@pytest.mark.parametrize("language", ["en", "cn"])
def test_the_public_excerpt_makes_the_round_trip(language: str, profiles: Profiles) -> None:
    file = SHARED / language / "memory_bank.json"
    if not file.exists():
        pytest.skip("the excerpt of the public data is not on this machine")
    content = file.read_bytes()
    for person in read_bank(content):
        bank = empty_bank(profiles, person.name)
        bring_in(bank, person, NOW)
        original, out = json.loads(content)[person.name], write_out(bank)
        assert {key: out[key] for key in original} == original


def test_what_a_person_said_of_memories_and_that_words_stay_here_survive_a_round_trip(profiles: Profiles) -> None:
    bank = empty_bank(profiles)
    bring_in(bank, read_bank(bank_file(Emily=EMILY))[0], NOW)
    note = bank.remember("Allergic to nuts.", NOW)
    never, lowered = [one.id for one in bank.list_memories(kind=Kind.TURN)][:2]
    summary = bank.list_memories(kind=Kind.SUMMARY)[0].id
    bank.never_recall([never, note.id, summary])
    bank.not_this_one([lowered])
    bank.keep_here(True)
    other = empty_bank(profiles, "Ada")
    assert not other.profile.local_only
    bring_in(other, read_bank(bank_file(Emily=write_out(bank)))[0], NOW)

    def judged(one: Bank) -> dict[tuple[Kind, str], float]:
        return {(one.memory(id_).kind, one.memory(id_).text): factor for id_, factor in one.verdicts().items()}

    assert judged(other) == judged(bank)
    assert sorted(judged(other).values()) == [0, 0, 0, 0.5]
    assert other.profile.local_only
    assert write_out(other)["siliconfriend"] == write_out(bank)["siliconfriend"]


def test_what_was_reworded_goes_with_its_old_words_after_a_round_trip(profiles: Profiles) -> None:
    bank, other = empty_bank(profiles), empty_bank(profiles, "Ada")
    for words in ("I live in Rome", "I am in love with Quarky"):
        memory = memory_of(bank, talk(bank, words))
    bank.remember("Locker 4711", NOW)
    bank.replace(memory, "I am in love", NOW)
    bring_in(other, read_bank(bank_file(Emily=write_out(bank)))[0], NOW)
    noted = {one.query: one.id for one in other.list_memories(kind=Kind.NOTE)}
    assert other.with_old_wordings([noted["Locker 4711"]]) == [noted["Locker 4711"]]
    assert other.delete_memories(other.with_old_wordings([noted["I am in love"]])) == 2
    assert [turn.query for turn in other.turns()] == ["I live in Rome"]


def test_a_retraction_in_a_file_can_be_taken_back_and_what_was_silenced_by_hand_stays_so(
    profiles: Profiles,
) -> None:
    bank = empty_bank(profiles)
    for text in ("I own a boat, a red one", "I own a boat, a blue one"):
        bank.remember(text, NOW)
    bank.never_recall(bank.saying("a red one"))
    bank.retract("I own a boat", NOW)
    other = empty_bank(profiles, "Ada")
    bring_in(other, read_bank(bank_file(Emily=write_out(bank)))[0], NOW)
    assert write_out(other)["siliconfriend"] == write_out(bank)["siliconfriend"]
    assert [other.memory(one).query for one in other.untrue()] == ["I own a boat, a blue one"]
    for one in (bank, other):
        one.unretract([one.retracted()[0].id])
        assert one.verdicts() == dict.fromkeys(one.saying("a red one"), 0.0)


def test_a_memory_that_a_file_calls_untrue_without_a_retraction_is_not_recalled_either(profiles: Profiles) -> None:
    bank = empty_bank(profiles)
    note = bank.remember("I own a boat", NOW)
    bank.retract("I own a boat", NOW)
    person = write_out(bank)
    person["siliconfriend"]["words"] = []
    other = empty_bank(profiles, "Ada")
    bring_in(other, read_bank(bank_file(Emily=person))[0], NOW)
    assert [(other.memory(one).query, factor) for one, factor in other.verdicts().items()] == [(note.query, 0.0)]


@pytest.mark.parametrize("factor", [-1, 1.5, "much"])
def test_a_factor_that_cannot_be_is_refused(factor: object) -> None:
    memory = {"formed": NOW.isoformat(), "last_recall": NOW.isoformat(), "factor": factor}
    ours = {"notes": [{"day": "2023-05-01", "text": "x", "memory": memory}]}
    with pytest.raises(MemoryBankError, match="import_not_ours"):
        read_bank(bank_file(Emily={"siliconfriend": ours}))


MOMENT = "2023-01-01T00:00:00+00:00"
HELD = {"formed": MOMENT, "last_recall": MOMENT}
ANYTHING = {"2023-05-01": [{"query": "q", "response": "r"}]}


@pytest.mark.parametrize(
    ("person", "code"),
    [
        ({"history": {"2023-05-01": [{"query": "q", "response": "r", "memory_strength": 10**400}]}}, "positive"),
        ({"siliconfriend": {"turns": {"2023-05-01": [{"said": "0001-01-01T00:00:00+14:00"}]}}}, "date"),
        ({"siliconfriend": {"turns": {"2023-05-01": [{"answered": "9999-12-31T23:59:59-14:00"}]}}}, "date"),
        ({"siliconfriend": {"summaries": {"2023-05-01": {**HELD, "formed": "0001-01-01T00:00:00+14:00"}}}}, "date"),
        ({"siliconfriend": {"insights": {"2023-05-01": {**HELD, "strength": -5}}}}, "ours"),
        ({"siliconfriend": {"notes": [{"day": "../x", "text": "n", "memory": HELD}]}}, "date"),
    ],
)
def test_what_no_memory_can_hold_is_refused_before_anything_is_done(person: dict[str, Any], code: str) -> None:
    with pytest.raises(MemoryBankError, match=f"import_not_{code}"):
        read_bank(bank_file(Emily={"history": ANYTHING, **person}))


def test_what_is_merely_strange_comes_in_and_can_be_looked_at(profiles: Profiles) -> None:
    strange = {
        "history": {
            "0001-01-01": [{"query": "\ud800 \0 \x1b[2J", "response": "[/b]\x07", "memory_strength": 1e308}],
            "9999-12-31": [{"query": "q", "response": "r"}],
        },
        "\udfff": ["\ud800"],
        "siliconfriend": {
            "turns": {"9999-12-31": [{"conversation": 10**30, "model": "\x1b]0;x\x07", "said": MOMENT}]},
            "words": [{"text": "x", "kind": "strange", "part": "strange"}],
        },
    }
    bank = empty_bank(profiles)
    bring_in(bank, read_bank(json.dumps({"Emily": strange}).encode())[0], NOW)
    assert len(bank.turns()) == 2
    assert len(bank.recall("q", k=3, now=NOW)) == 1
    bank.fade(NOW)
    again = empty_bank(profiles, "Ada")
    bring_in(again, read_bank(json.dumps({"Emily": write_out(bank)}).encode())[0], NOW)
    assert [turn.query for turn in again.turns()] == [turn.query for turn in bank.turns()]
