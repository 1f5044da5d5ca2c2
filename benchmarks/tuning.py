"""Tuning beside plain transformers.Trainer: the same model, lessons, LoRA, steps; tokens a second, peak memory.

    python benchmarks/tuning.py            on a GPU: 7B-shaped, random weights made on the device, bf16, 100 steps
    python benchmarks/tuning.py --tiny     anywhere: small, 10 steps

Both get the same lessons of random ids (lengths as dialogues have them) and count real tokens only. Plain Trainer
pads on the right, computes the loss inside the model, and draws lessons at random, as a script written in ten
minutes does. A few steps of each, which are not counted, warm the machine up.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM, PrinterCallback, Trainer, TrainingArguments, set_seed
from transformers.utils import logging

from siliconfriend.models.formats.base import Lesson
from siliconfriend.tuning.batches import NOTHING
from siliconfriend.tuning.trainer import LessonTrainer

SIZES: dict[str, dict[str, int]] = {
    "7B": {
        "vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
        "num_attention_heads": 32,
    },
    "7B, large vocabulary": {
        "vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
        "num_attention_heads": 32, "num_key_value_heads": 8,
    },
    "tiny": {
        "vocab_size": 8000, "hidden_size": 128, "intermediate_size": 256, "num_hidden_layers": 2,
        "num_attention_heads": 4,
    },
}  # fmt: skip


WARM = 3


def lessons(count: int, vocabulary: int, *, longest: int) -> list[Lesson]:
    """Prompts and answers of random ids; most prompts are a few turns, some fill the room."""
    drawn = random.Random(3)

    def ids(low: int, high: int) -> tuple[int, ...]:
        length = min(int(drawn.lognormvariate(0, 0.7) * (low + high) / 4) + low, high)
        return tuple(drawn.randrange(10, vocabulary) for _ in range(length))

    return [Lesson(ids(longest // 16, longest), ids(longest // 32, longest // 4)) for _ in range(count)]


def right_padded(rows: list[Lesson]) -> dict[str, Tensor]:
    """A batch as most scripts make it."""
    width = max(len(one.prompt) + len(one.answer) for one in rows)
    whole = [[*one.prompt, *one.answer] for one in rows]
    labels = [[NOTHING] * len(one.prompt) + list(one.answer) for one in rows]
    return {
        "input_ids": torch.tensor([row + [0] * (width - len(row)) for row in whole]),
        "attention_mask": torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in whole]),
        "labels": torch.tensor([row + [NOTHING] * (width - len(row)) for row in labels]),
    }


def model(size: str, device: torch.device, dtype: torch.dtype) -> Any:
    """A LLaMA of this size with random weights, made where it is used, and MemoryBank's LoRA for BELLE."""
    set_seed(1)
    torch.set_default_dtype(dtype)
    with device:
        made: Any = LlamaForCausalLM(LlamaConfig(**SIZES[size], max_position_embeddings=4096, use_cache=False))
    torch.set_default_dtype(torch.float32)
    targets = ["q_proj", "k_proj", "v_proj", "gate_proj", "up_proj", "down_proj"]
    lora = LoraConfig(r=8, lora_alpha=16, lora_dropout=0.05, target_modules=targets, task_type="CAUSAL_LM")
    return get_peft_model(made, lora)


def train(
    kind: str, size: str, rows: list[Lesson], given: argparse.Namespace, steps: int
) -> tuple[float, float, float]:
    """Tokens a second, the step's seconds, and peak memory in GB, of one of the two."""
    cuda = torch.cuda.is_available() and not given.tiny
    device, dtype = torch.device("cuda" if cuda else "cpu"), torch.bfloat16 if cuda else torch.float32
    adapted = model(size, device, dtype)
    if cuda:
        torch.cuda.reset_peak_memory_stats()
    with tempfile.TemporaryDirectory() as folder:
        more: dict[str, Any] = {}
        if given.checkpointing:
            more = {"activation_checkpointing": True, "activation_checkpointing_kwargs": {"use_reentrant": False}}
        args = TrainingArguments(
            output_dir=folder, max_steps=steps, per_device_train_batch_size=given.batch, learning_rate=2e-5,
            lr_scheduler_type="linear", bf16=cuda, use_cpu=not cuda, save_strategy="no", report_to=[],
            disable_tqdm=True, remove_unused_columns=False, label_names=["labels"], logging_steps=steps,
            include_num_input_tokens_seen="non_padding", dataloader_pin_memory=cuda, **more,
        )  # fmt: skip
        trainer: Trainer
        if kind == "tune":
            trainer = LessonTrainer(adapted, args, rows, [], [])
        else:
            data: Any = rows
            trainer = Trainer(model=adapted, args=args, train_dataset=data, data_collator=right_padded)
            trainer.remove_callback(PrinterCallback)
        began = time.perf_counter()
        trainer.train()
        if cuda:
            torch.cuda.synchronize()
        seconds = time.perf_counter() - began
    peak = torch.cuda.max_memory_allocated() / 2**30 if cuda else float("nan")
    return trainer.state.num_input_tokens_seen / seconds, seconds / steps, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--longest", type=int)
    parser.add_argument("--checkpointing", action="store_true")
    given = parser.parse_args()
    if not given.tiny and not torch.cuda.is_available():
        sys.exit("No GPU here: --tiny runs anywhere.")
    given.steps = given.steps or (10 if given.tiny else 100)
    given.longest = given.longest or (256 if given.tiny else 1024)
    logging.set_verbosity_error()
    print("on", torch.cuda.get_device_name() if torch.cuda.is_available() and not given.tiny else "the CPU")
    for size in ["tiny"] if given.tiny else ["7B", "7B, large vocabulary"]:
        rows = lessons(given.steps * given.batch, SIZES[size]["vocab_size"], longest=given.longest)
        found = {}
        for kind in ("plain", "tune"):
            try:
                train(kind, size, rows[: given.batch * WARM], given, WARM)
                found[kind] = train(kind, size, rows, given, given.steps)
                rate, step, peak = found[kind]
                print(f"{size:22} {kind:6} {rate:10,.0f} tokens/s {step:8.3f} s/step {peak:8.1f} GB")
            except torch.OutOfMemoryError:
                print(f"{size:22} {kind:6} out of memory")
            torch.cuda.empty_cache()
        if len(found) == 2:
            rate, memory = found["tune"][0] / found["plain"][0], found["tune"][2] / found["plain"][2]
            print(f"{size:22} ratio  {rate:10.2f} x {'':20} {memory:8.2f} x")


if __name__ == "__main__":
    main()
