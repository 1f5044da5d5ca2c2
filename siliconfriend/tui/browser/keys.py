"""The keys of the browser: what is typed is looked for; letters do things only where nothing can be typed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from textual import events, on

from siliconfriend.memory.records import MemoryState
from siliconfriend.tui.browser.foundation import Foundation
from siliconfriend.tui.browser.key_line import Key, KeyLine
from siliconfriend.tui.browser.memory_list import MemoryList
from siliconfriend.tui.typed_ahead import is_written
from siliconfriend.tui.widgets.field import Field

UNDO: Final = "Ctrl+Z"
ALWAYS: Final = {"ctrl+z": "undo", "delete": "delete"}
IN_THE_LIST: Final = {"right": "begin_acting", "slash": "find", "、": "find", "／": "find"}
ACTING: Final = {
    "left": "end_acting",
    "p": "pin",
    "e": "edit",
    "f": "fade",
    "d": "delete",
    "u": "undo",
    "n": "never",
    "g": "go",
    "k": "kind",
    "s": "standing",
    "o": "order",
    "a": "everything",
}
STAYING: Final = (None, "delete", "begin_acting", "end_acting")
"""Where one is a moment later: `delete` is asked for again, the others only say what letters mean."""
MOVING: Final = ("up", "down", "pageup", "pagedown", "home", "end")
ERASING: Final = {"backspace": "delete_left", "ctrl+w": "delete_left_word", "ctrl+u": "delete_left_all"}
"""None of these are bindings: the chat's own way with letters must not see them."""


class Keys(Foundation):
    """In the list one types to find; the right arrow lets letters act until the left one, as on an open memory."""

    _acting = False

    def awaits(self, event: events.Key | events.Paste) -> Collection[str]:
        """What the keys before led to; and what `event` does not look for, the memory that it means."""
        led_to = ("knowing", "changing")
        if isinstance(event, events.Key) and event.key == "escape":
            return led_to
        if is_written(event) and not (self._acting or self._browsed.opened):
            return led_to
        listed = (*led_to, "pausing", "listing")
        return listed if isinstance(event, events.Key) and event.key in MOVING else (*listed, "reading")

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Keys mean something else in the search."""
        self._show_keys()

    async def on_key(self, event: events.Key) -> None:
        """Whatever has the focus here."""
        if self._held.holds(event):
            event.stop()
            if self._held.was_repeated:
                await self.run_action("keep_after_all")
        elif not self.query_one(Field).has_focus:
            await self._mean(event)
        elif event.key == "down":
            event.stop()
            self.action_list()

    async def _mean(self, event: events.Key) -> None:
        search = self.query_one(Field)
        letters_act = self._acting or self._browsed.opened
        character = event.character or ""
        meaning = ALWAYS | (ACTING if letters_act else IN_THE_LIST)
        action = meaning.get(event.key) or meaning.get(character.lower())
        doomed = self._doomed is not None
        if action != "delete":
            self._spare()
        if doomed and (event.key in ("escape", "enter") or action not in STAYING):
            event.stop()  # it leaves the memory, as was said, and does nothing else
            self._say("left")
        elif action is not None:
            event.stop()
            await self.run_action(action)
            if doomed and action == "delete" and self._doomed is None:
                self._held.begin(event)
        elif not letters_act and event.key in ERASING:
            event.stop()
            getattr(search, f"action_{ERASING[event.key]}")()
        elif event.is_printable and (not character.isspace() or search.value):
            event.stop()
            if not letters_act:
                search.insert_text_at_cursor(character)
                self.app.cursor_position = search.cursor_screen_offset  # where an input method shows its own window

    def on_paste(self, event: events.Paste) -> None:
        """It is looked for, too, where letters are; elsewhere it means nothing."""
        search = self.query_one(Field)
        if search.has_focus:
            return
        event.stop()
        self._spare()
        line = next(iter(event.text.splitlines()), "")
        if line and not (self._acting or self._browsed.opened):
            search.insert_text_at_cursor(line)

    def action_list(self) -> None:
        """From the search to what it found."""
        self.query_one(MemoryList).focus()

    def action_begin_acting(self) -> None:
        """From now on letters do things with the memory under the cursor."""
        self._act(True)

    def action_end_acting(self) -> None:
        """From now on letters are looked for."""
        self._act(False)

    def _act(self, acting: bool) -> None:
        self._acting = acting
        self._show_keys()

    def _show_keys(self) -> None:
        say, opened, wanted = self._words, self._browsed.opened, self._browsed.wanted
        away = "everything" if wanted.narrowed else "clear" if wanted.text else ""
        if self.query_one(Field).has_focus:
            keys = [("↓", "list", "list"), ("Esc", away, "back")] if away else [("Esc", "list", "back")]
        elif opened or self._acting:
            keys = [*self._acts(), ("Esc", "list" if opened else "typing", "back")]
        else:
            keys = [("↵", "open", "open"), ("→", "act", "begin_acting"), ("Del", "delete", "delete")]
            keys += [("^Z", "undo", "undo")] if self._past else []
            keys.append(("Esc", away or "close", "back"))
        named = [Key(key, say(f"browser.keys.{word}"), action) for key, word, action in keys]
        self.query_one(KeyLine).show(named)

    def _acts(self) -> list[tuple[str, str, str]]:
        """What letters do with the chosen memory, and with the list."""
        chosen = self._chosen()
        pinned = chosen is not None and chosen.state is MemoryState.PINNED
        faded = chosen is not None and chosen.state is MemoryState.FADED
        judged = chosen is not None and chosen.factor < 1
        acts = [
            ("P", "unpin" if pinned else "pin", "pin"),
            ("E", "edit", "edit"),
            ("F", "restore" if faded else "fade", "fade"),
            ("N", "again" if judged else "never", "never"),
            ("D", "delete", "delete"),
        ]
        acts += [("^Z", "undo", "undo")] if self._past else []
        acts.append(("G", "go", "go"))
        if not self._browsed.opened:
            acts += [("K", "kind", "kind"), ("S", "standing", "standing"), ("O", "order", "order")]
            acts += [("A", "everything", "everything")] if self._browsed.wanted.narrowed else []
        return acts

    @on(MemoryList.Moved)
    def _follow(self, event: MemoryList.Moved) -> None:
        event.stop()
        self._spare()
        if event.elsewhere:
            self._forget_note()
        self._show_keys()
