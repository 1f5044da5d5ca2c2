"""The colours of code."""

from __future__ import annotations

from textual.content import Content


def highlighted(code: str, language: str) -> list[Content]:
    """`code` by lines, coloured when its language is named: guessing it costs seconds and is often wrong."""
    code = code.rstrip("\n")
    if not language:
        return [Content(line) for line in code.split("\n")]
    from textual.highlight import highlight

    return highlight(code, language=language).split("\n", allow_blank=True)


def prepare() -> None:
    """Import what the first reply needs, so that it need not wait; from a thread, behind everything else."""
    from siliconfriend.tui.markdown.reading import read

    read("*once*")
    highlighted("pass", "python")
