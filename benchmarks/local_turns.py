"""Time to first token over a conversation, with and without what was read: python benchmarks/local_turns.py [TURNS]

A random Llama (width, layers: --size small|large) on whatever device there is, through the real engine. Each turn
adds a message and a reply; as in a real prompt, the last message carries the date and the memories recalled for
it, which are gone from it in the next turn.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

from siliconfriend.models.base import Message, Role, Sampling
from siliconfriend.models.local.choice import Choice
from siliconfriend.models.local.engine import Engine
from siliconfriend.models.local.loading import load

SIZES = {"small": (256, 4), "large": (1024, 12)}
SYSTEM = "You are a warm companion who remembers what was said. " * 12
SAID = "Today I walked along the river and thought about the garden, number {turn}."
NOTES = "It is Monday, 1 May 2023.\n" + "On 29 April you said that the garden needed water.\n" * 5
REPLY = Sampling(temperature=0, frequency_penalty=0, presence_penalty=0, max_tokens=32)


def make(folder: Path, size: str) -> Path:
    """The tests' tiny Llama, wider and deeper."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from tests.tiny_llama import make_tiny_llama

    make_tiny_llama(folder, endless=True)
    width, layers = SIZES[size]
    config: Any = LlamaConfig.from_pretrained(folder)
    config.update({"hidden_size": width, "intermediate_size": 3 * width, "num_hidden_layers": layers})
    config.update({"num_attention_heads": width // 64, "num_key_value_heads": width // 64, "head_dim": 64})
    config.update({"max_position_embeddings": 16_384})
    torch.manual_seed(1)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def conversation(engine: Engine, turns: int) -> list[tuple[int, int, float]]:
    """Tokens of the prompt, how many had been read, and seconds to the first token, turn by turn."""
    said: list[Message] = []
    found = []
    for turn in range(turns):
        text = SAID.format(turn=turn)
        asked = [Message(Role.SYSTEM, SYSTEM), *said, Message(Role.USER, f"{NOTES}\n\n{text}")]
        reply = "".join(engine.reply(asked, REPLY))
        found.append((engine.timing.prompt, engine.timing.reused, engine.timing.first))
        said += [Message(Role.USER, text), Message(Role.ASSISTANT, reply)]
    return found


def main() -> None:
    """Print a table and two ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("turns", nargs="?", type=int, default=40)
    parser.add_argument("--size", choices=SIZES, default="small")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = make(Path(place), given.size)
        loaded = load(Choice(str(folder)), folder)
        print(f"{loaded.device} {loaded.dtype}, {loaded.facts.bytes / 2**20:.0f} MB, {given.turns} turns")
        list(Engine(loaded).reply([Message(Role.USER, "warm up")], REPLY))
        kept = conversation(Engine(loaded, keep=True), given.turns)
        anew = conversation(Engine(loaded, keep=False), given.turns)
    print(f"{'turn':>5}{'prompt':>8}{'read':>6}{'kept, ms':>10}{'anew, ms':>10}")
    for turn, ((prompt, reused, fast), (_, _, slow)) in enumerate(zip(kept, anew, strict=True), 1):
        if turn in (1, 2) or turn % 5 == 0:
            print(f"{turn:>5}{prompt:>8}{prompt - reused:>6}{1000 * fast:>10.1f}{1000 * slow:>10.1f}")
    early, late = (statistics.median(one[2] for one in part) for part in (kept[1:6], kept[-5:]))
    slow_early, slow_late = (statistics.median(one[2] for one in part) for part in (anew[1:6], anew[-5:]))
    print("first token, last five turns against turns 2 to 6:")
    print(f"kept {late / early:.2f}x, anew {slow_late / slow_early:.2f}x")
    print(f"first token in the last five turns: anew {slow_late / late:.1f} times as long as kept")


if __name__ == "__main__":
    main()
