"""Any sequence of talking, recalling, forgetting and reopening agrees with a plain model of it."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from siliconfriend.language import Language
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import MemoryState, TurnState
from tests.memory.toy import NOW, ToyEmbedder, days, sql

WORDS = st.lists(st.sampled_from(["dog", "puppy", "sea", "cake", "doctor", "猫", "海边"]), min_size=1, max_size=3)


@dataclass
class Said:
    """A turn as it should be."""

    query: str
    day: date
    clock: float
    response: str = ""
    turn_state: TurnState = TurnState.OPEN
    state: MemoryState = MemoryState.ALIVE
    strength: float = 1.0
    echo: bool = False
    recalled: list[int] = field(default_factory=list)


class BankMachine(RuleBasedStateMachine):
    """One profile's memory and its model, by turn id."""

    @initialize()
    def found_a_profile(self) -> None:
        self.home = Path(tempfile.mkdtemp())
        self.profiles = Profiles(self.home)
        self.profile = self.profiles.create("Emily", Language.EN, NOW)
        self.age = 0.0
        self.model: dict[int, Said] = {}
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

    @rule(words=WORDS)
    def ask(self, words: list[str]) -> None:
        turn = self.bank.ask(self.conversation, " ".join(words), days(self.age))
        self.model[turn.id] = Said(" ".join(words), days(self.age).date(), self.age)

    @precondition(lambda self: self.open_turns())
    @rule(data=st.data(), words=WORDS, state=st.sampled_from(list(TurnState)[1:]), echo=st.booleans())
    def answer(self, data: st.DataObject, words: list[str], state: TurnState, *, echo: bool) -> None:
        id_ = data.draw(st.sampled_from(self.open_turns()))
        said = self.model[id_]
        recalled = self.bank.recall(said.query, k=3, now=days(self.age), without_turns={id_})
        response = " ".join(words) if state is TurnState.FINISHED else data.draw(st.sampled_from(["", "so"]))
        self.bank.answer(id_, response, state=state, now=days(self.age), model="toy", recalled=recalled, echo=echo)
        said.response, said.turn_state, said.echo = response, state, echo
        if response:
            said.recalled = [one.memory.turn or 0 for one in recalled]
            for turn in said.recalled:
                self.model[turn].strength += 1
                self.model[turn].clock = max(self.model[turn].clock, self.age)

    @rule(words=WORDS, k=st.integers(0, 8))
    def recall(self, words: list[str], k: int) -> None:
        recalled = self.bank.recall(" ".join(words), k=k, now=days(self.age))
        assert len(recalled) <= k
        assert all(self.model[one.memory.turn or 0].state is not MemoryState.FADED for one in recalled)
        assert [one.score for one in recalled] == sorted((one.score for one in recalled), reverse=True)

    @rule(step=st.sampled_from([0.25, 3.0, 40.0, 100.0, -2.0]))
    def time_passes(self, step: float) -> None:
        self.age = max(0.0, self.age + step)

    @rule()
    def fade(self) -> None:
        life = self.bank.curve.life_days
        gone = [
            said
            for said in self.model.values()
            if said.state is MemoryState.ALIVE and said.clock + said.strength * life < self.age
        ]
        assert self.bank.fade(days(self.age)).count == len(gone)
        for said in gone:
            said.state = MemoryState.FADED

    @precondition(lambda self: self.model)
    @rule(data=st.data(), state=st.sampled_from(list(MemoryState)))
    def set_state(self, data: st.DataObject, state: MemoryState) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.model)))
        memory = self.bank.memories.of_turn(id_)
        assert memory is not None
        self.bank.set_state([memory.id], state, days(self.age))
        said = self.model[id_]
        if said.state is MemoryState.FADED and state is MemoryState.ALIVE:
            said.clock = max(said.clock, self.age)
        said.state = state

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        id_ = data.draw(st.sampled_from(sorted(self.model)))
        memory = self.bank.memories.of_turn(id_)
        assert memory is not None
        with self.bank.writing():
            self.bank._terms.drop(memory.id)
            sql(self.bank, "DELETE FROM turn WHERE id = ?", [id_])
        assert self.bank._retriever.dense is not None
        self.bank._retriever.dense.text_changed(memory.id)
        del self.model[id_]
        for said in self.model.values():
            said.recalled = [turn for turn in said.recalled if turn != id_]

    @rule()
    def embed(self) -> None:
        self.bank.embed_missing()

    @rule()
    def reopen(self) -> None:
        self.bank.close()
        self.bank = self.open()

    def open_turns(self) -> list[int]:
        return sorted(id_ for id_, said in self.model.items() if said.turn_state is TurnState.OPEN)

    @invariant()
    def turns_are_as_said(self) -> None:
        if not hasattr(self, "bank"):
            return
        places: dict[date, int] = defaultdict(int)
        for turn in self.bank.turns(limit=1000):
            said = self.model[turn.id]
            assert (turn.query, turn.response, turn.state) == (said.query, said.response, said.turn_state)
            assert [one.memory.turn for one in turn.recalled] == said.recalled
            assert (turn.day, turn.index) == (said.day, places[turn.day])
            places[turn.day] += 1
        assert sum(places.values()) == len(self.model)

    @invariant()
    def memories_are_held_as_they_should_be(self) -> None:
        if not hasattr(self, "bank"):
            return
        held = {memory.turn: memory for memory in self.bank.memories.everything()}
        assert set(held) == set(self.model)
        for id_, said in self.model.items():
            memory = held[id_]
            assert (memory.state, memory.strength) == (said.state, said.strength)
            assert memory.last_recall == days(said.clock)
            assert memory.response == ("" if said.echo else said.response)
        states = [said.state for said in self.model.values()]
        counts = self.bank.counts()
        assert (counts.turns, counts.alive, counts.pinned, counts.faded) == (
            len(states),
            *(states.count(state) for state in MemoryState),
        )

    @invariant()
    def caches_agree_with_the_store(self) -> None:
        if not hasattr(self, "bank"):
            return
        assert self.bank._terms.sound()
        dense = self.bank._retriever.dense
        assert dense is not None
        dense.search(ToyEmbedder().encode(["x"])[0], 1)
        assert dense._index.ids() == dense._rows.recallable()
        for id_, vector in dense._rows.get(list(dense._index.ids())).items():
            text = self.bank.memories.get([id_])[id_].text
            assert float(vector @ ToyEmbedder().encode([text])[0]) > 0.999
            assert dense._index.search(vector, 1)[0][1] > 0.999


TestBankMachine = BankMachine.TestCase
TestBankMachine.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
