"""The keys of the browser: letters do things, but in the search they are letters."""

from __future__ import annotations

from typing import Final

from textual import events, on
from textual.widgets import Input

from siliconfriend.memory.records import MemoryState
from siliconfriend.tui.browser.foundation import Foundation
from siliconfriend.tui.browser.key_line import Key, KeyLine
from siliconfriend.tui.browser.memory_list import MemoryList

KEYS: Final = {
    "p": "pin",
    "e": "edit",
    "f": "fade",
    "d": "delete",
    "delete": "delete",
    "u": "undo",
    "n": "never",
    "g": "go",
    "k": "kind",
    "s": "standing",
    "o": "order",
    "slash": "find",
    "、": "find",
    "／": "find",
}
"""Letters do things here, so they are no bindings: the chat's own way with letters must not see them."""


class Keys(Foundation):
    """What a letter does, and the line that says so."""

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Keys mean something else in the search."""
        self._show_keys()

    async def on_key(self, event: events.Key) -> None:
        """Letters do things, but in the search they are letters."""
        if self.query_one(Input).has_focus:
            if event.key == "down":
                event.stop()
                self.query_one(MemoryList).focus()
            return
        character = event.character or ""
        action = KEYS.get(event.key) or KEYS.get(character.lower())
        if action != "delete":
            self._spare()
        if action is not None:
            event.stop()
            await self.run_action(action)
        elif event.is_printable and not character.isspace():
            event.stop()

    def _show_keys(self) -> None:
        say = self._words
        if self.query_one(Input).has_focus:
            keys = [("↓", "list", "back"), ("Esc", "clear" if self._browsed.wanted.text else "list", "back")]
        else:
            keys = [] if self._browsed.opened else [("↵", "open", "open"), ("/", "find", "find")]
            chosen = self._chosen()
            pinned = chosen is not None and chosen.state is MemoryState.PINNED
            faded = chosen is not None and chosen.state is MemoryState.FADED
            judged = chosen is not None and chosen.factor < 1
            keys += [
                ("P", "unpin" if pinned else "pin", "pin"),
                ("E", "edit", "edit"),
                ("F", "restore" if faded else "fade", "fade"),
                ("N", "again" if judged else "never", "never"),
                ("D", "delete", "delete"),
            ]
            if self._deleted:
                keys.append(("U", "undo", "undo"))
            keys.append(("G", "go", "go"))
            if not self._browsed.opened:
                keys += [("K", "kind", "kind"), ("S", "standing", "standing"), ("O", "order", "order")]
            keys.append(("Esc", "list" if self._browsed.opened else "close", "back"))
        named = [Key(key, say(f"browser.keys.{word}"), action) for key, word, action in keys]
        self.query_one(KeyLine).show(named)

    @on(MemoryList.Moved)
    def _follow(self, event: MemoryList.Moved) -> None:
        event.stop()
        self._spare()
        self._show_keys()
