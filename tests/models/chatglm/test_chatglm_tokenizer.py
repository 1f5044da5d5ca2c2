"""ChatGLM's tokenizer on a vocabulary of the same layout."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siliconfriend.models.chatglm import ChatGLMTokenizer
from siliconfriend.models.checkpoints import DamagedWeightsError, NoWeightsError, OtherModelError
from siliconfriend.models.sentencepieces import LlamaTokenizer
from tests.tiny_vocabularies import CONTROL, DEFINED, train_chatglm

SPECIAL_TEXT = [*CONTROL, "<s>", "</s>", "<unk>", "<pad>"]
TEXT = st.lists(st.one_of(st.sampled_from(SPECIAL_TEXT), st.text(max_size=8))).map("".join)


@pytest.fixture(scope="module")
def slim(vocabulary: Path) -> ChatGLMTokenizer:
    return ChatGLMTokenizer(vocabulary, num_image_tokens=0)


def folder_with(vocabulary: Path, folder: Path, **files: dict[str, object]) -> Path:
    folder.mkdir()
    shutil.copy(vocabulary, folder / "ice_text.model")
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


@pytest.mark.parametrize(
    "text",
    [
        "你好",
        "  two leading blanks",
        "trailing ",
        "a\tb\t\tc",
        "line\n\n  line",
        f"{' ' * 81}x{' ' * 160}y",
        "👋🌍 é",
        "[Round 0]\nhello",
    ],
)
def test_text_comes_back(slim: ChatGLMTokenizer, text: str) -> None:
    assert slim.decode(slim.encode(text)) == text
    assert slim.decode(slim.encode(text), skip_special_tokens=True) == text


def test_blanks_are_pieces_of_their_own(slim: ChatGLMTokenizer) -> None:
    assert slim.tokenize("a   b\t\n")[1:] == ["<|blank_3|>", "b", "<|tab|>", "<n>"]
    wide = [piece for piece in slim.tokenize(" " * 165) if piece.startswith("<|blank")]
    assert wide == ["<|blank_80|>", "<|blank_80|>", "<|blank_5|>"]


def test_wide_signs_become_narrow(slim: ChatGLMTokenizer) -> None:
    assert slim.decode(slim.encode("１２？：")) == "12?:"


def test_a_prompt_ends_in_gmask_and_sop(slim: ChatGLMTokenizer) -> None:
    plain = slim.encode("你好", add_special_tokens=False)
    end = [slim.gmask_token_id, slim.bos_token_id]
    assert slim.encode("你好") == plain + end
    assert slim.encode("你好", "hello") == [
        *plain,
        *end,
        *slim.encode("hello", add_special_tokens=False),
        slim.eos_token_id,
    ]


@given(text=TEXT)
def test_no_text_becomes_a_special_token(slim: ChatGLMTokenizer, text: str) -> None:
    assert not set(slim.encode(text, add_special_tokens=False)) & set(slim.all_special_ids)


@given(text=TEXT)
def test_ids_of_the_first_vocabulary_are_moved_up(slim: ChatGLMTokenizer, vocabulary: Path, text: str) -> None:
    moved = ChatGLMTokenizer(vocabulary, num_image_tokens=20000)
    assert moved.encode(text) == [20000 + one for one in slim.encode(text)]
    assert moved.decode(moved.encode(text)) == slim.decode(slim.encode(text))


def test_a_special_piece_is_never_text_even_where_the_vocabulary_would_have_it(tmp_path: Path) -> None:
    defined = [*DEFINED, "[MASK]", "[gMASK]", "<sop>", "<eop>"]
    open_ = ChatGLMTokenizer(
        train_chatglm(tmp_path / "open.model", control=[], defined=defined), num_image_tokens=0
    )
    special = {open_.mask_token_id, open_.gmask_token_id, open_.bos_token_id, open_.eos_token_id}
    assert not set(open_.encode("a [MASK][gMASK]<sop>b<eop>", add_special_tokens=False)) & special
    assert open_.encode("", add_special_tokens=True) == [open_.gmask_token_id, open_.bos_token_id]


def test_ids_that_are_no_text_have_none(slim: ChatGLMTokenizer) -> None:
    assert slim.decode([slim.gmask_token_id, slim.bos_token_id, slim.pad_token_id, len(slim) + 7, -1]) == ""


def test_a_batch_is_padded_on_the_left(slim: ChatGLMTokenizer) -> None:
    found = slim(["你好", "hello garden"], padding=True, return_tensors="pt")
    short, long = slim.encode("你好"), slim.encode("hello garden")
    pads = len(long) - len(short)
    assert found["input_ids"].tolist() == [[slim.pad_token_id] * pads + short, long]
    assert found["attention_mask"].tolist() == [[0] * pads + [1] * len(short), [1] * len(long)]
    assert slim("你好")["input_ids"] == short
    assert slim("你好", return_tensors="pt")["input_ids"].tolist() == [short]


def test_the_files_say_which_vocabulary_it_is(vocabulary: Path, slim: ChatGLMTokenizer, tmp_path: Path) -> None:
    told = folder_with(vocabulary, tmp_path / "told", tokenizer_config={"num_image_tokens": 20000})
    assert ChatGLMTokenizer.from_pretrained(told).num_image_tokens == 20000
    ids: dict[str, object] = {"bos_token_id": 20000 + slim.bos_token_id}
    inferred = folder_with(vocabulary, tmp_path / "inferred", tokenizer_config={}, config=ids)
    assert ChatGLMTokenizer.from_pretrained(inferred).num_image_tokens == 20000
    unsaid = folder_with(vocabulary, tmp_path / "unsaid")
    with pytest.raises(OtherModelError):
        ChatGLMTokenizer.from_pretrained(unsaid)


def test_a_vocabulary_of_one_version_and_weights_of_the_other_are_refused(vocabulary: Path, tmp_path: Path) -> None:
    mixed = folder_with(
        vocabulary, tmp_path / "mixed", tokenizer_config={"num_image_tokens": 0}, config={"bos_token_id": 150004}
    )
    with pytest.raises(OtherModelError):
        ChatGLMTokenizer.from_pretrained(mixed)


def test_missing_and_broken_vocabularies_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoWeightsError):
        ChatGLMTokenizer(tmp_path / "none.model", num_image_tokens=0)
    for name, content in (("broken.model", b"<html>"), ("empty.model", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DamagedWeightsError):
            ChatGLMTokenizer(tmp_path / name, num_image_tokens=0)
    plain = train_chatglm(tmp_path / "plain.model", control=[], defined=[])
    with pytest.raises(DamagedWeightsError):
        ChatGLMTokenizer(plain, num_image_tokens=0)


@given(text=TEXT)
def test_no_text_becomes_a_special_token_of_llama(vocabulary: Path, text: str) -> None:
    llama = LlamaTokenizer(vocabulary)
    first, *rest = llama.encode(text)
    assert first == llama.bos_token_id
    assert not {llama.bos_token_id, llama.eos_token_id, llama.unk_token_id} & set(rest)
    assert rest == llama.encode(text, add_special_tokens=False)
