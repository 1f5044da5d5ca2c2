"""Pastes that hold escape codes.

Textual 8.2.8 reads an escape inside a bracketed paste as the begin of a key: what follows is lost to the paste and
typed instead, line ends included. Here it becomes its picture; and a long paste is read at once, not by letters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from textual import _xterm_parser
from textual.events import Paste

if TYPE_CHECKING:
    from textual.message import Message

BEGIN: Final = "\x1b[200~"
END: Final = "\x1b[201~"
PICTURE: Final = "␛"


class PastingParser(_xterm_parser.XTermParser):
    """Textual's, but what is between the begin and the end of a paste is never parsed, however the input is cut."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: list[str] | None = None
        self._before = ""
        self._held = ""

    def feed(self, data: str) -> Iterable[Message]:
        """Read `data`; an empty one is the end of the input."""
        if not data:
            yield from super().feed(data)
        rest, self._held = self._held + data, ""
        while rest:
            if self._pasted is None:
                end = self._begin_of_paste(rest)
                yield from super().feed(rest[:end])
                rest = rest[end:]
            else:
                end = rest.find(END)
                if end < 0:
                    kept = _begun(rest)
                    self._pasted.append(rest[: len(rest) - kept])
                    self._held = rest[len(rest) - kept :]
                    return
                self._pasted.append(rest[:end])
                yield from self._end_of_paste("".join(self._pasted))
                self._pasted, rest = None, rest[end + len(END) :]

    def _begin_of_paste(self, text: str) -> int:
        """Where in `text` a paste begins, or its length; what marks it may have begun in what was read before."""
        seen = self._before + text
        place = seen.find(BEGIN)
        if place < 0:
            self._before = seen[1 - len(BEGIN) :]
            return len(text)
        self._pasted, self._before = [], ""
        return place + len(BEGIN) - (len(seen) - len(text))

    def _end_of_paste(self, text: str) -> Iterable[Message]:
        """Textual, too, is told that it is over: for it there was nothing in between."""
        yield from (one for one in super().feed(END) if not isinstance(one, Paste))
        yield Paste(text.replace("\0", "").replace("\x1b", PICTURE))


def _begun(text: str) -> int:
    """With how many characters the end of a paste has begun at the end of `text`."""
    sizes = range(min(len(END) - 1, len(text)), 0, -1)
    return next((size for size in sizes if END.startswith(text[-size:])), 0)


def mend() -> None:
    """Let every driver that is imported from now on read pastes whole."""
    _xterm_parser.XTermParser = PastingParser  # type: ignore[misc]  # its drivers take it from there
