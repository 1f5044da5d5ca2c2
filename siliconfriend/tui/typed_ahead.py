"""What is typed before there is a place for it is kept, to be typed again where it belongs."""

from __future__ import annotations

from collections.abc import Iterator

from textual.events import Key, Paste


def is_written(event: Key | Paste) -> bool:
    """Whether it is something to write, not something to do."""
    return isinstance(event, Paste) or event.is_printable


def acts_on_rows(event: Key | Paste) -> bool:
    """Whether it is neither for a field nor to leave."""
    return not is_written(event) and isinstance(event, Key) and event.key != "escape"


class TypedAhead:
    """Keys and pastes in their order; `written` is a text that comes before them."""

    def __init__(self, written: str = "") -> None:
        self._written = written
        self._events: list[Key | Paste] = []

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self._written or self._events)

    @property
    def typed(self) -> bool:
        """Whether anything was since."""
        return bool(self._events)

    @property
    def text(self) -> str:
        """What is being written: behind the last Enter."""
        return self._messages()[-1]

    @property
    def unsent(self) -> str:
        """All that was written, as a draft: nobody is there to send it to after all."""
        return "\n".join(filter(None, (self._written, *self._messages())))

    def _messages(self) -> list[str]:
        """What was typed, from one Enter to the next."""
        messages = [""]
        for event in self._events:
            if isinstance(event, Paste):
                messages[-1] += event.text
            elif event.key == "enter":
                messages.append("")
            elif event.key == "backspace":
                messages[-1] = messages[-1][:-1]
            elif event.is_printable:
                messages[-1] += event.character or ""
        return messages

    def write_on(self, text: str) -> None:
        """Keep `text`, which was typed elsewhere or pasted there."""
        self._events.append(Paste(text))

    def keep(self, event: Key | Paste) -> None:
        """Carried out where it was typed too, a command would be carried out twice."""
        event.stop()
        self._events.append(event)

    def take_letters(self) -> str:
        """What was typed before anything but letters was: it can stand in the composer from the first moment on."""
        letters = []
        for event in self._events:
            if not (isinstance(event, Key) and event.is_printable and event.character):
                break
            letters.append(event.character)
        del self._events[: len(letters)]
        return self._written + "".join(letters)

    def take_rest(self) -> Iterator[Key | Paste]:
        """Everything else, as if it were typed now."""
        events, self._events = self._events, []
        for event in events:
            yield Paste(event.text) if isinstance(event, Paste) else Key(event.key, event.character)
