"""ChatGLM-6B's vocabulary writes every sign narrow; next to Chinese letters they are written wide again."""

from __future__ import annotations

WIDE = str.maketrans(",!:;?", "，！：；？")


class WideSigns:
    """Widens , ! : ; ? beside a Chinese letter, as the released model's own code does. Fed piece by piece."""

    def __init__(self) -> None:
        self._before = ""
        self._held = ""

    def feed(self, piece: str) -> str:
        """What is sure so far: a sign after no Chinese letter waits for what follows it."""
        given = []
        for char in piece:
            if self._held:
                given.append(self._held.translate(WIDE) if _is_chinese(char) else self._held)
                self._held = ""
            if ord(char) not in WIDE:
                given.append(char)
            elif _is_chinese(self._before):
                given.append(char.translate(WIDE))
            else:
                self._held = char
            self._before = char
        return "".join(given)

    def end(self) -> str:
        """The sign that waited, when nothing follows."""
        held, self._held = self._held, ""
        return held


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
