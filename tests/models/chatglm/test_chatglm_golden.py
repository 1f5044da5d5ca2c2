"""The native ChatGLM against numbers written out in float64, in every form its weights come in."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import torch
from peft import PeftModel
from torch import Tensor

from siliconfriend.models.adapters import attach
from siliconfriend.models.base import Sampling
from siliconfriend.models.chatglm import ChatGLMForConditionalGeneration
from siliconfriend.models.chatglm.decoding import decode
from siliconfriend.models.chatglm.layout import Layout
from tests.models.chatglm.golden import (
    LEARNED,
    PAD,
    PROMPTS,
    STEPS,
    golden,
    write_checkpoint,
    write_lora,
    write_prefix,
)

BASE, LORA = 2e-4, 2e-3
GREEDY = Sampling(temperature=0, frequency_penalty=0, presence_penalty=0, max_tokens=STEPS)
ROWS = range(len(PROMPTS))

NUMBERS = golden("numbers")


def padded() -> Tensor:
    width = max(map(len, PROMPTS))
    return torch.tensor([[PAD] * (width - len(row)) + row for row in PROMPTS])


def scores(model: torch.nn.Module, row: int) -> Tensor:
    with torch.no_grad():
        found: Tensor = model(input_ids=torch.tensor([PROMPTS[row]])).logits[0]
    return found


def error(model: torch.nn.Module, kind: str) -> float:
    return max(float((scores(model, row) - NUMBERS[f"{kind}.{row}.logits"]).abs().max()) for row in ROWS)


@pytest.mark.parametrize("form", ["bin", "safetensors"])
def test_scores_are_as_written_out(form: str, tmp_path: Path) -> None:
    model = ChatGLMForConditionalGeneration.from_pretrained(write_checkpoint(tmp_path / form, form))
    assert model.dtype == torch.float32
    assert error(model, "base") < BASE


def test_a_left_padded_batch_scores_as_its_rows_do(model: ChatGLMForConditionalGeneration) -> None:
    ids = padded()
    with torch.no_grad():
        found = model(input_ids=ids, attention_mask=(ids != PAD).long()).logits
    for row in ROWS:
        assert (found[row, -len(PROMPTS[row]) :] - NUMBERS[f"base.{row}.logits"]).abs().max() < BASE


def test_the_mask_may_be_the_originals(model: ChatGLMForConditionalGeneration) -> None:
    ids = padded()
    layout = Layout.of(ids, ids != PAD, model.config)
    with torch.no_grad():
        blocked = layout.blocked()
        short = model(input_ids=ids, attention_mask=blocked).logits
        full = model(input_ids=ids, attention_mask=blocked, position_ids=layout.positions(0, ids.shape[1])).logits
    for row in ROWS:
        for found in (short, full):
            assert (found[row, -len(PROMPTS[row]) :] - NUMBERS[f"base.{row}.logits"]).abs().max() < BASE


@pytest.mark.parametrize("kind", ["base", "lora", "prefix"])
def test_greedy_continuations_are_as_written_out(
    kind: str, model: ChatGLMForConditionalGeneration, tmp_path: Path
) -> None:
    model.config.eos_token_id = -1
    adapted: Any = model
    if kind != "base":
        folder = write_lora(tmp_path / kind, "bin") if kind == "lora" else write_prefix(tmp_path / kind)
        adapted = attach(model, folder)
    for row in ROWS:
        assert list(decode(adapted, PROMPTS[row], GREEDY)) == NUMBERS[f"{kind}.{row}.greedy"].tolist()


def test_transformers_generate_continues_a_batch_alike(model: ChatGLMForConditionalGeneration) -> None:
    ids = padded()
    generating: Any = model
    found = generating.generate(
        input_ids=ids,
        attention_mask=(ids != PAD).long(),
        do_sample=False,
        max_new_tokens=STEPS,
        eos_token_id=None,
        pad_token_id=PAD,
    )
    for row in ROWS:
        assert found[row, ids.shape[1] :].tolist() == NUMBERS[f"base.{row}.greedy"].tolist()


@pytest.mark.parametrize("form", ["bin", "safetensors", "trainer"])
def test_lora_scores_are_as_written_out(form: str, model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    folder = write_lora(tmp_path / "run" / "lora", form)
    if form == "trainer":  # the settings are in the folder above, where training ended
        (tmp_path / "run" / "adapter_config.json").write_text(
            (write_lora(tmp_path / "other", "bin") / "adapter_config.json").read_text()
        )
    adapted = attach(model, folder)
    assert error(adapted, "lora") < LORA
    assert error(adapted, "base") > 1


def test_peft_attaches_and_merges_it_too(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    adapted = PeftModel.from_pretrained(model, str(write_lora(tmp_path / "lora", "bin")))
    assert error(adapted, "lora") < LORA
    assert error(adapted.merge_and_unload(), "lora") < LORA


def test_a_prefix_scores_as_written_out(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    assert error(attach(model, write_prefix(tmp_path / "prefix")), "prefix") < BASE


def test_a_prefix_is_seen_past_padding_too(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    adapted, ids = attach(model, write_prefix(tmp_path / "prefix")), padded()
    with torch.no_grad():
        found = adapted(input_ids=ids, attention_mask=ids != PAD).logits
    for row in ROWS:
        assert (found[row, -len(PROMPTS[row]) :] - NUMBERS[f"prefix.{row}.logits"]).abs().max() < BASE


def test_loss_counts_the_labelled_tokens(model: ChatGLMForConditionalGeneration) -> None:
    ids = torch.tensor([[*LEARNED, PAD, PAD]])
    labels = torch.tensor([[-100] * len(PROMPTS[2]) + LEARNED[len(PROMPTS[2]) :] + [-100, -100]])
    found = model(input_ids=ids, labels=labels)
    assert found.loss.item() == pytest.approx(NUMBERS["loss"].item(), abs=BASE)
    assert found.past_key_values is None
    found.loss.backward()
    assert model.transformer.word_embeddings.weight.grad is not None


def test_several_tokens_after_the_cache_score_as_without_it(model: ChatGLMForConditionalGeneration) -> None:
    with torch.no_grad():
        whole = model(input_ids=torch.tensor([LEARNED])).logits
        read = model(input_ids=torch.tensor([PROMPTS[2]]))
        rest = torch.tensor([LEARNED[len(PROMPTS[2]) :]])
        found = model(input_ids=rest, past_key_values=read.past_key_values).logits
    assert (found - whole[:, len(PROMPTS[2]) :]).abs().max() < BASE


def test_the_head_shares_the_embeddings_whatever_the_file_says(model: ChatGLMForConditionalGeneration) -> None:
    stored = golden("base")
    assert not torch.equal(stored["lm_head.weight"], stored["transformer.word_embeddings.weight"])
    assert model.lm_head.weight is model.transformer.word_embeddings.weight


def test_what_is_saved_loads_again(model: ChatGLMForConditionalGeneration, tmp_path: Path) -> None:
    model.save_pretrained(tmp_path / "saved")
    assert error(ChatGLMForConditionalGeneration.from_pretrained(tmp_path / "saved"), "base") < BASE


def test_half_precision_stays_close(checkpoint: Path) -> None:
    model = ChatGLMForConditionalGeneration.from_pretrained(checkpoint, dtype=torch.bfloat16)
    assert model.dtype == torch.bfloat16
    assert error(model, "base") < 0.5


def test_gradients_checkpointed_are_the_same(model: ChatGLMForConditionalGeneration) -> None:
    ids, trained = torch.tensor([LEARNED]), cast(Any, model)

    def gradient() -> Tensor:
        model.zero_grad()
        model(input_ids=ids, labels=ids).loss.backward()
        found: Tensor = trained.transformer.layers[0].mlp.dense_h_to_4h.weight.grad.clone()
        return found

    plain = gradient()
    trained.train()
    trained.activation_checkpointing_enable()
    assert torch.allclose(gradient(), plain, atol=1e-5)


def test_a_prompt_without_its_end_is_refused(model: ChatGLMForConditionalGeneration) -> None:
    with pytest.raises(ValueError, match="sop"):
        model(input_ids=torch.tensor([[5, 6, 7]]))


def test_ids_of_any_kind_are_read_where_mask_and_positions_are_given(
    model: ChatGLMForConditionalGeneration,
) -> None:
    ids = torch.tensor([PROMPTS[1]])
    layout = Layout.of(ids, ids != PAD, model.config)
    plain = torch.tensor([[9, 40, 88]])
    with torch.no_grad():
        whole = model(input_ids=ids).logits
        mask, positions = layout.blocked()[..., :3, :3], layout.positions(0, 3)
        found = model(input_ids=plain, attention_mask=mask, position_ids=positions)
    assert found.logits.shape == (1, 3, whole.shape[-1])
    with pytest.raises(ValueError, match="position_ids"):
        model(input_ids=torch.tensor([[7]]), past_key_values=found.past_key_values)


def test_the_package_loads_no_torch_until_a_class_is_named() -> None:
    script = (
        "import json, sys, siliconfriend.models.chatglm as room\n"
        "before = 'torch' in sys.modules\n"
        "room.ChatGLMConfig\n"
        "print(json.dumps([before, 'torch' in sys.modules]))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout) == [False, True]
