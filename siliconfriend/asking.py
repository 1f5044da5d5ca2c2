"""Whether a text only asks. A question that got no answer holds nothing to remember."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")
_ENGLISH = re.compile(
    r"""\s*(?:(?:and|so|but|hey|well|ok|okay|please|then)\b[\s,]*)*
    (?:what|who|whom|whose|where|when|why|how|which|do|does|did|is|are|was|were|am|can|could|will|would|should|have
    |has|had|tell\ me|remind\ me|remember)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CHINESE = re.compile(r"[^，,。；;]{0,16}(?:什么|哪|谁|多少|记得|记不记得)[^，,。；;]{0,12}$")
_HAN = re.compile(r"[\u3400-\u9fff]")


def only_asks(text: str) -> bool:
    """Whether every sentence of `text` is a question, with or without its mark.

    In doubt it says no: "I moved to Lyon, isn't that great?" tells something.
    """
    sentences = [found[0] for found in _SENTENCE.finditer(text) if found[0].strip()]
    return bool(sentences) and all(_asks(sentence) for sentence in sentences)


def _asks(sentence: str) -> bool:
    if not _HAN.search(sentence):
        return bool(_ENGLISH.match(sentence))
    ended = sentence.rstrip()
    said = ended.rstrip("?？。！!")
    return (
        said.endswith(("吗", "么", "呢"))
        or not {"?", "？"}.isdisjoint(ended[len(said) :])
        or bool(_CHINESE.match(sentence))
    )
