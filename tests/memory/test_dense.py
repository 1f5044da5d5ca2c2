"""Vectors keep step with texts, states, embedders, and other programs on the same profile."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from siliconfriend.memory import hnsw
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.meaning import EMBEDDED_BEFORE_RECALL
from siliconfriend.memory.new import NewMemory
from siliconfriend.memory.records import EmbedderError, Kind, MemoryState, TurnState
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, days, found, memory_of, sql, steps, talk


def vectors(bank: Bank) -> int:
    return int(sql(bank, "SELECT count(*) FROM vector")[0][0])


def indexed(bank: Bank) -> set[int]:
    assert bank._retriever.dense is not None
    bank._retriever.dense.search(ToyEmbedder().encode(["x"])[0], 1)
    return bank._retriever.dense._index.ids()


@pytest.fixture(params=["hnswlib", "exact"])
def either(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With hnswlib and without."""
    if request.param == "exact":
        monkeypatch.setattr(hnsw, "installed", lambda: False)
    elif not hnsw.installed():
        pytest.skip("hnswlib is not installed")
    return str(request.param)


def test_recall_goes_by_meaning(either: str, dense_bank: Bank) -> None:
    talk(dense_bank, "I saw the physician")
    talk(dense_bank, "We bought a red kite")
    talk(dense_bank, "My puppy sleeps")
    assert found(dense_bank, "doctor", k=1) == ["I saw the physician"]
    (one,) = dense_bank.recall("animal", k=1, now=NOW)
    assert one.memory.query == "My puppy sleeps"
    assert one.why["dense"] > 0.3
    assert one.why["lexical"] == 0.0


def test_two_programs_on_one_profile_see_each_others_memories(either: str, open_bank: OpenBank) -> None:
    one, other = open_bank(ToyEmbedder()), open_bank(ToyEmbedder())
    dog = talk(one, "My puppy sleeps")
    assert found(one, "dog", k=1) == ["My puppy sleeps"]
    assert found(other, "dog", k=1) == ["My puppy sleeps"]
    other.set_state([memory_of(other, dog)], MemoryState.FADED, NOW)
    assert found(one, "dog") == []
    one.set_state([memory_of(one, dog)], MemoryState.ALIVE, NOW)
    assert found(other, "dog") == ["My puppy sleeps"]
    other.fade(days(5000))
    assert found(one, "dog", days(5000)) == []
    assert indexed(one) == indexed(other) == set()


def test_a_deleted_memory_leaves_both_indexes(either: str, open_bank: OpenBank) -> None:
    one, other = open_bank(ToyEmbedder()), open_bank(ToyEmbedder())
    dog = talk(one, "My puppy sleeps")
    assert found(one, "dog") == found(other, "dog") == ["My puppy sleeps"]
    sql(other, "DELETE FROM turn WHERE id = ?", [dog.id])
    assert found(one, "dog") == []
    assert indexed(one) == set()


def test_embedding_goes_on_where_it_stopped(open_bank: OpenBank) -> None:
    bank = open_bank()
    for number in range(150):
        talk(bank, f"dog number {number}")
    embedder = ToyEmbedder()
    bank.attach(embedder)
    told: list[tuple[int, int]] = []
    assert bank.embed_missing(lambda *done: told.append(done), stop=lambda: len(told) == 1) == 64
    assert told == [(64, 150)]
    assert embedder.encoded[0] == "dog number 149"
    assert len(indexed(bank)) == 64
    bank.close()
    bank = open_bank(embedder)
    told.clear()
    assert bank.embed_missing(lambda *done: told.append(done)) == 86
    assert told == [(64, 86), (86, 86)]
    assert sorted(embedder.encoded) == sorted(f"dog number {number}" for number in range(150))
    assert bank.embed_missing() == 0
    assert len(indexed(bank)) == 150


def test_embedding_many_costs_each_of_them_no_more_than_embedding_few(open_bank: OpenBank) -> None:
    bank = open_bank()
    bank.attach(ToyEmbedder())

    def work(count: int) -> int:
        with bank.writing():
            for number in range(count):
                bank.form(NewMemory(Kind.NOTE, NOW.date(), text=f"note {number}"), NOW)
        return steps(bank, bank.embed_missing)

    few, many = work(1000), work(4000)
    assert many < 6 * few, "a batch walks over all that were embedded before it"


def test_what_is_said_or_edited_while_others_are_embedded_is_embedded_too(dense_bank: Bank) -> None:
    for number in range(200):
        talk(dense_bank, f"dog number {number}")
    newest = dense_bank.remember("the last one", NOW).id
    done: list[int] = []

    def meanwhile(now: int, _total: int) -> None:
        if not done:
            dense_bank.put_in_place_of(newest, "a doctor after all", NOW)
            talk(dense_bank, "we bought a puppy")
        done.append(now)

    assert dense_bank.embed_missing(meanwhile) == 203
    assert vectors(dense_bank) == 202


def test_nothing_is_embedded_when_told_to_stop_at_once(dense_bank: Bank) -> None:
    talk(dense_bank, "dog")
    assert dense_bank.embed_missing(stop=lambda: True) == 0
    assert vectors(dense_bank) == 0


def test_an_embedder_that_fails_loses_nothing(open_bank: OpenBank) -> None:
    bank, embedder = open_bank(), ToyEmbedder()
    for number in range(100):
        talk(bank, f"dog number {number}")

    def fail(texts: Sequence[str]) -> None:
        if len(embedder.encoded) >= 64:
            raise EmbedderError("embedder_unreachable", host="x")

    embedder.before = fail
    bank.attach(embedder)
    with pytest.raises(EmbedderError):
        bank.embed_missing()
    assert vectors(bank) == 64
    assert found(bank, "number 7", k=1) == ["dog number 7"], "words still find"
    embedder.before = lambda _: None
    assert bank.embed_missing() == 36


def test_recalling_embeds_the_latest_only_and_no_reply_in_the_making(open_bank: OpenBank) -> None:
    bank, embedder = open_bank(), ToyEmbedder()
    for number in range(30):
        talk(bank, f"dog number {number}")
    bank.attach(embedder)
    bank.ask(1, "an open question", NOW)
    bank.recall("dog", k=1, now=NOW)
    assert len(embedder.encoded) == EMBEDDED_BEFORE_RECALL + 1
    assert "an open question" not in embedder.encoded


def test_a_text_edited_while_it_is_embedded_keeps_no_stale_vector(either: str, open_bank: OpenBank) -> None:
    bank, embedder = open_bank(), ToyEmbedder()
    turn = bank.ask(bank.begin_conversation(NOW), "What is it?", NOW)
    edits = iter(["a puppy"])

    def edit(texts: Sequence[str]) -> None:
        for response in edits:
            bank.answer(turn.id, response, state=TurnState.FINISHED, now=NOW, model="toy")

    embedder.before = edit
    bank.attach(embedder)
    bank.embed_missing()
    assert embedder.encoded == ["What is it?", "What is it?\na puppy"]
    assert vectors(bank) == 1
    (one,) = bank.recall("what is it a puppy", k=1, now=NOW)
    assert one.why["dense"] == pytest.approx(1.0, abs=0.01)


def test_a_changed_text_is_embedded_anew(either: str, dense_bank: Bank) -> None:
    turn = dense_bank.ask(dense_bank.begin_conversation(NOW), "What is it?", NOW)
    dense_bank.embed_missing()
    dense_bank.answer(turn.id, "a puppy", state=TurnState.FINISHED, now=NOW, model="toy")
    assert vectors(dense_bank) == 0
    assert found(dense_bank, "dog", k=1) == ["What is it?"]
    assert vectors(dense_bank) == 1


def test_a_changed_text_loses_its_vector_even_before_an_embedder_is_attached(open_bank: OpenBank) -> None:
    one, other = open_bank(), open_bank(ToyEmbedder())
    turn = one.ask(one.begin_conversation(NOW), "What is it?", NOW)
    other.embed_missing()
    one.answer(turn.id, "a puppy", state=TurnState.FINISHED, now=NOW, model="toy")
    assert vectors(one) == 0
    assert found(other, "dog", k=1) == ["What is it?"]


def test_a_change_that_is_undone_keeps_its_vector(either: str, dense_bank: Bank) -> None:
    turn = dense_bank.ask(dense_bank.begin_conversation(NOW), "a puppy", NOW)
    dense_bank.embed_missing()

    def fail() -> None:
        with dense_bank.writing():
            dense_bank.answer(turn.id, "hm", state=TurnState.FINISHED, now=NOW, model="toy")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert found(dense_bank, "dog", k=1) == ["a puppy"]
    assert len(indexed(dense_bank)) == 1


@pytest.mark.parametrize("other", [ToyEmbedder("other"), ToyEmbedder(dimension=48)])
def test_embedders_are_never_mixed(either: str, open_bank: OpenBank, other: ToyEmbedder) -> None:
    first = open_bank(ToyEmbedder())
    talk(first, "My puppy sleeps")
    talk(first, "a kite")
    first.embed_missing()
    first.close()
    second = open_bank(other)
    assert indexed_with(second, other) == set()
    assert second.embed_missing() == 2
    assert found(second, "dog", k=1) == ["My puppy sleeps"]
    assert vectors(second) == 4
    second.close()
    back = ToyEmbedder()
    again = open_bank(back)
    assert again.embed_missing() == 0
    assert found(again, "dog", k=1) == ["My puppy sleeps"]
    assert back.encoded == ["dog"]


def indexed_with(bank: Bank, embedder: ToyEmbedder) -> set[int]:
    assert bank._retriever.dense is not None
    bank._retriever.dense.search(embedder.encode(["x"])[0], 1)
    return bank._retriever.dense._index.ids()


def test_faded_memories_are_embedded_but_not_indexed(either: str, dense_bank: Bank) -> None:
    note = dense_bank.form(NewMemory(Kind.NOTE, NOW.date(), "My puppy sleeps"), NOW)
    dense_bank.set_state([note], MemoryState.FADED, NOW)
    dense_bank.embed_missing()
    assert (vectors(dense_bank), indexed(dense_bank)) == (1, set())
    dense_bank.set_state([note], MemoryState.PINNED, NOW)
    assert found(dense_bank, "dog") == ["My puppy sleeps"]


def test_answering_while_another_thread_recalls_never_locks_up(either: str, dense_bank: Bank) -> None:
    """A recall holds the index and wants the store; a reply that ends holds the store (and wants no index)."""
    turn = talk(dense_bank, "My puppy sleeps")
    dense_bank.embed_missing()
    dense = dense_bank._retriever.dense
    assert dense is not None
    inside, answered = threading.Event(), threading.Event()
    catch_up = dense._catch_up

    def wait_inside() -> None:
        inside.set()
        assert answered.wait(20), "the reply waits for the recall, which waits for the reply"
        catch_up()

    dense._catch_up = wait_inside  # type: ignore[method-assign]  # to stop between the two locks
    recalled: list[str] = []
    thread = threading.Thread(target=lambda: recalled.extend(found(dense_bank, "puppy")))
    thread.start()
    assert inside.wait(20)
    dense_bank.answer(turn.id, "again", state=TurnState.FINISHED, now=NOW, model="toy")
    dense_bank.set_state([memory_of(dense_bank, turn)], MemoryState.PINNED, NOW)
    dense_bank.fade(NOW)
    answered.set()
    thread.join(20)
    assert not thread.is_alive()
    assert recalled == ["My puppy sleeps"]


def test_many_threads_at_once(either: str, dense_bank: Bank) -> None:
    conversation = dense_bank.begin_conversation(NOW)
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(12):
                turn = dense_bank.ask(conversation, f"{name} has dog {number}", NOW)
                recalled = dense_bank.recall("dog", k=3, now=NOW, without_turns={turn.id})
                dense_bank.keep(turn.id, "so")
                dense_bank.answer(
                    turn.id, "so it is", state=TurnState.FINISHED, now=NOW, model="t", recalled=recalled
                )
                dense_bank.embed_missing()
                dense_bank.fade(NOW)
        except BaseException as error:  # noqa: BLE001  # told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,), daemon=True) for name in ("Ann", "Bob", "Cy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert failures == []
    assert dense_bank.counts().turns == 36
    dense_bank.embed_missing()
    assert len(indexed(dense_bank)) == 36


@pytest.mark.parametrize("vector", ["x'0000'", "x''", "zeroblob(40000)"])
def test_a_vector_of_another_length_is_made_anew(bank: Bank, vector: str) -> None:
    bank.attach(ToyEmbedder())
    puppy = talk(bank, "My puppy is called Rex", "A fine name.")
    talk(bank, "The sea was cold", "Brr.")
    bank.embed_missing()
    with bank._database.writing() as db:
        db.execute(f"UPDATE vector SET vector = {vector} WHERE memory = (SELECT min(memory) FROM vector)")
    bank.attach(ToyEmbedder())
    bank.recall("puppy", k=2, now=NOW)
    bank.embed_missing()
    assert bank.recall("puppy", k=1, now=NOW)[0].memory.turn == puppy.id
    with bank._database.reading() as db:
        assert db.execute("SELECT count(*), count(DISTINCT length(vector)) FROM vector").fetchone() == (2, 1)
