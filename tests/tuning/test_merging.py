"""An adapter of ours, or of 2023, becomes one with its base."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from siliconfriend.models.adapter_errors import OtherBaseError
from siliconfriend.models.adapters import attach
from siliconfriend.tuning.bases import form_for, read_model
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.merging import merge
from tests.models.chatglm.golden import PROMPTS, write_checkpoint, write_lora, write_prefix
from tests.tuning.test_running import FEW, tune


def scores(model: Any, ids: list[int]) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = model.eval()(input_ids=torch.tensor([ids])).logits
    return found


@pytest.mark.parametrize(("kind", "preset"), [("llama", "default"), ("belle", "belle"), ("chatglm", "chatglm")])
def test_one_model_says_what_base_and_adapter_said(
    kind: str, preset: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    base: Path = request.getfixturevalue(kind)
    tune(base, tmp_path / "adapter", preset=preset, steps=4)
    merge(base, tmp_path / "adapter", tmp_path / "whole")
    ids = form_for(base, preset).ids(FEW[0].messages[:1])
    assert form_for(tmp_path / "whole", preset).ids(FEW[0].messages[:1]) == ids
    wanted = scores(attach(read_model(base, {}), tmp_path / "adapter"), ids)
    assert torch.allclose(scores(read_model(tmp_path / "whole", {}), ids), wanted, atol=1e-3)
    assert not torch.allclose(scores(read_model(base, {}), ids), wanted, atol=1e-2)


def test_an_adapter_of_2023_on_half_precision_shards(tmp_path: Path) -> None:
    base = write_checkpoint(tmp_path / "base", "bin")
    adapter = write_lora(tmp_path / "adapter", "trainer")
    merge(base, adapter, tmp_path / "whole")
    merged = read_model(tmp_path / "whole", {"dtype": "auto"})
    assert merged.dtype is torch.float16
    wanted = scores(attach(read_model(base, {}), adapter), list(PROMPTS[1]))
    found = scores(merged.float(), list(PROMPTS[1]))
    assert torch.allclose(found, wanted, atol=0.2)
    assert (found.argmax(-1) == wanted.argmax(-1)).all()


def test_what_cannot_be_merged_leaves_nothing_changed(belle: Path, tmp_path: Path) -> None:
    base = write_checkpoint(tmp_path / "base", "bin")
    with pytest.raises(TuningError) as caught:
        merge(base, write_prefix(tmp_path / "prefix"), tmp_path / "whole")
    assert caught.value.code == "not_mergeable"
    with pytest.raises(OtherBaseError):
        merge(belle, write_lora(tmp_path / "lora", "bin"), tmp_path / "other")
    with pytest.raises(TuningError) as caught:
        merge(base, tmp_path / "lora", base)
    assert caught.value.code == "not_empty"
