"""Any number of memories in a list of which only what is seen is read, and only what is seen is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from siliconfriend.memory.looking import Listed, Listing, Wanted
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.browser.lines import Sight, line
from siliconfriend.tui.messages import NotDone
from siliconfriend.tui.told_to_the_screen import ToldToTheScreen

WINDOW: Final = 64
MOST_WINDOWS: Final = 12

Read = Callable[[Listing, int, int], Sequence[Listed | None]]


class MemoryList(ScrollView, ToldToTheScreen, can_focus=True):
    """A line a memory. Windows of lines are read in a thread as they come into sight; the last few are kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"memory-list--{role}"
        for role in ("cursor", "mark", "date", "said", "quiet", "kind", "match", "bar", "rest")
    }
    DEFAULT_CSS = """
    MemoryList {
        height: 1fr;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .memory-list--cursor { background: $block-cursor-background; }
        & > .memory-list--mark { color: $accent; }
        & > .memory-list--date { color: $quiet; }
        & > .memory-list--said { color: $foreground; }
        & > .memory-list--quiet { color: $quiet; }
        & > .memory-list--kind { color: $accent; }
        & > .memory-list--match { color: $primary; text-style: bold underline; }
        & > .memory-list--bar { color: $primary; }
        & > .memory-list--rest { color: $rule; }
    }
    """

    cursor = reactive(0, init=False)

    @dataclass
    class Opened(Message):
        """A memory is to be seen whole."""

        memory: int

    @dataclass
    class Moved(Message):
        """Another memory is under the cursor; `elsewhere`: because the cursor is on another line."""

        elsewhere: bool

    @dataclass
    class _WindowsRead(Message):
        listing: Listing
        windows: dict[int, Sequence[Listed | None]]

    def __init__(self, read: Read, sight: Sight) -> None:
        super().__init__()
        self._read = read
        self.sight = sight
        self.listing = Listing(wanted=Wanted(), count=0, ids=())
        self._windows: dict[int, Sequence[Listed | None]] = {}
        self._reading = False

    def show(self, listing: Listing, at: int, sight: Sight) -> None:
        """List these, with the cursor on line `at`."""
        self.listing, self.sight = listing, sight
        self._windows.clear()
        self.virtual_size = Size(1, listing.count)
        self.set_reactive(MemoryList.cursor, max(0, min(at, listing.count - 1)))
        self._keep_in_sight(center=True)
        self._read_what_is_near()
        self.refresh()

    def see(self, sight: Sight) -> None:
        """Show the same lines in another way."""
        self.sight = sight
        self.refresh()

    @property
    def chosen(self) -> Listed | None:
        """The memory under the cursor, if it has been read."""
        return self._at(self.cursor)

    def _at(self, row: int) -> Listed | None:
        window = self._windows.get(row // WINDOW, ())
        place = row % WINDOW
        return window[place] if place < len(window) else None

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line."""
        row, width = self.scroll_offset.y + y, self.scrollable_content_region.width
        ground = self.rich_style
        if row >= self.listing.count:
            return Strip.blank(width, ground)
        if row == self.cursor and self.has_focus:
            ground += self.get_component_rich_style("memory-list--cursor", partial=True)
        if row // WINDOW not in self._windows:
            self.call_next(self._read_what_is_near)
            return Strip([Segment("  ·".ljust(width), ground + self._style("rest"))], width)
        memory = self._at(row)
        if memory is None:
            return Strip([Segment("  –".ljust(width), ground + self._style("quiet"))], width)
        strong = Style(bold=row == self.cursor)
        runs = line(memory, width, self.sight)
        segments = [Segment(text, ground + self._style(role) + strong) for text, role in runs if text]
        return Strip(segments).adjust_cell_length(width, ground)

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"memory-list--{role}", partial=True)

    # Reading

    def _near(self) -> list[int]:
        """The window with the cursor, those in sight, and then the one after and the one before them."""
        first = self.scroll_offset.y // WINDOW
        last = (self.scroll_offset.y + max(1, self.size.height) - 1) // WINDOW
        beside = [one for one in (last + 1, first - 1) if one >= 0]
        wanted = dict.fromkeys((self.cursor // WINDOW, *range(first, last + 1), *beside))
        return [one for one in wanted if one * WINDOW < self.listing.count]

    def _read_what_is_near(self) -> None:
        """Begin to read what is in sight and what will be next, unless that is going on."""
        wanted = [one for one in self._near() if one not in self._windows]
        if wanted and not self._reading:
            self._reading = True
            self._read_windows(self.listing, wanted)

    @work(thread=True, group="reading", exit_on_error=False)
    def _read_windows(self, listing: Listing, wanted: Sequence[int]) -> None:
        windows: dict[int, Sequence[Listed | None]] = {}
        try:
            for one in wanted:
                windows[one] = self._read(listing, one * WINDOW, WINDOW)
        except MemoryBankError as error:
            self.post_message(NotDone(error))
        finally:
            self.post_message(self._WindowsRead(listing, windows))

    @on(_WindowsRead)
    def _take(self, event: _WindowsRead) -> None:
        event.stop()
        self._reading = False
        if event.listing is self.listing and event.windows:
            self._windows.update(event.windows)
            near = self._near()
            far = [one for one in self._windows if one not in near]
            for one in far[: max(0, len(self._windows) - MOST_WINDOWS)]:
                del self._windows[one]
            if not event.windows.keys().isdisjoint(near):
                self.refresh()
            if self.cursor // WINDOW in event.windows:
                self.post_message(self.Moved(elsewhere=False))
        if event.windows or event.listing is not self.listing:
            self._read_what_is_near()  # one may have gone on meanwhile

    def replace(self, memories: Sequence[Listed]) -> None:
        """These have changed."""
        changed = {one.id: one for one in memories}
        for number, window in self._windows.items():
            self._windows[number] = [changed.get(one.id, one) if one else None for one in window]
        self.refresh()

    # Moving

    def watch_cursor(self, before: int, now: int) -> None:
        """Keep it in sight."""
        scrolled = self.scroll_offset
        self._keep_in_sight()
        if self.scroll_offset == scrolled:
            self.refresh_line(before)
            self.refresh_line(now)
        self.post_message(self.Moved(elsewhere=True))

    def on_resize(self) -> None:
        """Keep it in sight in less room, too."""
        self.call_after_refresh(self._keep_in_sight)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Have what comes next read before it is in sight."""
        super().watch_scroll_y(old_value, new_value)
        self.call_next(self._read_what_is_near)

    def _keep_in_sight(self, *, center: bool = False) -> None:
        region = Region(0, self.cursor, 1, 1)
        self.scroll_to_region(region, animate=False, force=True, immediate=True, center=center, x_axis=False)

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.cursor = max(0, min(self.cursor + by, self.listing.count - 1))

    def action_page(self, by: int) -> None:
        """A page up or down."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the top."""
        self.cursor = 0

    def action_last(self) -> None:
        """To the end."""
        self.cursor = max(0, self.listing.count - 1)

    def action_open(self) -> None:
        """See the memory under the cursor whole."""
        if (memory := self.chosen) is not None:
            self.post_message(self.Opened(memory.id))

    def on_click(self, event: events.Click) -> None:
        """Move there; there already, open."""
        row = self.scroll_offset.y + event.y
        if row >= self.listing.count:
            return
        if row == self.cursor:
            self.action_open()
        self.cursor = row
