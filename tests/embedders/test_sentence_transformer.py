"""Any sentence-transformers model, tried with a tiny random one made on the spot."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siliconfriend.embedders import sentence_transformer as module
from siliconfriend.embedders.errors import EmbedderNotLoadedError
from siliconfriend.embedders.sentence_transformer import SentenceTransformerEmbedder
from siliconfriend.memory.records import Embedder

pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-layer BERT with random weights, which knows a dozen English words."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    special = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    lines = ["my dog likes long walks", "the cat sleeps all day"]
    tokenizer.train_from_iterator(lines, trainers.WordLevelTrainer(special_tokens=list(special.values())))
    wrapped: Any = PreTrainedTokenizerFast  # its constructor has no types
    wrapped(tokenizer_object=tokenizer, **special).save_pretrained(folder / "bert")
    torch.manual_seed(0)
    BertModel(
        BertConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=24,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=64,
        )
    ).save_pretrained(folder / "bert")
    transformer = Transformer(str(folder / "bert"), max_seq_length=32)
    model = SentenceTransformer(modules=[transformer, Pooling(24)], device="cpu")
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


@pytest.fixture(scope="module")
def embedder(tiny: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(tiny))


def test_vectors_are_unit_float32_rows(embedder: SentenceTransformerEmbedder) -> None:
    one: Embedder = embedder
    vectors = one.encode(["my dog", "the cat sleeps"])
    assert vectors.shape == (2, one.dimension) == (2, 24)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert one.encode([]).shape == (0, 24)


def test_text_without_a_token_is_nowhere(embedder: SentenceTransformerEmbedder) -> None:
    assert not embedder.encode(["", "my dog"])[0].any()


def test_a_copy_of_the_folder_is_the_same_space(
    embedder: SentenceTransformerEmbedder, tiny: Path, tmp_path: Path
) -> None:
    copy = tmp_path / tiny.name
    shutil.copytree(tiny, copy)
    other = SentenceTransformerEmbedder(str(copy))
    assert other.name == embedder.name
    np.testing.assert_allclose(other.encode(["my dog"]), embedder.encode(["my dog"]), atol=1e-6)


@pytest.mark.parametrize("file", ["model.safetensors", "config_sentence_transformers.json"])
def test_a_changed_folder_is_another_space(
    embedder: SentenceTransformerEmbedder, tiny: Path, tmp_path: Path, file: str
) -> None:
    copy = tmp_path / tiny.name
    shutil.copytree(tiny, copy)
    content = (copy / file).read_bytes()
    changed = content[:-1] + bytes([content[-1] ^ 1]) if file.endswith("safetensors") else content + b"\n"
    (copy / file).write_bytes(changed)
    assert SentenceTransformerEmbedder(str(copy)).name != embedder.name


def test_the_hub_may_change_what_a_name_stands_for(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    def name_on_the_hub(model: SentenceTransformer) -> str:
        monkeypatch.setattr(module, "_load", lambda name: model)
        return SentenceTransformerEmbedder("someone/tiny").name

    model = SentenceTransformer(str(tiny), device="cpu")
    before = name_on_the_hub(model)
    assert before.startswith("someone/tiny@")
    assert name_on_the_hub(SentenceTransformer(str(tiny), device="cpu")) == before
    with torch.no_grad():
        next(model.parameters())[0, 0] += 1
    assert name_on_the_hub(model) != before


def test_loading_and_encoding_paint_nothing(tiny: Path, capfd: pytest.CaptureFixture[str]) -> None:
    SentenceTransformerEmbedder(str(tiny)).encode(["my dog"] * 40)
    assert capfd.readouterr() == ("", "")


def test_coverage_is_the_tokenizer_s(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.coverage("my dog likes") == 1.0
    assert embedder.coverage("你好") == 0.0
    assert embedder.coverage("dog 你好吗") == pytest.approx(0.5)
    long = embedder.encode(["dog " * 100])
    embedder.coverage("dog " * 100)
    np.testing.assert_allclose(embedder.encode(["dog " * 100]), long, atol=1e-6)


@pytest.mark.parametrize("wanted", ["empty", "broken"])
def test_a_folder_without_a_model_is_refused(tmp_path: Path, tiny: Path, wanted: str) -> None:
    folder = tmp_path / wanted
    if wanted == "empty":
        folder.mkdir()
    else:
        shutil.copytree(tiny, folder)
        (folder / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(EmbedderNotLoadedError) as refusal:
        SentenceTransformerEmbedder(str(folder))
    assert refusal.value.details["name"] == str(folder)
