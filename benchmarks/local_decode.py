"""How fast tokens come on a GPU, against what its memory allows: python benchmarks/local_decode.py [--tokens 256]

Random weights in the shape of LLaMA-7B are made on the device (13 GB in bfloat16; nothing is fetched), and read by
transformers' own `generate` and by the program's decoder with a static cache and a compiled step. Each token reads
all weights once: memory bandwidth divided by their size is the most that can be had. The bandwidth is measured
here, by copying. Without a GPU it says so; --tiny runs a small shape anywhere, to try the script itself.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import torch

from siliconfriend.models.base import Sampling
from siliconfriend.models.local.causal import CausalDecoder
from siliconfriend.models.local.static import StaticDecoder, as_it_is, compiled

PROMPT = 128
COPIED = 2**30
SHAPES: dict[str, dict[str, int]] = {
    "7b": {
        "vocab_size": 32_000, "hidden_size": 4096, "intermediate_size": 11_008, "num_hidden_layers": 32,
        "num_attention_heads": 32, "max_position_embeddings": 4096,
    },
    "tiny": {
        "vocab_size": 1000, "hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 4,
        "num_attention_heads": 4, "max_position_embeddings": 4096,
    },
}  # fmt: skip


def make(shape: str, device: torch.device, dtype: torch.dtype) -> Any:
    """A Llama of that shape, its weights made where they stay."""
    from transformers import LlamaConfig, LlamaForCausalLM

    config: Any = LlamaConfig.from_dict(SHAPES[shape])
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with device:
            model: Any = LlamaForCausalLM(config)
    finally:
        torch.set_default_dtype(before)
    return model.eval()


def synchronize(device: torch.device) -> None:
    """Wait for the device."""
    if device.type == "cuda":
        torch.cuda.synchronize()


def bandwidth(device: torch.device) -> float:
    """Bytes a second that are read and written in copying."""
    size = COPIED if device.type == "cuda" else COPIED // 16
    source = torch.empty(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    best = float("inf")
    for _ in range(10):
        synchronize(device)
        begun = time.perf_counter()
        target.copy_(source)
        synchronize(device)
        best = min(best, time.perf_counter() - begun)
    return 2 * size / best


def plain(model: Any, tokens: int, device: torch.device) -> float:
    """Tokens a second of `generate`, greedy, the reading of the prompt left out."""

    def run(count: int) -> float:
        ids = torch.arange(PROMPT, device=device)[None]
        synchronize(device)
        begun = time.perf_counter()
        model.generate(
            ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=count, min_new_tokens=count,
            pad_token_id=0,
        )  # fmt: skip
        synchronize(device)
        return time.perf_counter() - begun

    run(8)
    return (tokens - 1) / (run(tokens) - run(1))


def ours(decoder: CausalDecoder, tokens: int) -> float:
    """Tokens a second of one of our decoders, greedy, the same."""
    sampling = Sampling(temperature=0, frequency_penalty=0, presence_penalty=0, max_tokens=tokens)
    times: list[float] = []
    for _ in range(2):  # the first time compiles
        times = [time.perf_counter() for _ in decoder.decode(list(range(PROMPT)), sampling, ends=frozenset())]
    return (len(times) - 1) / (times[-1] - times[0])


def main() -> None:
    """Print tokens a second and the two ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--tiny", action="store_true")
    given = parser.parse_args()
    there = torch.cuda.is_available()
    if not there and not given.tiny:
        raise SystemExit("No CUDA device here: nothing was measured. --tiny tries the script on the CPU.")
    device, dtype = torch.device("cuda" if there else "cpu"), torch.bfloat16 if there else torch.float32
    model = make("tiny" if given.tiny else "7b", device, dtype)
    size = sum(one.numel() * one.element_size() for one in model.parameters())
    size -= model.get_input_embeddings().weight.nbytes  # one row of it is read
    most = bandwidth(device) / size
    name = torch.cuda.get_device_name() if there else "CPU"
    print(f"{name}, {dtype}, {size / 2**30:.2f} GB read a token: memory allows {most:.1f} tokens a second")
    step = compiled if there else as_it_is
    slow = plain(model, given.tokens, device)
    rows = {
        "transformers generate": slow,
        "our decoder, growing cache": ours(CausalDecoder(model, 4096), given.tokens),
        f"our decoder, static cache{', compiled' if there else ''}": ours(
            StaticDecoder(model, 4096, prepare=step), given.tokens
        ),
    }
    for label, rate in rows.items():
        print(f"{label:<36}{rate:>8.1f} tokens/s{rate / slow:>7.2f}x generate{100 * rate / most:>7.1f} % of memory")


if __name__ == "__main__":
    main()
