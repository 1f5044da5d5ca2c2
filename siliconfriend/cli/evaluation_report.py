"""`siliconfriend eval --report`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siliconfriend.cli import streams
from siliconfriend.cli.exporting import write

if TYPE_CHECKING:
    from siliconfriend.language import Words


def write_report(say: Words, file: str, found: Mapping[str, Any]) -> None:
    """Write the page for `found` to `file`, HTML or Markdown by its name.

    Raises:
        MemoryBankError: it cannot be written.
    """
    from siliconfriend.evaluation.pages.html import html_page
    from siliconfriend.evaluation.pages.markdown import markdown_page

    page = markdown_page if Path(file).suffix.lower() == ".md" else html_page
    write(file, page(say, found).encode("utf-8", "backslashreplace"))
    streams.note(say("answers.note.report", file=file))
