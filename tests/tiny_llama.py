"""A chat model with random weights, made on the spot: what it says is noise, how it is served is real.

python tests/tiny_llama.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

SENTENCES = (
    "Hello, how was your day? I remember what you told me about the garden.",
    "You said you were tired after work. Did you sleep well last night?",
    "你好，今天过得怎么样？我记得你说过喜欢在河边散步。",
    "别担心，慢慢来，我一直在这里听你说。",
)
SPECIAL = ("<|end|>", "<|system|>", "<|user|>", "<|assistant|>")
CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def make_tiny_llama(folder: Path, *, endless: bool = False) -> Path:
    """Write a one-layer Llama and its tokenizer, in English and Chinese, to `folder`; about 0.4 MB.

    `endless` makes one that never ends a reply by itself, only at the tokens it is allowed.
    """
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=512,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(SENTENCES, trainer)
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call] # untyped in transformers
        tokenizer_object=tokenizer, eos_token=SPECIAL[0], pad_token=SPECIAL[0]
    )
    fast.chat_template = CHAT_TEMPLATE
    fast.save_pretrained(folder)

    torch.manual_seed(7)
    end = None if endless else fast.eos_token_id
    config = LlamaConfig(
        vocab_size=len(fast),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=1,
        num_attention_heads=4,
        max_position_embeddings=4096,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=fast.pad_token_id,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    generation = GenerationConfig(  # type: ignore[no-untyped-call] # untyped in transformers
        do_sample=True, eos_token_id=end, pad_token_id=fast.pad_token_id
    )
    generation.save_pretrained(folder)
    return folder


if __name__ == "__main__":
    print(make_tiny_llama(Path(sys.argv[1])))  # noqa: T201 - this is what the script is for
