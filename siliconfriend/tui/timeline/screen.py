"""The timeline: a year of days, the day that is chosen, and what is understood of the person over all of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from siliconfriend.tui.browser.key_line import Key, KeyLine
from siliconfriend.tui.commands import also
from siliconfriend.tui.timeline.foundation import THINK
from siliconfriend.tui.timeline.heat_map import HeatMap
from siliconfriend.tui.timeline.thinking_over import ThinkingOver

KEYS: Final = {
    "comma": "day_before",
    "，": "day_before",
    "full_stop": "day_after",
    "。": "day_after",
    "<": "year_before",
    ">": "year_after",
    "p": "other_side",
    "e": "edit",
    "g": "go",
    "s": "sources",
    "x": "retract",
    "z": "unretract",
    THINK.lower(): "think",
}


MOVING: Final = ("left", "right", "up", "down", "tab", "<", ">")


class TimelineScreen(ThinkingOver):
    """Two sides: the days, and the portrait."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False),
        also("timeline", "close"),
        Binding("tab", "other_side", show=False, priority=True),
        Binding("enter", "go", show=False),
        Binding("pageup", "read_on('page_up')", show=False),
        Binding("pagedown", "read_on('page_down')", show=False),
        Binding("home", "read_on('scroll_home')", show=False),
        Binding("end", "read_on('scroll_end')", show=False),
    ]
    DEFAULT_CSS = """
    TimelineScreen {
        align: center top;
        & > * { max-width: 120; }
        & > #timeline-head { height: 1; padding: 0 1; }
        & > #day { height: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        & > #day > Static { height: auto; }
        & > #portrait { height: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; display: none; }
        & > #timeline-note { height: auto; padding: 0 1; color: $accent; }
        &.-portrait > #portrait { display: block; }
        &.-portrait > #day, &.-portrait > HeatMap { display: none; }
        & #untrue, & #unwritten { height: auto; padding: 0 1; color: $quiet; }
        & #unwritten { margin-bottom: 1; }
    }
    """
    AUTO_FOCUS = "HeatMap"

    def compose(self) -> ComposeResult:
        """The year, the day, the portrait, what happened, keys."""
        yield Static(id="timeline-head", markup=False)
        yield HeatMap(self.words, self._today)
        with VerticalScroll(id="day", can_focus=False):
            yield Static(markup=False)
        yield VerticalScroll(id="portrait", can_focus=False)
        yield Static(id="timeline-note", markup=False)
        yield KeyLine()

    def awaits(self, event: events.Key | events.Paste) -> Collection[str]:
        """For moving, the place to move from; for leaving, what is done by hand; else also what is there."""
        key = event.key if isinstance(event, events.Key) else ""
        if key == "escape":
            return ("changing",)
        place = ("finding", "portrait")
        return place if key in MOVING else (*place, "year", "day", "origin", "changing")

    def on_mount(self) -> None:
        """Read what is seen first."""
        self._open_on_last_day()
        self._show_keys()

    async def say_again(self) -> None:
        """The year, the day and the portrait are read again."""
        self.query_one(HeatMap).use_words(self.words)
        self._say("")
        self._read_year(self.query_one(HeatMap).chosen.year)
        self._read_again()
        self._show_keys()

    async def on_key(self, event: events.Key) -> None:
        """Letters do things; on the portrait arrows go through parts and versions."""
        action = KEYS.get(event.key) or KEYS.get((event.character or "").lower())
        part = self._part()
        if action is not None:
            event.stop()
            await self.run_action(action)
        elif self._on_portrait and event.key in ("up", "down"):
            event.stop()
            self._say("")
            self._to_part(-1 if event.key == "up" else 1)
        elif part is not None and event.key in ("left", "right"):
            event.stop()
            self._say("")
            part.go_back(1 if event.key == "left" else -1)

    def _show_keys(self) -> None:
        if self._on_portrait:
            keys = [("↑↓", "part", ""), ("←→", "versions", ""), ("E", "edit", "edit"), ("S", "sources", "sources")]
            keys += [("G", "go", "go"), ("X", "untrue", "retract")]
            keys += [("Z", "unretract", "unretract")] if self._untrue else []
            keys += [("Tab", "days", "other_side")]
        else:
            keys = [("↑↓", "day", ""), ("←→", "week", ""), ("< >", "year", ""), ("PgUp PgDn", "read_on", "")]
            keys += [(",", "before", "day_before"), (".", "after", "day_after"), ("↵", "go", "go")]
            if self._seen is not None and (self._seen.summary or self._seen.insight):
                keys.append(("E", "edit", "edit"))
            keys += [("Tab", "portrait", "other_side")]
        keys.append((THINK, "think", "think"))
        keys.append(("Esc", "fold" if self._unfolded else "close", "back"))
        say = self.words
        named = [
            Key(key, say(f"browser.timeline.keys.{word}"), f"screen.{do}" if do else "") for key, word, do in keys
        ]
        self.query_one(KeyLine).show(named)

    def action_other_side(self) -> None:
        """From the days to the portrait, and back."""
        self.toggle_class("-portrait")
        self._say("")
        if self._on_portrait:
            self._read_portrait()
        else:
            self.query_one(HeatMap).focus()
        self._show_keys()

    def action_go(self) -> None:
        """Look back at the day, or at the first turn that a part was made from."""
        turn = None
        if self._on_portrait:
            part = self._part()
            turn = part.first_source if part is not None else None
        elif self._seen is not None and self._seen.turns:
            turn = self._seen.turns[0].id
        if turn is not None:
            self._host.go_to(turn)

    def action_back(self) -> None:
        """From the sources to the portrait, then to the chat."""
        if unfolded := self._unfolded:
            for part in unfolded:
                part.unfold()
            self._show_keys()
        else:
            self.action_close()

    def action_close(self) -> None:
        """Back to the chat."""
        self.dismiss(None)
