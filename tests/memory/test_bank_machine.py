"""Whatever is done, in whatever order: rows, search terms, vectors, index and bytes agree with a plain model."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.exchange import bring_in, read_bank, write_out
from siliconfriend.memory.lexical import search_terms
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Kind, Memory, MemoryState, TurnState
from tests.memory.bank_model import BankModel, Piece, Said, marker
from tests.memory.toy import NOW, ToyEmbedder, days, holding, sql

WORDS = st.lists(st.sampled_from(["dog", "puppy", "sea", "cake", "doctor", "猫", "海边"]), min_size=1, max_size=3)


FAR_AHEAD = 100_000.0


class Always(st.DataObject):
    """Whatever is to be drawn, it is this."""

    def __init__(self, one: int) -> None:
        self._one = one

    def draw(self, strategy: object, label: object = None) -> Any:
        return self._one


class BankMachine(RuleBasedStateMachine):
    """One profile's memory and its model."""

    @initialize()
    def found_a_profile(self) -> None:
        self.home = Path(tempfile.mkdtemp())
        self.profiles = Profiles(self.home)
        self.profile = self.profiles.create("Emily", Language.EN, NOW)
        self.age = 0.0
        self.markers = 0
        self.model = BankModel()
        self.bank = self.open()
        self.conversation = self.bank.begin_conversation(NOW)

    def open(self) -> Bank:
        bank = self.profiles.open(self.profile)
        bank.attach(ToyEmbedder())
        return bank

    def teardown(self) -> None:
        if hasattr(self, "bank"):
            self.bank.close()
            shutil.rmtree(self.home)

    def words(self, words: list[str]) -> str:
        self.markers += 1
        return " ".join([*words, marker(self.markers)])

    def a_memory(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.model.pieces)))

    def a_turn(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(sorted(self.model.turns)))

    @rule(words=WORDS)
    def ask(self, words: list[str]) -> None:
        query = self.words(words)
        turn = self.bank.ask(self.conversation, query, days(self.age))
        memory = self.bank.memories.of_turn(turn.id)
        assert memory is not None
        self.model.pieces[memory.id] = Piece(Kind.TURN, "", self.age, self.age, turn=turn.id)
        self.model.turns[turn.id] = Said(query, self.age, memory.id)
        self.model.places[turn.day].append(turn.id)

    @precondition(lambda self: self.model.turns)
    @rule(data=st.data(), words=WORDS, state=st.sampled_from(list(TurnState)[1:]), echo=st.booleans())
    def answer(self, data: st.DataObject, words: list[str], state: TurnState, *, echo: bool) -> None:
        """For the first time, or in the place of a reply that there is."""
        id_ = data.draw(st.sampled_from(self.open_turns() or sorted(self.model.turns)))
        said = self.model.turns[id_]
        if said.response:
            self.model.gone.append(said.response)
            self.model.delete_derived(said.memory)
        gone = self.bank.derived(id_).memories
        recalled = self.bank.recall(said.query, k=3, now=days(self.age), without_turns={id_}, without=gone)
        response = self.words(words) if state is TurnState.FINISHED or data.draw(st.booleans()) else ""
        self.bank.answer(id_, response, state=state, now=days(self.age), model="toy", recalled=recalled, echo=echo)
        said.response, said.state, said.echo, said.answered = response, state, echo, self.age
        said.recalled = [one.memory.id for one in recalled] if response else []

    @precondition(lambda self: self.model.turns)
    @rule(data=st.data())
    def reopen_turn(self, data: st.DataObject) -> None:
        id_ = self.a_turn(data)
        said = self.model.turns[id_]
        self.model.gone.append(said.response)
        said.response, said.state, said.echo, said.recalled = "", TurnState.OPEN, False, []
        self.model.delete_derived(said.memory)
        assert self.bank.reopen(id_).query == said.query

    @precondition(lambda self: self.model.turns)
    @rule(data=st.data())
    def remove_turn(self, data: st.DataObject) -> None:
        id_ = self.a_turn(data)
        said = self.model.turns[id_]
        gone = self.bank.remove_turn(id_)
        assert (gone.query, gone.response) == (said.query, said.response)
        self.model.delete(said.memory)

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), more=st.sets(st.integers(1, 40), max_size=3))
    def delete(self, data: st.DataObject, more: set[int]) -> None:
        ids = {self.a_memory(data), *more}
        known = self.model.with_old_wordings(ids & self.model.pieces.keys())
        assert self.bank.delete_memories(ids) == len(known)
        for id_ in known:
            self.model.delete(id_)

    @rule(words=WORDS)
    def remember(self, words: list[str]) -> None:
        text = self.words(words)
        note = self.bank.remember(f"  {text}\n", days(self.age))
        self.model.pieces[note.id] = Piece(Kind.NOTE, text, self.age, self.age)

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), words=WORDS)
    def put_in_place(self, data: st.DataObject, words: list[str]) -> None:
        """What was said stays, and is never recalled; what was noted or understood says something else."""
        id_, text = self.a_memory(data), self.words(words)
        piece = self.model.pieces[id_]
        held = self.bank.put_in_place_of(id_, f"{text} ", days(self.age))
        if piece.kind is Kind.TURN:
            piece.factor, firm = 0.0, self.model.strength(id_)
            self.model.pieces[held.id] = note = Piece(
                Kind.NOTE, text, self.age, self.age, instead_of=id_, firm=firm
            )
            if piece.state is MemoryState.PINNED:
                note.state, piece.state = MemoryState.PINNED, MemoryState.ALIVE
        else:
            self.model.gone.append(piece.text)
            piece.text, piece.by_hand = text, piece.kind is not Kind.NOTE

    @precondition(lambda self: self.model.turns)
    @rule(data=st.data(), words=WORDS)
    def sum_up(self, data: st.DataObject, words: list[str]) -> None:
        """A day's summary goes with any of the words it was made from."""
        said, text = self.model.turns[self.a_turn(data)], self.words(words)
        material = self.bank.material(said.day)
        known = self.bank.memories.of_day(Kind.SUMMARY, said.day)
        kept = self.bank.keep_day(Kind.SUMMARY, material, text, days(self.age), model="toy", prompt="1")
        assert kept is not None
        if known and (piece := self.model.pieces[kept.id]).by_hand:
            self.model.gone.append(text)
            return
        if known:
            piece.text = text
        else:
            piece = self.model.pieces[kept.id] = Piece(Kind.SUMMARY, text, self.age, self.age)
        sources = [self.model.turns[turn.id].memory for turn in material.turns]
        piece.sources |= frozenset([*sources, *(note.id for note in material.notes)])
        untold = {id_ for id_, one in self.model.pieces.items() if one.condemned or one.let_go or one.factor == 0}
        assert untold.isdisjoint([*sources, *(note.id for note in material.notes)])

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), what=st.sampled_from(["never_recall", "not_this_one", "recall_again"]))
    def judge(self, data: st.DataObject, what: str) -> None:
        id_ = self.a_memory(data)
        getattr(self.bank, what)([id_, 10_000])
        piece = self.model.pieces[id_]
        piece.factor = {"never_recall": 0.0, "not_this_one": piece.factor / 2, "recall_again": 1.0}[what]

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data())
    def begin_deleting(self, data: st.DataObject) -> None:
        id_ = self.a_memory(data)
        self.bank.begin_deleting([id_, 10_000], days(self.age))
        self.model.begin_deleting(id_, self.age)

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data())
    def undo_deleting(self, data: st.DataObject) -> None:
        id_ = self.a_memory(data)
        assert self.bank.undo_deleting([id_])
        self.model.undo_deleting(id_)

    @rule()
    def finish_deleting(self) -> None:
        self.bank.finish_deleting()
        self.model.finish_deleting()

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), words=WORDS, what=st.sampled_from(["ask", "remember", "delete", "pin", "put", "reopen"]))
    def break_off(self, data: st.DataObject, words: list[str], what: str) -> None:
        """A step that fails at its end is not done at all."""
        id_, text, now = self.a_memory(data), " ".join(words), days(self.age)
        turn = self.model.pieces[id_].turn
        with suppress(ZeroDivisionError), self.bank.writing():
            match what:
                case "ask":
                    self.bank.ask(self.conversation, text, now)
                case "remember":
                    self.bank.remember(text, now)
                case "delete":
                    self.bank.delete_memories([id_])
                case "pin":
                    self.bank.pin([id_], now)
                case "put":
                    self.bank.put_in_place_of(id_, text, now)
                case "reopen" if turn is not None:
                    self.bank.reopen(turn)
            raise ZeroDivisionError

    @rule(words=WORDS, k=st.integers(0, 8))
    def recall(self, words: list[str], k: int) -> None:
        recalled = self.bank.recall(" ".join(words), k=k, now=days(self.age))
        assert len(recalled) <= k
        assert not any(self.model.pieces[one.memory.id].silent for one in recalled)
        assert len({one.memory.id for one in recalled}) == len(recalled)

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), faded=st.booleans())
    def search(self, data: st.DataObject, *, faded: bool) -> None:
        id_ = self.a_memory(data)
        found = self.bank.memories_like(self.model.text(id_).split()[-1], faded=faded)
        piece = self.model.pieces[id_]
        hidden = piece.condemned or (piece.state is MemoryState.FADED and not faded)
        assert (id_ in [one.memory.id for one in found]) is not hidden

    @rule(step=st.sampled_from([0.25, 3.0, 40.0, 100.0, -2.0]))
    def time_passes(self, step: float) -> None:
        self.age = max(0.0, self.age + step)

    @rule()
    def fade(self) -> None:
        life = self.bank.curve.life_days
        gone = [
            piece
            for id_, piece in self.model.pieces.items()
            if piece.state is MemoryState.ALIVE
            and self.model.clock(id_) + self.model.strength(id_) * life < self.age
        ]
        assert self.bank.fade(days(self.age)).count == len(gone)
        for piece in gone:
            piece.state = MemoryState.FADED

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), what=st.sampled_from(["pin", "unpin", "archive", "restore"]))
    def move(self, data: st.DataObject, what: str) -> None:
        id_ = self.a_memory(data)
        getattr(self.bank, what)([id_, 10_000], days(self.age))
        piece = self.model.pieces[id_]
        piece.let_go = what == "archive" or (piece.let_go and what == "unpin")
        match what, piece.state:
            case "pin", _:
                piece.state = MemoryState.PINNED
            case "archive", _:
                piece.state = MemoryState.FADED
            case ("unpin", MemoryState.PINNED):
                piece.state = MemoryState.ALIVE
            case ("restore", MemoryState.FADED):
                piece.held, piece.state = max(self.model.clock(id_), self.age), MemoryState.ALIVE

    @precondition(lambda self: self.model.pieces)
    @rule(data=st.data(), way=st.sampled_from([("pin", "unpin"), ("archive", "restore"), ("archive", "unpin")]))
    def there_and_back(self, data: st.DataObject, way: tuple[str, str]) -> None:
        """What is pinned or let go, and the way back, of one memory: by chance they seldom meet."""
        same = Always(self.a_memory(data))
        for what in way:
            self.move(data=same, what=what)
            self.memories_are_held_as_they_should_be()
            self.caches_agree_with_the_store()
            self.age += 1

    @precondition(lambda self: self.in_mind())
    @rule(data=st.data(), what=st.sampled_from(["pin", "archive", "never_recall", "not_this_one"]))
    def do_and_undo(self, data: st.DataObject, what: str) -> None:
        """What was done by hand and put back was never done: neither state nor clock nor verdict."""
        id_ = data.draw(st.sampled_from(self.in_mind()))
        piece, do = self.model.pieces[id_], getattr(self.bank, what)
        do([id_]) if what in {"never_recall", "not_this_one"} else do([id_], days(self.age))
        self.bank.put_back(id_, piece.state, piece.factor, days(self.age + 1))

    @rule()
    def clock_ahead_and_back(self) -> None:
        """What fades by a clock that is far ahead comes back with it, as it was."""
        alive = [piece for piece in self.model.pieces.values() if piece.state is MemoryState.ALIVE]
        assert self.bank.would_fade(self.bank.curve, days(FAR_AHEAD)) == len(alive)
        assert self.bank.fade(days(FAR_AHEAD)).count == len(alive)
        self.caches_agree_with_the_store()
        assert self.bank.take_back_fading(days(FAR_AHEAD - 1)) == len(alive)

    @rule(words=WORDS, other=WORDS)
    def reword(self, words: list[str], other: list[str]) -> None:
        """A note that is kept says something else at once."""
        self.remember(words)
        self.put_in_place(data=Always(max(self.model.pieces)), words=other)

    @rule()
    def embed(self) -> None:
        self.bank.embed_missing()

    @rule()
    def scrub(self) -> None:
        self.bank.scrub()
        self.nothing_is_left_of_the_deleted()

    @rule()
    def reopen_bank(self) -> None:
        self.bank.close()
        self.model.finish_deleting()
        self.nothing_is_left_of_the_deleted()
        self.bank = self.open()

    @rule()
    def crash(self) -> None:
        folder, found = self.home / self.profile.id, self.home / "found"
        shutil.copytree(folder, found)
        self.bank._database.close()
        shutil.rmtree(folder)
        found.rename(folder)
        self.bank = self.open()

    @rule()
    def import_own_export(self) -> None:
        [person] = read_bank(json.dumps({"Emily": write_out(self.bank)}).encode())
        brought = bring_in(self.bank, person, days(self.age))
        assert (brought.turns_added, brought.memories_added) == (0, 0)

    @rule()
    def move_house(self) -> None:
        """An export, imported as somebody else, holds the same."""
        self.finish_deleting()
        [person] = read_bank(json.dumps({"Emily": write_out(self.bank)}).encode())
        before = [self.bank.memory(id_) for id_ in sorted(self.model.pieces)]
        self.bank.close()
        old, self.profile = self.profile, self.profiles.create("Emily II", Language.EN, NOW)
        self.profiles.delete(old)
        self.profile = self.profiles.rename(self.profile, "Emily")
        self.bank = self.open()
        brought = bring_in(self.bank, person, days(self.age))
        assert (brought.turns_added, brought.turns_known) == (len(self.model.turns), 0)
        after = list(self.bank.memories.everything())
        memories = {one.id: other.id for one, other in zip(_by_place(before), _by_place(after), strict=True)}
        turns = {
            one.turn: other.turn
            for one, other in zip(_by_place(before), _by_place(after), strict=True)
            if one.turn and other.turn
        }
        self.model = self.model.moved(turns, memories)
        for one in after:
            if one.kind is Kind.SUMMARY:
                words = self.bank.everything_of(one.day).turns
                self.model.pieces[one.id].sources = frozenset(self.model.turns[turn.id].memory for turn in words)
        self.conversation = self.bank.begin_conversation(days(self.age))

    def open_turns(self) -> list[int]:
        return sorted(id_ for id_, said in self.model.turns.items() if said.state is TurnState.OPEN)

    def in_mind(self) -> list[int]:
        return sorted(id_ for id_, one in self.model.pieces.items() if one.state is not MemoryState.FADED)

    def nothing_is_left_of_the_deleted(self) -> None:
        left = [text.split()[-1] for text in self.model.gone if text]
        assert holding(self.home, [word.encode()[4:] for word in left]) == {}

    @invariant()
    def turns_are_as_said(self) -> None:
        if not hasattr(self, "bank"):
            return
        turns = self.bank.turns(limit=1000)
        in_sight = {
            id_: said for id_, said in self.model.turns.items() if not self.model.pieces[said.memory].condemned
        }
        assert [turn.id for turn in turns] == list(in_sight)
        for turn, said in zip(turns, in_sight.values(), strict=True):
            assert (turn.query, turn.response, turn.state) == (said.query, said.response, said.state)
            assert [one.memory.id for one in turn.recalled] == said.recalled
            assert (turn.day, turn.index) == (said.day, self.model.places[said.day].index(turn.id))

    @invariant()
    def memories_are_held_as_they_should_be(self) -> None:
        if not hasattr(self, "bank"):
            return
        held = {memory.id: memory for memory in self.bank.memories.everything()}
        assert set(held) == set(self.model.pieces)
        for id_, piece in self.model.pieces.items():
            assert (held[id_].state, held[id_].strength) == (piece.state, self.model.strength(id_))
            assert held[id_].last_recall == days(self.model.clock(id_))
            assert (held[id_].kind, held[id_].turn) == (piece.kind, piece.turn)
            assert held[id_].text == self.model.text(id_)
        assert self.bank.verdicts() == self.model.verdicts()
        counts = self.bank.counts()
        states = [piece.state for piece in self.model.pieces.values()]
        assert (counts.alive, counts.pinned, counts.faded) == tuple(map(states.count, MemoryState))
        assert counts.turns == len(self.model.turns)

    @invariant()
    def caches_agree_with_the_store(self) -> None:
        if not hasattr(self, "bank"):
            return
        assert self.bank._terms.sound()
        terms = dict(sql(self.bank, "SELECT rowid, terms FROM memory_terms"))
        assert terms == {id_: " ".join(search_terms(self.model.text(id_))) for id_ in self.model.pieces}
        dense = self.bank._retriever.dense
        assert dense is not None
        dense.search(ToyEmbedder().encode(["x"])[0], 1)
        assert dense._index.ids() == dense._rows.recallable()
        for id_, vector in dense._rows.get(list(dense._index.ids())).items():
            assert float(vector @ ToyEmbedder().encode([self.model.text(id_)])[0]) > 0.999
            assert dense._index.search(vector, 1)[0][1] > 0.999


def _by_place(memories: list[Memory]) -> list[Memory]:
    return sorted(memories, key=lambda one: (one.kind, one.day, -1 if one.index is None else one.index, one.id))


TestBankMachine = BankMachine.TestCase
TestBankMachine.settings = settings(
    max_examples=70, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
