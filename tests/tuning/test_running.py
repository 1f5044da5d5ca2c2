"""A run learns what it is given, may be broken off and gone on with, and leaves an adapter that changes replies."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch
from safetensors.torch import load_file

from siliconfriend.models.adapters import attach
from siliconfriend.models.base import Message, ModelError, Role
from siliconfriend.models.checkpoints import OtherModelError
from siliconfriend.models.local.errors import NoDeviceError, TooLargeError
from siliconfriend.tuning.bases import form_for, read_model
from siliconfriend.tuning.dialogues import Dialogue
from siliconfriend.tuning.errors import TuningError
from siliconfriend.tuning.plan import Plan, kept
from siliconfriend.tuning.running import Outcome, run
from tests.tuning.conftest import Watching

WEIGHTS = "adapter_model.safetensors"


def dialogue(*said: str) -> Dialogue:
    roles = (Role.USER, Role.ASSISTANT)
    return Dialogue(tuple(Message(roles[place % 2], text) for place, text in enumerate(said)))


FEW = (
    dialogue("I am so tired", "Tell me more", "Nobody rang today", "I am glad you told me"),
    dialogue("今天一个人吃的饭", "慢慢来"),
    dialogue("Hello", "What was it like"),
    dialogue("She counted the plates", "Tell me about her"),
)


def tune(
    base: Path,
    output: Path,
    dialogues: Sequence[Dialogue] = FEW,
    *,
    watching: Watching | None = None,
    resume: bool = False,
    **more: Any,
) -> Outcome:
    output.mkdir(exist_ok=True)
    given: dict[str, Any] = {"batch": 2, "accumulate": 1, "validation": 0.0, "learning_rate": 0.02, "steps": 12}
    plan = kept(output) if resume else Plan(base=str(base), data=(), **{**given, **more})
    return run(plan, base, output, dialogues, watching or Watching(), resume=resume)


def greedy(model: Any, form: Any, messages: Sequence[Message]) -> str:
    ids = form.ids(messages)
    said: list[int] = []
    with torch.no_grad():
        for _ in range(40):
            scores = model(input_ids=torch.tensor([[*ids, *said]]), use_cache=False).logits[0, -1]
            said.append(int(scores.argmax()))
            if said[-1] in form.ends:
                break
    text: str = form.decode(said)
    return text.strip()


@pytest.mark.parametrize(
    ("kind", "preset", "steps", "rate"),
    [("llama", None, 24, 0.02), ("belle", "belle", 24, 0.03), ("chatglm", None, 100, 0.01)],
)
def test_a_tiny_model_learns_a_sample_and_says_it(
    kind: str, preset: str | None, steps: int, rate: float, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    base: Path = request.getfixturevalue(kind)
    watching = Watching()
    sample = FEW[2:3]
    tune(
        base,
        tmp_path / "out",
        sample,
        watching=watching,
        preset=preset,
        steps=steps,
        learning_rate=rate,
        dropout=0.0,
    )
    assert watching.losses[-1] < watching.losses[0] / 2
    form = form_for(base, preset or "default")
    asked, answer = next(sample[0].replies())
    bare = greedy(read_model(base, {}), form, asked)
    adapted: Any = attach(read_model(base, {}), tmp_path / "out")
    assert bare != answer
    assert greedy(adapted, form, asked) == answer


@pytest.mark.parametrize("stop_after", [5, 7, 8])
def test_a_run_that_was_broken_off_comes_to_the_same(
    llama: Path, tmp_path: Path, own: Any, stop_after: int
) -> None:
    how: dict[str, Any] = {
        "accumulate": 2, "validation": 0.2, "check_every": 4, "answer_tokens": 24, "dropout": 0.1, "steps": 10,
    }  # fmt: skip
    unbroken = tune(llama, tmp_path / "unbroken", own[:6], **how)
    first = tune(llama, tmp_path / "broken", own[:6], watching=Watching(stop_after), **how)
    assert (first.interrupted, first.steps) == (True, stop_after)
    second = tune(llama, tmp_path / "broken", own[:6], resume=True)
    assert not second.interrupted
    assert (second.steps, second.before, second.after) == (unbroken.steps, unbroken.before, unbroken.after)
    wanted, found = (load_file(tmp_path / name / WEIGHTS) for name in ("unbroken", "broken"))
    assert wanted.keys() == found.keys()
    assert all(torch.equal(wanted[name], found[name]) for name in wanted)
    assert lines(tmp_path / "broken") == lines(tmp_path / "unbroken")


def lines(folder: Path) -> list[dict[str, float]]:
    found = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    return [{name: value for name, value in one.items() if name != "tokens_per_second"} for one in found]


def test_after_a_kill_what_was_measured_beyond_the_checkpoint_is_measured_again(
    llama: Path, tmp_path: Path
) -> None:
    tune(llama, tmp_path / "out", watching=Watching(6), check_every=6)
    with (tmp_path / "out" / "metrics.jsonl").open("a") as file:
        file.write('{"step": 7, "loss": 1.0}\n{"step": 8, "lo')
    torn = tmp_path / "out" / "checkpoints" / "checkpoint-8"
    torn.mkdir()
    (torn / "trainer_state.json").write_text('{"global_step"')
    tune(llama, tmp_path / "out", resume=True)
    assert [one["step"] for one in lines(tmp_path / "out")] == list(range(1, 13))


def test_the_same_seed_learns_the_same_and_another_does_not(llama: Path, tmp_path: Path) -> None:
    found = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        tune(llama, tmp_path / name, seed=seed, steps=3)
        found.append(load_file(tmp_path / name / WEIGHTS))
    name = next(iter(found[0]))
    assert torch.equal(found[0][name], found[1][name])
    assert not torch.equal(found[0][name], found[2][name])


def test_it_is_measured_before_and_after_and_the_best_is_kept(llama: Path, tmp_path: Path, own: Any) -> None:
    watching = Watching()
    outcome = tune(
        llama,
        tmp_path / "out",
        own[:6],
        watching=watching,
        validation=0.2,
        check_every=5,
        answer_tokens=16,
        steps=13,
    )
    measured = dict(watching.measurings)
    assert list(measured) == [0, 5, 10, 13]
    assert outcome.before == measured[0]
    assert outcome.after == min(measured[step] for step in (5, 10, 13))
    assert outcome.after < measured[0]


def test_it_stops_early_when_nothing_gets_better(llama: Path, tmp_path: Path) -> None:
    contrary = (*FEW, *FEW, dialogue("Hello", "慢慢来 Dan nobody"))
    watching = Watching()
    outcome = tune(
        llama, tmp_path / "out", contrary, watching=watching, validation=0.1, check_every=2, patience=2,
        steps=200, learning_rate=0.1, seed=3,
    )  # fmt: skip
    losses = [loss for step, loss in watching.measurings if step]
    assert outcome.steps < 200
    assert len(losses) - 1 - losses.index(min(losses)) == 2


def test_accumulated_batches_count_as_one(llama: Path, tmp_path: Path) -> None:
    for name, batch, accumulate in (("one", 5, 1), ("five", 1, 5)):
        tune(llama, tmp_path / name, batch=batch, accumulate=accumulate, steps=2, dropout=0.0, learning_rate=1e-3)
    one, five = (load_file(tmp_path / name / WEIGHTS) for name in ("one", "five"))
    assert all(torch.allclose(one[name], five[name], atol=2e-4) for name in one)


def test_checkpointing_changes_nothing_but_memory(llama: Path, chatglm: Path, tmp_path: Path) -> None:
    for base in (llama, chatglm):
        found = []
        for checkpointing in (False, True):
            output = tmp_path / f"{base.name}-{checkpointing}"
            tune(base, output, steps=2, dropout=0.0, learning_rate=1e-3, checkpointing=checkpointing)
            found.append(load_file(output / WEIGHTS))
        assert all(torch.allclose(found[0][name], found[1][name], atol=1e-5) for name in found[0])


def test_bf16(llama: Path, tmp_path: Path) -> None:
    watching = Watching()
    tune(llama, tmp_path / "out", watching=watching, dtype="bf16")
    assert watching.losses[-1] < watching.losses[0]
    assert watching.notes["learns"]["dtype"] == "bfloat16"
    assert load_file(tmp_path / "out" / WEIGHTS).popitem()[1].dtype is torch.float32


def test_presets_are_memorybanks(belle: Path, chatglm: Path, tmp_path: Path) -> None:
    wanted: list[tuple[Path, str | None, int, int, float, set[str]]] = [
        (chatglm, None, 8, 32, 0.1, {"query_key_value"}),
        (belle, "belle", 8, 16, 0.05, {"q_proj", "k_proj", "v_proj", "gate_proj", "up_proj", "down_proj"}),
    ]
    for base, preset, rank, alpha, dropout, layers in wanted:
        output = tmp_path / base.name
        tune(base, output, preset=preset, steps=1)
        told = json.loads((output / "adapter_config.json").read_text())
        assert (told["r"], told["lora_alpha"], told["lora_dropout"]) == (rank, alpha, dropout)
        assert set(told["target_modules"]) == layers


def refused(base: Path, output: Path, dialogues: Sequence[Dialogue] = FEW, **more: Any) -> TuningError:
    with pytest.raises(TuningError) as caught:
        tune(base, output, dialogues, **more)
    return caught.value


def test_what_does_not_fit_is_refused_with_the_reason(llama: Path, chatglm: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert refused(llama, out, preset="chatglm").code == "other_architecture"
    layers = refused(chatglm, out, preset="belle")
    assert (layers.code, layers.advice) == ("no_such_layers", ("default_preset",))
    assert refused(llama, out, prompt_tokens=3).code == "nothing_to_learn"
    assert refused(llama, out, dtype="fp16").code == "no_fp16"
    if not torch.cuda.is_available():
        with pytest.raises(NoDeviceError):
            tune(llama, out, device="cuda")
    assert not (out / WEIGHTS).exists()


def copied(base: Path, folder: Path, **config: Any) -> Path:
    import shutil

    shutil.copytree(base, folder)
    told = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(told | config))
    return folder


def test_a_model_that_writes_no_text_is_refused(llama: Path, tmp_path: Path) -> None:
    other = copied(llama, tmp_path / "bert", model_type="vit", architectures=["ViTModel"])
    with pytest.raises(OtherModelError):
        tune(other, tmp_path / "out")


def test_the_tokenizer_of_another_model_is_noticed(llama: Path, tmp_path: Path) -> None:
    smaller = copied(llama, tmp_path / "smaller", vocab_size=200)
    weights = load_file(smaller / "model.safetensors")
    from safetensors.torch import save_file

    cut = {name: one[:200].clone() if one.shape[0] == 512 or "embed" in name or "lm_head" in name else one
           for name, one in weights.items()}  # fmt: skip
    save_file(cut, smaller / "model.safetensors", metadata={"format": "pt"})
    assert refused(smaller, tmp_path / "out").code == "other_tokenizer"
    (tmp_path / "bare").mkdir()
    for name in ("config.json", "model.safetensors"):
        (tmp_path / "bare" / name).write_bytes((llama / name).read_bytes())
    with pytest.raises(ModelError):
        tune(tmp_path / "bare", tmp_path / "out")


def test_a_model_larger_than_the_machine_is_not_loaded(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("siliconfriend.models.local.devices.free_bytes", lambda _: 1000)
    with pytest.raises(TooLargeError):
        tune(llama, tmp_path / "out")


def test_losing_all_sense_stops_the_run(llama: Path, tmp_path: Path) -> None:
    error = refused(llama, tmp_path / "out", learning_rate=1e30, steps=30)
    assert error.code == "diverged"
    assert "slower" in error.advice


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        (MemoryError(), "out_of_memory"),
        (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"), "out_of_memory"),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried …"), "out_of_memory"),
        (OSError(28, "No space left on device"), "disk_full"),
        (RuntimeError("[enforce fail at inline_container.cc:672] . unexpected pos 64 vs 0"), "disk_full"),
    ],
)
def test_what_the_machine_refuses_is_told_with_what_helps(
    raised: Exception, code: str, llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("siliconfriend.tuning.trainer.LessonTrainer.train", fail)
    error = refused(llama, tmp_path / "out", batch=2)
    assert error.code == code
    if code == "out_of_memory":
        assert error.advice == ("smaller_batch", "checkpointing", "four_bits", "shorter")


def test_a_small_disk_is_noticed_before_the_work(
    llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage: Any = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("siliconfriend.tuning.trouble.shutil.disk_usage", lambda _: usage)
    assert refused(llama, tmp_path / "out").code == "no_room"


def test_changed_data_is_no_data_to_go_on_with(llama: Path, tmp_path: Path) -> None:
    tune(llama, tmp_path / "out", watching=Watching(3))
    with pytest.raises(TuningError) as caught:
        tune(llama, tmp_path / "out", FEW[:2], resume=True)
    assert caught.value.code == "data_changed"
    with pytest.raises(TuningError) as caught:
        tune(llama, tmp_path / "none", resume=True)
    assert caught.value.code == "nothing_to_resume"


def test_a_plan_is_kept_whole(llama: Path, tmp_path: Path) -> None:
    tune(llama, tmp_path / "out", steps=2, seed=9)
    plan = kept(tmp_path / "out")
    assert (plan.seed, plan.steps, plan.base) == (9, 2, str(llama))
    assert msgspec.structs.replace(plan, learned="").learned == ""
    assert math.isclose(plan.learning_rate or 0, 0.02)
