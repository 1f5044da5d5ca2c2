"""Lines broken between Chinese characters, everywhere.

Textual 8.2.8 breaks a line at blanks alone: what is said in Chinese would begin a new line after its first blank,
and a line might begin with a comma. Here labels, lists, toasts and what is being written are broken as replies are.
"""

from __future__ import annotations

from rich._wrap import divide_line
from textual import content
from textual._wrap import compute_wrap_offsets


def divide(text: str, width: int, fold: bool = True) -> list[int]:
    """Where `text`, which is shown, is broken. In a terminal of a few columns Textual asks for lines of none."""
    width = max(1, width)
    if text.isascii() or not fold:
        return divide_line(text, width, fold)
    from siliconfriend.tui.markdown.wrapping import breaks

    return breaks(text, width)


def divide_over_text(
    text: str,
    width: int,
    tab_size: int,
    fold: bool = True,
    precomputed_tab_sections: list[tuple[str, int]] | None = None,
) -> list[int]:
    """Where `text`, which is being written, is broken: the cursor can stand on every blank."""
    if text.isascii() or not fold or "\t" in text:
        return compute_wrap_offsets(text, width, tab_size, fold, precomputed_tab_sections)
    from siliconfriend.tui.markdown.wrapping import breaks

    return breaks(text, width, blanks_hang=False)


def mend_what_is_shown() -> None:
    """From now on; Textual takes it from there."""
    content.divide_line = divide  # type: ignore[attr-defined]  # not meant to be taken from there by others


def mend_what_is_written() -> None:
    """From now on; only what is written on loads Textual's documents."""
    from textual.document import _wrapped_document

    _wrapped_document.compute_wrap_offsets = divide_over_text  # type: ignore[attr-defined]  # as above
