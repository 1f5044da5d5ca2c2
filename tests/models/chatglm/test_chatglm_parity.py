"""The native ChatGLM against what the original code gave, run with the libraries of its day."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import PeftModel
from safetensors.torch import load_file
from torch import Tensor

from siliconfriend.models.adapters import attach
from siliconfriend.models.base import Sampling
from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration, ChatGLMTokenizer
from siliconfriend.models.chatglm.decoding import decode
from siliconfriend.models.chatglm.layout import Layout

SHARED = Path(__file__).parents[4] / "shared" / "parity" / "chatglm"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the recordings of the original are not beside the project"
)

BASE, LORA = 2e-4, 2e-3
PAD = 3
SINGLES = ("single0", "single1", "single2", "single3")
FORMS = ("checkpoint_bin", "checkpoint_safetensors")
GREEDY = Sampling(temperature=0, frequency_penalty=0, presence_penalty=0, max_tokens=24)


@pytest.fixture(scope="module")
def recorded() -> dict[str, Tensor]:
    return load_file(SHARED / "reference.safetensors")


@pytest.fixture(params=FORMS)
def base(request: pytest.FixtureRequest) -> ChatGLMForConditionalGeneration:
    return ChatGLMForConditionalGeneration.from_pretrained(SHARED / request.param)


@pytest.fixture(params=["adapter_final", "adapter_trainer_checkpoint", "peft", "merged"])
def adapted(request: pytest.FixtureRequest) -> Any:
    model = ChatGLMForConditionalGeneration.from_pretrained(SHARED / FORMS[0])
    if request.param.startswith("adapter"):
        return attach(model, SHARED / request.param)
    wrapped = PeftModel.from_pretrained(model, str(SHARED / "adapter_final"))
    return wrapped.merge_and_unload() if request.param == "merged" else wrapped


def errors(model: Any, recorded: dict[str, Tensor], kind: str, names: tuple[str, ...]) -> dict[str, float]:
    """The largest error of each recorded case, with its mask and positions as recorded, as 2-D mask, and none."""
    found = {}
    for name in names:
        case = {key.rpartition(".")[2]: one for key, one in recorded.items() if key.startswith(f"{kind}.{name}.")}
        ids, real = case["input_ids"], case["input_ids"] != PAD
        ways: dict[str, dict[str, Tensor]] = {
            "as recorded": {key: case[key] for key in ("attention_mask", "position_ids") if key in case}
        }
        if name != "random120":  # its ids hold the pad token by chance
            ways["2-D mask"] = {"attention_mask": real.long()}
        if bool(real.all()) or name == "random120":
            ways["ids alone"], real = {}, torch.ones_like(real)
        for way, given in ways.items():
            with torch.no_grad():
                scores = model(input_ids=ids, **given).logits
            found[f"{name}, {way}"] = float((scores - case["logits"])[real].abs().max())
    return found


def test_base_scores(base: ChatGLMForConditionalGeneration, recorded: dict[str, Tensor]) -> None:
    found = errors(base, recorded, "base", (*SINGLES, "batch3", "random120"))
    assert max(found.values()) < BASE, found


def test_lora_scores(adapted: Any, recorded: dict[str, Tensor]) -> None:
    found = errors(adapted, recorded, "lora", (*SINGLES, "batch3"))
    assert max(found.values()) < LORA, found


@pytest.mark.parametrize("kind", ["base", "lora"])
def test_greedy_continuations(kind: str, recorded: dict[str, Tensor]) -> None:
    model: Any = ChatGLMForConditionalGeneration.from_pretrained(SHARED / FORMS[0])
    if kind == "lora":
        model = attach(model, SHARED / "adapter_final")
    for name in SINGLES:
        prompt = recorded[f"{kind}.{name}.input_ids"][0].tolist()
        said = list(decode(model, prompt, GREEDY))
        assert prompt + said == recorded[f"{kind}.{name}.sequences"][0].tolist(), name
    ids = recorded[f"{kind}.batch3.input_ids"]
    found = model.generate(
        input_ids=ids, attention_mask=(ids != PAD).long(), do_sample=False, max_new_tokens=24, eos_token_id=None
    )
    assert torch.equal(found, recorded[f"{kind}.batch3.sequences"])


def test_scores_of_cached_steps(recorded: dict[str, Tensor]) -> None:
    model = ChatGLMForConditionalGeneration.from_pretrained(SHARED / FORMS[0])
    wanted, said = recorded["base.single3.step_logits"][0], recorded["base.single3.sequences"]
    given, cache, worst = recorded["base.single3.input_ids"], None, 0.0
    for step in range(len(wanted)):
        with torch.no_grad():
            found = model(input_ids=given, past_key_values=cache)
        worst = max(worst, float((found.logits[0, -1] - wanted[step]).abs().max()))
        cache, at = found.past_key_values, recorded["base.single3.input_ids"].shape[1] + step
        given = said[:, at : at + 1]
    assert worst < BASE


def test_ptuning_prefix(recorded: dict[str, Tensor]) -> None:
    model = attach(ChatGLMForConditionalGeneration.from_pretrained(SHARED / FORMS[0]), SHARED / "ptuning_v2")
    ids = recorded["ptuning.single1.input_ids"]
    with torch.no_grad():
        found = model(input_ids=ids).logits
    assert (found - recorded["ptuning.single1.logits"]).abs().max() < BASE
    said = list(decode(model, ids[0].tolist(), GREEDY))
    assert ids[0].tolist() + said == recorded["ptuning.single1.sequences"][0].tolist()


def test_labels_and_loss(base: ChatGLMForConditionalGeneration, recorded: dict[str, Tensor]) -> None:
    with torch.no_grad():
        found = base(input_ids=recorded["train.input_ids"], labels=recorded["train.labels"])
    assert abs(found.loss.item() - recorded["train.loss"].item()) < BASE
    assert (found.logits - recorded["train.logits"]).abs().max() < BASE


def test_masks_and_positions(recorded: dict[str, Tensor]) -> None:
    config = ChatGLMForConditionalGeneration.config_class.from_pretrained(SHARED / FORMS[0])
    for name in (*SINGLES, "batch3"):
        ids = recorded[f"base.{name}.input_ids"]
        layout = Layout.of(ids, ids != PAD, config)
        assert torch.equal(layout.blocked(), recorded[f"base.{name}.attention_mask"]), name
        assert torch.equal(layout.positions(0, ids.shape[1]), recorded[f"base.{name}.position_ids"]), name


@pytest.mark.parametrize("case", ["padded", "unpadded"])
def test_a_mask_token_within_a_text(case: str, recorded: dict[str, Tensor]) -> None:
    """The original goes by [MASK]'s place where it pads and by [gMASK]'s where not; told the places, so do we."""
    model = ChatGLMForConditionalGeneration.from_pretrained(SHARED / FORMS[0])
    wanted = {key.rpartition(".")[2]: one for key, one in recorded.items() if key.startswith(f"edge_mask.{case}.")}
    scores, real = wanted.pop("logits"), wanted["input_ids"] != PAD
    with torch.no_grad():
        found = model(**wanted).logits
    assert (found - scores)[real].abs().max() < BASE


@pytest.mark.parametrize(
    "layout", ["tiny_slim", "tiny_v1_image20000", "fulllayout_slim", "fulllayout_v1_image20000"]
)
def test_tokenizer(layout: str) -> None:
    told = json.loads((SHARED / "tokenizer" / "encodings.json").read_text())[layout]
    tokenizer = ChatGLMTokenizer(SHARED / "tokenizer" / told["spm"], num_image_tokens=told["num_image_tokens"])
    assert len(tokenizer) == told["len"]
    assert {name: getattr(tokenizer, name) for name in told["ids"]} == told["ids"]
    for case in told["cases"]:
        text = case["text"]
        # What the original's wrapper did to special words in a text is what must not happen: sentencepiece's ids.
        assert tokenizer.encode(text, add_special_tokens=False) == case["sp_tokenizer_ids"]
        if case["ids"] == case["sp_tokenizer_ids"]:
            assert tokenizer.tokenize(text) == case["tokens"]
            assert tokenizer.encode(text) == case["ids_with_special"]
        assert tokenizer.decode(case["ids"]) == case["decode"]
        assert tokenizer.decode(case["ids"], skip_special_tokens=True) == case["decode_skip_special"]
        for end, wanted in enumerate(case["prefix_decodes"], start=1):
            assert tokenizer.decode(case["ids"][:end]) == wanted
    batch = told["batch"]
    assert tokenizer(batch["texts"], padding=True)["input_ids"] == batch["input_ids"]
