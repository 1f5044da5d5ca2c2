"""Another embedder: memory answers while it is embedded anew, survives a kill, and never mixes two spaces."""

from __future__ import annotations

import signal
from pathlib import Path

import numpy as np
import pytest

from siliconfriend.memory.bank import Bank
from tests.memory.conftest import OpenBank
from tests.memory.toy import NOW, ToyEmbedder, found, run_python, sql, talk

OLD, NEW = ToyEmbedder("old"), ToyEmbedder("new", dimension=48)
MANY = 200

SWITCHING = """
import json, os, signal, sys
from pathlib import Path
from siliconfriend.memory.bank import Bank
from siliconfriend.memory.dense import DenseSearch
from siliconfriend.memory import hnsw
from tests.memory.toy import ToyEmbedder

folder, point = (json.loads(one) for one in sys.argv[1:])
bank = Bank(Path(folder))
bank.attach(ToyEmbedder("new", dimension=48))

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if point == "in the middle":
    bank.embed_missing(progress=die)
if point == "before a batch is kept":
    DenseSearch._put_unchanged = die
    bank.embed_missing()
bank.embed_missing()
if point == "while the index is exchanged":
    hnsw.write_privately = die
bank.close()
"""


def fill(bank: Bank) -> None:
    talk(bank, "My puppy Rex sleeps")
    for number in range(MANY):
        talk(bank, f"number {number} of many kites")


def vectors_by(bank: Bank) -> dict[str, int]:
    return dict(
        sql(bank, "SELECT name, count(*) FROM vector JOIN embedder ON embedder.id = embedder GROUP BY name")
    )


def test_memory_answers_while_it_is_embedded_anew(open_bank: OpenBank) -> None:
    bank = open_bank(OLD)
    fill(bank)
    bank.embed_missing()
    bank.attach(NEW)
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        assert found(bank, "Where does Rex sleep?", k=1) == ["My puppy Rex sleeps"]
        assert "kites" in found(bank, "What of the kites?", k=1)[0]

    bank.embed_missing(progress=progress)
    assert len(seen) > 1
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert all(total == MANY + 1 for _, total in seen)
    assert vectors_by(bank) == {"old": MANY + 1, "new": MANY + 1}
    (best,) = bank.recall("dog", k=1, now=NOW)
    assert best.memory.query == "My puppy Rex sleeps"
    assert best.why["dense"] > 0.3


@pytest.mark.parametrize("point", ["in the middle", "before a batch is kept", "while the index is exchanged"])
def test_a_switch_survives_a_kill(open_bank: OpenBank, folder: Path, point: str) -> None:
    bank = open_bank(OLD)
    fill(bank)
    bank.embed_missing()
    bank.close()
    ended = run_python(SWITCHING, folder, point)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    back = open_bank(OLD)
    assert back.embed_missing() == 0
    assert found(back, "dog", k=1) == ["My puppy Rex sleeps"]
    back.close()
    bank = open_bank(NEW)
    assert found(bank, "Where does Rex sleep?", k=1) == ["My puppy Rex sleeps"]
    left = bank.embed_missing()
    assert left <= MANY + 1 - (0 if point == "before a batch is kept" else 64)
    assert vectors_by(bank) == {"old": MANY + 1, "new": MANY + 1}
    assert found(bank, "dog", k=1) == ["My puppy Rex sleeps"]


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model to which a cat is a pet and a doctor is at a hospital, in Chinese."""
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    meanings = ["猫咪宠物", "医生院病", "吃饭菜餐", "海边沙滩"]
    others = "我的今天去了家里那只很可爱什么名字叫看说要多休息和朋友一起在晚上"
    characters = dict.fromkeys("".join(meanings) + others)
    vocabulary = {"[UNK]": 0, **{one: number for number, one in enumerate(characters, 1)}}
    random = np.random.default_rng(0)
    weights = 0.1 * random.normal(size=(len(vocabulary), 32))
    for together in meanings:
        weights[[vocabulary[one] for one in together]] += random.normal(size=32)
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    folder = tmp_path_factory.mktemp("multilingual")
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder


def test_a_multilingual_embedder_lifts_chinese_with_no_other_change(
    open_bank: OpenBank, multilingual: Path
) -> None:
    """Nothing in the questions stands in their answers: words find nothing, the bundled English encoder no more."""
    from siliconfriend.embedders.catalog import open_embedder
    from siliconfriend.settings import MemorySettings

    answers = {"宠物可爱吗": "家里那只猫咪很可爱", "生病了看谁": "今天去了医院", "餐厅": "和朋友一起吃饭"}
    bank = open_bank()
    for answer in answers.values():
        talk(bank, answer, "嗯")
    for number in range(20):
        talk(bank, f"在海边的沙滩晚上{number}", "嗯")

    def first(embedder: str) -> int:
        chosen = open_embedder(MemorySettings(embedder=embedder))
        if chosen:
            bank.attach(chosen)
            bank.embed_missing()
        return sum(found(bank, question, k=1) == [answer] for question, answer in answers.items())

    by_words, by_minilm = first("none"), first("minilm")
    assert by_minilm == by_words < len(answers)
    assert first(str(multilingual)) == len(answers)


def test_what_has_no_vector_yet_is_weighed_by_its_words_alone(open_bank: OpenBank) -> None:
    bank = open_bank()
    talk(bank, "We walked on the sea wall and I lost my umbrella")
    for number in range(20):
        talk(bank, f"the ocean number {number}")
    bank.attach(NEW)
    dense = bank._retriever.dense
    assert dense is not None
    dense.embed_missing(limit=20)
    assert sql(bank, "SELECT count(*) FROM vector") == [(20,)]
    recalled = bank._retriever.recall("umbrella wall ocean", 1, NOW)
    assert [one.memory.query for one in recalled] == ["We walked on the sea wall and I lost my umbrella"]
