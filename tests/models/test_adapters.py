"""Adapters are put on the model they were made for, and refused with the reason on any other."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

pytest.importorskip("torch")
pytest.importorskip("peft")

import torch
from peft import LoraConfig, PrefixTuningConfig, get_peft_model
from safetensors.torch import load_file
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from siliconfriend.models.adapter_errors import (
    AdapterError,
    EmptyAdapterError,
    NoAdapterError,
    OtherBaseError,
    OtherRankError,
    UnknownAdapterError,
)
from siliconfriend.models.adapters import attach
from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration
from siliconfriend.models.checkpoints import DamagedWeightsError, UnsafeWeightsError
from siliconfriend.models.sentencepieces import LlamaTokenizer
from tests.models.chatglm.golden import BIN, PROMPTS, golden, write_checkpoint, write_lora, write_prefix

pytestmark = pytest.mark.filterwarnings("ignore:The PEFT config's:UserWarning")  # a model in memory has no name

SHARED = Path(__file__).parents[3] / "shared" / "parity" / "belle"
needs_recordings = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the recordings of BELLE are not beside the project"
)

Tensors = dict[str, Tensor]
IDS = torch.tensor([[1, 5, 6, 7]])


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("golden") / "bin", "bin")


@pytest.fixture
def model(checkpoint: Path) -> ChatGLMForConditionalGeneration:
    return ChatGLMForConditionalGeneration.from_pretrained(checkpoint)


def llama(*, hidden: int = 32, layers: int = 2) -> LlamaForCausalLM:
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=64, hidden_size=hidden, intermediate_size=48, num_hidden_layers=layers, num_attention_heads=4
    )
    made: Any = LlamaForCausalLM(config).eval()  # type: ignore[no-untyped-call] # untyped in transformers
    return cast(LlamaForCausalLM, made)


def scores(model: Any, ids: Tensor = IDS) -> Tensor:
    with torch.no_grad():
        found: Tensor = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
    return found


def saved(folder: Path, config: LoraConfig | PrefixTuningConfig, *, safe: bool = True, **shape: int) -> Tensor:
    """Save an adapter with random weights for a `llama`; what it then says to `IDS`."""
    adapted: Any = get_peft_model(llama(**shape), config)
    for name, parameter in adapted.named_parameters():
        if "lora_" in name:
            torch.nn.init.normal_(parameter, std=0.3)
    adapted.eval().save_pretrained(folder, safe_serialization=safe)
    return scores(adapted)


def lora() -> LoraConfig:
    return LoraConfig(r=4, lora_alpha=16, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM")


def changed(folder: Path, change: Callable[[Tensors], Tensors]) -> Path:
    write_lora(folder, "bin")
    torch.save(change(torch.load(folder / BIN, weights_only=True)), folder / BIN)
    return folder


@pytest.mark.parametrize("safe", [True, False])
def test_lora_on_a_llama(safe: bool, tmp_path: Path) -> None:
    wanted = saved(tmp_path / "adapter", lora(), safe=safe)
    assert not torch.allclose(scores(llama()), wanted, atol=0.01)
    assert torch.allclose(scores(attach(llama(), tmp_path / "adapter")), wanted, atol=1e-5)


def test_a_trainer_checkpoint_on_a_llama_has_the_settings_of_its_script(tmp_path: Path) -> None:
    wanted = saved(tmp_path / "adapter", lora())
    tensors = load_file(tmp_path / "adapter" / "adapter_model.safetensors")
    (tmp_path / "run").mkdir()
    torch.save(
        {name.replace(".weight", ".default.weight"): one for name, one in tensors.items()}, tmp_path / "run" / BIN
    )
    assert torch.allclose(scores(attach(llama(), tmp_path / "run")), wanted, atol=1e-5)


def test_a_prefix_on_a_llama(tmp_path: Path) -> None:
    wanted = saved(tmp_path / "prefix", PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=4))
    assert not torch.allclose(scores(llama()), wanted, atol=0.01)
    assert torch.allclose(scores(attach(llama(), tmp_path / "prefix")), wanted, atol=1e-5)
    with pytest.raises(OtherBaseError):
        attach(llama(layers=1), tmp_path / "prefix")


def test_a_projected_prefix_on_chatglm(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    plain = scores(model, torch.tensor([PROMPTS[1]]))
    hidden, wide = model.config.hidden_size, 2 * model.config.num_layers * model.config.hidden_size
    one, two = torch.randn(hidden, hidden), torch.randn(wide, hidden)
    embedding = torch.randn(6, hidden)
    name = "transformer.prefix_encoder."
    projected = {
        f"{name}embedding.weight": embedding,
        f"{name}trans.0.weight": one, f"{name}trans.0.bias": torch.ones(hidden),
        f"{name}trans.2.weight": two, f"{name}trans.2.bias": torch.ones(wide),
    }  # fmt: skip
    torch.save(projected, tmp_path / "pytorch_model.bin")
    found = scores(attach(model, tmp_path), torch.tensor([PROMPTS[1]]))
    flat = torch.tanh(embedding @ one.T + 1) @ two.T + 1
    (tmp_path / "flat").mkdir()
    torch.save({f"{name}embedding.weight": flat}, tmp_path / "flat" / "pytorch_model.bin")
    assert torch.allclose(scores(attach(model, tmp_path / "flat"), torch.tensor([PROMPTS[1]])), found, atol=1e-4)
    assert not torch.allclose(found, plain, atol=0.1)


WRONG: dict[str, tuple[type[AdapterError], Callable[[Tensors], Tensors]]] = {
    "nothing in it": (EmptyAdapterError, lambda _: {}),
    "no LoRA in it": (EmptyAdapterError, lambda _: {"base_model.model.lm_head.weight": torch.ones(2)}),
    "other layers": (
        OtherBaseError,
        lambda own: {k.replace("query_key_value", "q_proj"): v for k, v in own.items()},
    ),
    "another model's names": (
        OtherBaseError,
        lambda own: {k.replace("transformer", "model"): v for k, v in own.items()},
    ),
    "a wider model": (
        OtherBaseError,
        lambda own: {k: torch.cat((v, v), int("lora_A" in k)) for k, v in own.items()},
    ),
    "a layer missing": (OtherBaseError, lambda own: {k: v for k, v in own.items() if ".layers.1." not in k}),
    "half a layer": (OtherBaseError, lambda own: dict(list(own.items())[1:])),
    "a layer too many": (
        OtherBaseError,
        lambda own: own | {k.replace(".layers.1.", ".layers.7."): v for k, v in own.items()},
    ),
    "something else beside": (OtherBaseError, lambda own: own | {"base_model.model.x.weight": torch.ones(2)}),
    "a flat one": (OtherBaseError, lambda own: {k: v.flatten() for k, v in own.items()}),
    "another rank": (
        OtherRankError,
        lambda own: {k: v[:2] if "lora_A" in k else v[:, :2] for k, v in own.items()},
    ),
    "two ranks": (OtherRankError, lambda own: {k: v[:2] if "lora_A" in k else v for k, v in own.items()}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_adapter_is_refused_and_the_model_is_as_it_was(
    wrong: str, model: ChatGLMForConditionalGeneration, tmp_path: Path
) -> None:
    error, change = WRONG[wrong]
    ids = torch.tensor([PROMPTS[1]])
    before = scores(model, ids)
    with pytest.raises(error):
        attach(model, changed(tmp_path / "wrong", change))
    assert torch.equal(scores(model, ids), before)
    right = attach(model, write_lora(tmp_path / "right", "bin"))
    assert (scores(right, ids)[0] - golden("numbers")["lora.1.logits"]).abs().max() < 2e-3


def test_the_reason_names_the_layer_and_both_sizes(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    with pytest.raises(OtherBaseError) as caught:
        attach(model, changed(tmp_path / "wide", WRONG["a wider model"][1]))
    assert caught.value.details["detail"] == "transformer.layers.0.attention.query_key_value: 64 ≠ 32"
    with pytest.raises(OtherRankError) as rank:
        attach(model, changed(tmp_path / "rank", WRONG["another rank"][1]))
    assert (rank.value.details["found"], rank.value.details["said"]) == (2, 4)


def test_a_prefix_for_another_model_is_refused(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    write_prefix(tmp_path / "prefix")
    with pytest.raises(OtherBaseError):
        attach(llama(), tmp_path / "prefix")
    torch.save({"transformer.prefix_encoder.embedding.weight": torch.ones(4, 10)}, tmp_path / "prefix" / BIN)
    with pytest.raises(OtherBaseError):
        attach(model, tmp_path / "prefix")
    assert model.transformer.prefix_encoder is None


def test_a_folder_without_an_adapter_is_told(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(NoAdapterError):
            attach(model, folder)


@pytest.mark.parametrize("config", ["{", '{"peft_type": "IA3"}', '{"peft_type": "NONE_SUCH"}', "[]"])
def test_settings_that_are_not_loras_are_refused(
    config: str, model: ChatGLMForConditionalGeneration, tmp_path: Path
) -> None:
    write_lora(tmp_path / "lora", "bin")
    (tmp_path / "lora" / "adapter_config.json").write_text(config)
    with pytest.raises(UnknownAdapterError):
        attach(model, tmp_path / "lora")


def test_weights_without_settings_are_refused_for_a_model_that_no_script_of_2023_trained(tmp_path: Path) -> None:
    from transformers import Qwen2Config, Qwen2ForCausalLM

    saved(tmp_path / "adapter", lora())
    (tmp_path / "adapter" / "adapter_config.json").unlink()
    config = Qwen2Config(
        vocab_size=64, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=4,
    )  # fmt: skip
    with pytest.raises(UnknownAdapterError):
        attach(Qwen2ForCausalLM(config), tmp_path / "adapter")


class Program:
    """Unpickled, it writes a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self._file}",)


def test_an_adapter_with_a_program_in_it_is_refused_unrun(
    model: ChatGLMForConditionalGeneration, tmp_path: Path
) -> None:
    folder = write_lora(tmp_path / "lora", "bin")
    torch.save({**torch.load(folder / BIN, weights_only=True), "more": Program(tmp_path / "ran")}, folder / BIN)
    with pytest.raises(UnsafeWeightsError):
        attach(model, folder)
    assert not (tmp_path / "ran").exists()


def test_an_adapter_cut_short_is_refused(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    folder = write_lora(tmp_path / "lora", "bin")
    (folder / BIN).write_bytes((folder / BIN).read_bytes()[:1000])
    with pytest.raises(DamagedWeightsError):
        attach(model, folder)


@needs_recordings
@pytest.mark.parametrize("form", ["checkpoint_bin", "checkpoint_safetensors"])
@pytest.mark.parametrize("kind", ["base", "adapter_qv", "adapter_paper6"])
def test_belle_scores_and_continues_as_recorded(form: str, kind: str) -> None:
    recorded = load_file(SHARED / "reference.safetensors")
    model: Any = LlamaForCausalLM.from_pretrained(SHARED / form, dtype=torch.float32)
    if kind != "base":
        model = attach(model, SHARED / kind)
    for name in ("single0", "single1", "single2", "batch3"):
        case = {key.rpartition(".")[2]: one for key, one in recorded.items() if key.startswith(f"{kind}.{name}.")}
        given = {key: case[key] for key in ("input_ids", "attention_mask", "position_ids") if key in case}
        with torch.no_grad():
            found = model(**given).logits
        assert (found - case["logits"])[case["attention_mask"] == 1].abs().max() < (
            2e-4 if kind == "base" else 2e-3
        )
        given.pop("position_ids", None)
        said = model.generate(**given, do_sample=False, max_new_tokens=24, eos_token_id=None, pad_token_id=0)
        assert torch.equal(said, case["sequences"])


@needs_recordings
def test_the_empty_adapter_of_the_public_belle_script_is_refused() -> None:
    with pytest.raises(EmptyAdapterError):
        attach(LlamaForCausalLM.from_pretrained(SHARED / "checkpoint_bin"), SHARED / "adapter_empty_bug")


@needs_recordings
def test_belle_texts_are_encoded_as_recorded() -> None:
    tokenizer = LlamaTokenizer.from_pretrained(SHARED / "checkpoint_bin")
    for case in json.loads((SHARED / "tokenizer_encodings.json").read_text()):
        ids = tokenizer.encode(case["text"])
        if any(special in case["text"] for special in ("<s>", "</s>", "<unk>")):
            assert not {0, 1, 2} & set(ids[1:])  # the recorded ones have these ids in the middle of a text
            assert tokenizer.decode(ids) == case["text"]
        else:
            assert ids == case["ids"]
            assert tokenizer.decode(ids) == case["decode_skip"]
