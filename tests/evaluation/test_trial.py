import json
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from siliconfriend.evaluation.datasets import Dataset, read_dataset
from siliconfriend.evaluation.encoded_once import EncodedOnce
from siliconfriend.evaluation.questions import noon
from siliconfriend.evaluation.trial import OURS, Trial
from siliconfriend.memory.exchange import bring_in
from siliconfriend.memory.forgetting import Curve
from siliconfriend.memory.profiles import Profiles
from siliconfriend.memory.records import Recollection
from tests.evaluation.conftest import QUESTIONS
from tests.memory.toy import ToyEmbedder


def places(recollections: Sequence[Recollection]) -> list[tuple[str, object, int | None, float]]:
    return [(one.memory.kind.value, one.memory.day, one.memory.index, one.score) for one in recollections]


def test_the_outcome_is_in_the_order_of_the_file(dataset: Dataset) -> None:
    asked = Trial(ToyEmbedder(), Curve()).run([dataset, dataset])
    assert [one.question.text for one in asked] == [one["question"] for one in QUESTIONS] * 2


def test_it_is_the_products_recall(dataset: Dataset, tmp_path: Path) -> None:
    asked = Trial(ToyEmbedder(), Curve(), top_k=20).run([dataset])
    profiles = Profiles(tmp_path / "profiles")
    for person in dataset.people:
        mine = [one for one in asked if one.question.user == person.name]
        profile = profiles.create(person.name, dataset.language, mine[0].now)
        with closing(profiles.open(profile)) as bank:
            bring_in(bank, person, mine[0].now)
            bank.attach(ToyEmbedder())
            bank.embed_missing()
            for one in mine:
                recalled = bank.recall(one.question.text, k=20, now=one.now)
                assert places(one.retrieved) == places(recalled)
                assert recalled or "sisters" in one.question.text


def test_fewer_wanted_are_the_first_of_more(dataset: Dataset) -> None:
    few, many = (Trial(ToyEmbedder(), Curve(), top_k=k).run([dataset]) for k in (1, 20))
    for one, other in zip(few, many, strict=True):
        assert places(one.retrieved)[:1] == places(other.retrieved)[:1]
        assert one.ranks == other.ranks


def test_the_moment_of_asking(dataset: Dataset) -> None:
    usual = [one.now for one in Trial(None, Curve()).run([dataset])]
    labelled = noon(datetime(2023, 6, 1).date())
    day_after = noon(datetime(2023, 5, 2).date())
    assert usual == [day_after, noon(datetime(2023, 5, 4).date()), labelled, day_after, day_after]
    given = datetime(2024, 1, 1).astimezone()
    assert [one.now for one in Trial(None, Curve(), now=given).run([dataset])] == [
        given,
        given,
        labelled,
        given,
        given,
    ]


def test_every_system_is_measured_in_the_same_run(dataset: Dataset) -> None:
    asked = Trial(ToyEmbedder(), Curve()).run([dataset])
    assert {tuple(one.ranks) for one in asked} == {(OURS, "bm25", "dense", "recency")}
    assert {tuple(one.ranks) for one in Trial(None, Curve()).run([dataset])} == {(OURS, "bm25", "recency")}


def test_recency_is_the_newest_turn_first(dataset: Dataset) -> None:
    asked = Trial(None, Curve()).run([dataset])
    assert asked[0].ranks["recency"].found == (3,)
    assert asked[2].ranks["recency"].found == (1, 2)


def test_evidence_that_the_bank_lacks_is_named_and_not_found(bank_file: Path, tmp_path: Path) -> None:
    line = {"user": "Bo", "question": "My train to Lisbon?", "evidence": [["2023-05-03", 0], ["2023-05-03", 7]]}
    (tmp_path / "q").write_text(json.dumps(line))
    (asked,) = Trial(None, Curve()).run([read_dataset(bank_file, tmp_path / "q")])
    assert [(place.turn) for place in asked.missing] == [7]
    assert (asked.ranks[OURS].found, asked.ranks[OURS].wanted) == ((1,), 2)


def test_a_name_with_and_without_blanks_is_one_user(tmp_path: Path) -> None:
    bank = {
        name: {"history": {day: [[text, "Yes."]]}}
        for name, day, text in (("Bo", "2023-05-01", "I like figs."), ("Bo ", "2023-05-02", "I like plums."))
    }
    (tmp_path / "b").write_text(json.dumps(bank))
    (tmp_path / "q").write_text('{" Bo": ["figs plums"]}')
    (asked,) = Trial(None, Curve()).run([read_dataset(tmp_path / "b", tmp_path / "q")])
    assert len(asked.retrieved) == 2


def test_a_user_without_any_memory(tmp_path: Path) -> None:
    (tmp_path / "b").write_text('{"Bo": {}}')
    (tmp_path / "q").write_text('{"Bo": ["What is my name?"]}')
    (asked,) = Trial(ToyEmbedder(), Curve()).run([read_dataset(tmp_path / "b", tmp_path / "q")])
    assert asked.retrieved == ()


def test_each_text_is_encoded_once_and_questions_together(dataset: Dataset) -> None:
    batches: list[Sequence[str]] = []
    embedder = ToyEmbedder()
    embedder.before = batches.append
    Trial(embedder, Curve()).run([dataset])
    assert len(embedder.encoded) == len(set(embedder.encoded))
    assert [QUESTIONS[0]["question"], QUESTIONS[2]["question"], QUESTIONS[3]["question"]] in batches


def test_nothing_is_left_behind(dataset: Dataset, temporary: Path) -> None:
    seen: list[list[Path]] = []
    embedder = ToyEmbedder()
    embedder.before = lambda _: seen.append(list(temporary.iterdir()))
    Trial(embedder, Curve()).run([dataset])
    assert all(len(folders) == 1 for folders in seen)
    assert list(temporary.iterdir()) == []


def test_nothing_is_left_behind_by_a_failure(dataset: Dataset, temporary: Path) -> None:
    def fail(texts: Sequence[str]) -> None:
        raise KeyboardInterrupt

    embedder = ToyEmbedder()
    embedder.before = fail
    with pytest.raises(KeyboardInterrupt):
        Trial(embedder, Curve()).run([dataset])
    assert list(temporary.iterdir()) == []


def test_the_bar_moves_forward_and_reaches_its_end(dataset: Dataset) -> None:
    told: list[tuple[int, int]] = []
    Trial(ToyEmbedder(), Curve()).run([dataset], lambda done, total: told.append((done, total)))
    assert {total for _, total in told} == {4 + 1 + 2 + len(QUESTIONS)}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]


def test_encoded_once_is_the_other_embedder() -> None:
    toy = ToyEmbedder()
    once = EncodedOnce(toy)
    texts = ["dog", "cat", "dog", "sea"]
    once.prepare(texts)
    found = once.encode(texts)
    assert toy.encoded == ["dog", "cat", "sea"]
    assert np.array_equal(found, ToyEmbedder().encode(texts))
    assert once.encode([]).shape == (0, toy.dimension)
    assert (once.name, once.dimension, once.destination, once.coverage("ab你好")) == ("toy", 32, "", 0.5)


def test_preparing_tells_how_far_it_is() -> None:
    told: list[int] = []
    EncodedOnce(ToyEmbedder()).prepare([f"word {number}" for number in range(130)], told.append)
    assert told == [64, 128, 130]
