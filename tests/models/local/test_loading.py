"""A model is loaded as it should be, or refused with the reason, and no program in its files is run."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from siliconfriend.language import Language, words
from siliconfriend.models.adapter_errors import EmptyAdapterError, NoAdapterError, OtherBaseError, OtherRankError
from siliconfriend.models.base import ModelError
from siliconfriend.models.checkpoints import (
    DamagedWeightsError,
    MissingShardError,
    NoWeightsError,
    OtherModelError,
    UnsafeWeightsError,
)
from siliconfriend.models.formats.belle import Belle
from siliconfriend.models.formats.chatglm import ChatGLMRounds
from siliconfriend.models.formats.template import ChatTemplate, NoTemplateError
from siliconfriend.models.local import devices
from siliconfriend.models.local.choice import Choice, Form
from siliconfriend.models.local.errors import (
    NeedsCodeError,
    NoDeviceError,
    NotQuantizableError,
    TooLargeError,
)
from siliconfriend.models.local.facts import look
from siliconfriend.models.local.loading import load
from siliconfriend.models.local.progress import Progress, Stage

SAFE = "model.safetensors"
ADAPTER = "adapter_model.safetensors"


def loaded(folder: Path, form: Form | None = None, adapter: Path | None = None, **more: Any) -> Any:
    return load(Choice(str(folder), form, **more), folder, adapter)


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


def sentences(error: ModelError) -> list[str]:
    return [words(language)(f"errors.{error.code}", **error.details) for language in Language]


class Program:
    """Unpickled, it writes a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self._file}",)


def test_each_kind_gets_its_way_of_writing(chatglm: Path, belle: Path, llama: Path) -> None:
    assert isinstance(loaded(chatglm).form, ChatGLMRounds)
    assert isinstance(loaded(belle, Form.BELLE).form, Belle)
    assert isinstance(loaded(llama).form, ChatTemplate)
    assert loaded(llama).context == 4096
    assert loaded(chatglm).dtype is torch.float32


def test_reading_is_reported_to_the_end(chatglm: Path, belle: Path) -> None:
    for folder, form in ((chatglm, None), (belle, Form.BELLE)):
        told: list[Progress] = []
        load(Choice(str(folder), form), folder, folder / "lora", told.append)
        reading = [one for one in told if one.stage is Stage.READING]
        assert [one.done for one in reading] == sorted(one.done for one in reading)
        assert reading[-1].percent == 100
        assert told[-1].stage is Stage.ADAPTING


def test_an_adapter_changes_what_is_said_and_is_merged_where_that_is_exact(belle: Path) -> None:
    ids = torch.tensor([[1, 5, 6, 7]])
    plain, adapted = loaded(belle, Form.BELLE).model, loaded(belle, Form.BELLE, belle / "lora").model
    assert type(adapted) is type(plain)
    with torch.no_grad():
        assert not torch.allclose(plain(ids).logits, adapted(ids).logits, atol=0.01)


def config_with(file: Path, **changes: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def emptied(folder: Path, _: Path) -> None:
    for one in folder.iterdir():
        if one.is_file():
            one.unlink()


def missing_shard(folder: Path, _: Path) -> None:
    first, second = (f"model-0000{number}-of-00002.safetensors" for number in (1, 2))
    (folder / SAFE).rename(folder / first)
    index = {"weight_map": {"a": first, "b": second}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def program(folder: Path, ran: Path) -> None:
    torch.save({**load_file(folder / SAFE), "more": Program(ran)}, folder / "pytorch_model.bin")
    (folder / SAFE).unlink()


def program_in_adapter(folder: Path, ran: Path) -> None:
    adapter = folder / "lora"
    torch.save({**load_file(adapter / ADAPTER), "more": Program(ran)}, adapter / "adapter_model.bin")
    (adapter / ADAPTER).unlink()


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def another_base(folder: Path, _: Path) -> None:
    tensors = load_file(folder / "lora" / ADAPTER)
    save_file({one.replace("self_attn", "attention"): t for one, t in tensors.items()}, folder / "lora" / ADAPTER)


WRONG: dict[str, tuple[type[ModelError], Callable[[Path, Path], object]]] = {
    "nothing": (NoWeightsError, emptied),
    "no weights": (NoWeightsError, lambda folder, _: (folder / SAFE).unlink()),
    "missing shard": (MissingShardError, missing_shard),
    "cut short": (DamagedWeightsError, lambda folder, _: cut_short(folder / SAFE)),
    "no JSON": (DamagedWeightsError, lambda folder, _: (folder / "config.json").write_text("{")),
    "other sizes": (OtherModelError, lambda folder, _: config_with(folder / "config.json", hidden_size=32)),
    "more layers": (OtherModelError, lambda folder, _: config_with(folder / "config.json", num_hidden_layers=3)),
    "unknown kind": (OtherModelError, lambda folder, _: config_with(folder / "config.json", model_type="none")),
    "program": (UnsafeWeightsError, program),
    "no vocabulary": (NoWeightsError, lambda folder, _: (folder / "tokenizer.model").unlink()),
    "no adapter": (NoAdapterError, lambda folder, _: (folder / "lora" / ADAPTER).unlink()),
    "empty adapter": (EmptyAdapterError, lambda folder, _: save_file({}, folder / "lora" / ADAPTER)),
    "another base": (OtherBaseError, another_base),
    "wrong rank": (OtherRankError, lambda folder, _: config_with(folder / "lora" / "adapter_config.json", r=4)),
    "adapter cut short": (DamagedWeightsError, lambda folder, _: cut_short(folder / "lora" / ADAPTER)),
    "program in adapter": (UnsafeWeightsError, program_in_adapter),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused_with_the_reason_and_nothing_is_run(
    name: str, belle: Path, tmp_path: Path
) -> None:
    error, break_ = WRONG[name]
    folder = copied(belle, tmp_path / "broken")
    break_(folder, tmp_path / "ran")
    with pytest.raises(error) as caught:
        loaded(folder, Form.BELLE, folder / "lora")
    assert all(str(folder) in text for text in sentences(caught.value))
    assert not (tmp_path / "ran").exists()


def test_a_model_that_brings_its_own_program_is_refused_unrun(llama: Path, tmp_path: Path) -> None:
    folder = copied(llama, tmp_path / "own")
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Config", "AutoModelForCausalLM": "own.Model"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    with pytest.raises(NeedsCodeError):
        loaded(folder)
    assert not (tmp_path / "ran").exists()


def test_a_model_without_a_template_is_refused(llama: Path, tmp_path: Path) -> None:
    folder = copied(llama, tmp_path / "bare")
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(NoTemplateError) as caught:
        loaded(folder)
    assert all("--model belle" in text for text in sentences(caught.value))


def test_chatglm_is_not_taken_for_something_else(llama: Path) -> None:
    with pytest.raises(OtherModelError):
        loaded(llama, Form.CHATGLM)


def test_what_does_not_fit_is_refused_unread_with_both_sizes(belle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "free_bytes", lambda _: 200 * 2**20)
    with pytest.raises(TooLargeError) as caught:
        loaded(belle, Form.BELLE)
    assert all("0.3 GB" in text and "0.2 GB" in text for text in sentences(caught.value))


def test_what_a_model_takes_follows_from_its_numbers(belle: Path) -> None:
    facts = look(belle)
    assert facts.bytes == (belle / SAFE).stat().st_size
    assert facts.cache_bytes == 2 * 2 * 2 * 64  # keys and values, 2 bytes, 2 layers, 64 wide
    sizes = [devices.needed(facts, Choice("x"), dtype) for dtype in (torch.float32, torch.bfloat16)]
    assert sizes[0] - sizes[1] == pytest.approx(1.1 * facts.bytes / 2, abs=2)
    assert devices.needed(facts, Choice("x", quantize="4bit"), torch.bfloat16) < sizes[1]


def test_a_device_that_is_not_there_is_told(belle: Path) -> None:
    gone = next(one for one in ("mps", "cuda") if not getattr(torch.backends, one).is_built() or one == "mps")
    if gone == "mps" and torch.backends.mps.is_available():
        pytest.skip("this machine has both")
    with pytest.raises(NoDeviceError) as caught:
        loaded(belle, Form.BELLE, device=gone)
    assert all(gone in text and "cpu" in text for text in sentences(caught.value))


def test_fewer_bits_than_can_be_had_are_told(belle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siliconfriend.models.local.quantizing.find_spec", lambda _: None)
    for bits in ("4bit", "8bit"):
        with pytest.raises(NotQuantizableError) as caught:
            loaded(belle, Form.BELLE, quantize=bits, device="cpu")
        assert all(bits in text and "pip install" in text for text in sentences(caught.value))
