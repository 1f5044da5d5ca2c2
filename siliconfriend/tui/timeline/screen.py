"""The timeline: a year of days, the day that is chosen, and what is understood of the person over all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.memory.reflected import PORTRAIT, OwnWord
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.browser.key_line import Key, KeyLine
from siliconfriend.tui.messages import NotDone
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.timeline.day_text import day_text
from siliconfriend.tui.timeline.heat_map import HeatMap
from siliconfriend.tui.timeline.portrait_part import PartSeen, PortraitPart
from siliconfriend.tui.visible import visible

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.looking import DaySeen
    from siliconfriend.tui.browser.host import BrowserHost

KEYS: Final = {
    "comma": "day_before",
    "，": "day_before",
    "full_stop": "day_after",
    "。": "day_after",
    "p": "other_side",
    "e": "edit",
    "g": "go",
    "s": "sources",
    "x": "retract",
    "z": "unretract",
}


class TimelineScreen(FriendScreen[None]):
    """Two sides: the days, and the portrait."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f10", "close", show=False),
        Binding("tab", "other_side", show=False, priority=True),
        Binding("enter", "go", show=False),
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
        & #untrue { height: auto; padding: 0 1; color: $quiet; }
    }
    """
    AUTO_FOCUS = "HeatMap"

    @dataclass
    class _YearRead(Message):
        counts: Mapping[date, int]

    @dataclass
    class _DayRead(Message):
        seen: DaySeen

    @dataclass
    class _DayFound(Message):
        day: date | None

    @dataclass
    class _PortraitRead(Message):
        parts: Sequence[PartSeen]
        untrue: Sequence[OwnWord]

    @dataclass
    class _Done(Message):
        said: str

    def __init__(self, host: BrowserHost) -> None:
        super().__init__()
        self._host = host
        self._bank: Bank = host.bank
        self._today = host.clock().date()
        self._year = 0
        self._seen: DaySeen | None = None
        self._untrue: Sequence[OwnWord] = ()

    def compose(self) -> ComposeResult:
        """The year, the day, the portrait, what happened, keys."""
        yield Static(id="timeline-head", markup=False)
        yield HeatMap(self.words, self._today)
        with VerticalScroll(id="day", can_focus=False):
            yield Static(markup=False)
        yield VerticalScroll(id="portrait", can_focus=False)
        yield Static(id="timeline-note", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read what is seen first."""
        self._follow()
        self._show_keys()

    @property
    def _on_portrait(self) -> bool:
        return self.has_class("-portrait")

    # The days

    @on(HeatMap.Moved)
    def _follow(self) -> None:
        """Read the day that is chosen, and its year if that is another one."""
        chosen = self.query_one(HeatMap).chosen
        if chosen.year != self._year:
            self._year = chosen.year
            self._read_year(chosen.year)
        self._read_day(chosen)

    @work(thread=True, group="year", exclusive=True, exit_on_error=False)
    def _read_year(self, year: int) -> None:
        self._reporting(lambda: self._YearRead(self._bank.talked(date(year, 1, 1), date(year, 12, 31))))

    @work(thread=True, group="day", exclusive=True, exit_on_error=False)
    def _read_day(self, chosen: date) -> None:
        self._reporting(lambda: self._DayRead(self._bank.day_seen(chosen)))

    def _reporting(self, read: Callable[[], Message]) -> None:
        """In a thread: post what `read` returns, unless something newer is being read."""
        try:
            message = read()
        except MemoryBankError as error:
            message = NotDone(error)
        if not get_current_worker().is_cancelled:
            self.post_message(message)

    @on(_YearRead)
    def _show_year(self, event: _YearRead) -> None:
        self.query_one(HeatMap).show(event.counts)
        say, days = self.words, len(event.counts)
        counted = say("browser.timeline.year", year=self._year, days=days, turns=f"{sum(event.counts.values()):,}")
        title = Content.styled(say("browser.timeline.title"), "$primary bold")
        self.query_one("#timeline-head", Static).update(Content.assemble(title, "  ", counted))

    @on(_DayRead)
    def _show_day(self, event: _DayRead) -> None:
        if event.seen.day == self.query_one(HeatMap).chosen:
            self._seen = event.seen
            self.query_one("#day", VerticalScroll).scroll_home(animate=False)
            self.query_one("#day > Static", Static).update(day_text(self.words, event.seen))
            self._show_keys()

    def action_day_before(self) -> None:
        """The last day before with words."""
        self._find_day(self.query_one(HeatMap).chosen, -1)

    def action_day_after(self) -> None:
        """The next day with words."""
        self._find_day(self.query_one(HeatMap).chosen, 1)

    @work(thread=True, group="finding", exclusive=True, exit_on_error=False)
    def _find_day(self, chosen: date, by: int) -> None:
        self._reporting(lambda: self._DayFound(self._bank.talked_next(chosen, by)))

    @on(_DayFound)
    def _choose_day(self, event: _DayFound) -> None:
        if event.day is not None:
            self.query_one(HeatMap).chosen = event.day

    # The portrait

    @work(thread=True, group="portrait", exclusive=True, exit_on_error=False)
    def _read_portrait(self) -> None:
        self._reporting(self._portrait)

    def _portrait(self) -> Message:
        parts = []
        for part in PORTRAIT:
            versions = tuple(self._bank.portrait_history(part))
            sources = {one.id: self._bank.sources(one.id) for one in versions}
            parts.append(PartSeen(part, self._bank.part(part), versions, sources))
        return self._PortraitRead(parts, self._bank.retracted())

    @on(_PortraitRead)
    async def _show_portrait(self, event: _PortraitRead) -> None:
        self._untrue = event.untrue
        portrait, here = self.query_one("#portrait", VerticalScroll), self._part()
        place = here.seen.part if here is not None else PORTRAIT[0]
        with self.app.batch_update():
            await portrait.remove_children()
            await portrait.mount_all([PortraitPart(self.words, one) for one in event.parts])
            if event.untrue:
                title = Content.styled(self.words("browser.timeline.untrue"), "$primary")
                facts = [Content("  " + visible(one.text)) for one in event.untrue]
                await portrait.mount(Static(Content("\n").join([title, *facts]), id="untrue", markup=False))
        for one in portrait.query(PortraitPart):
            if one.seen.part is place and self._on_portrait:
                one.focus()
        self._show_keys()

    def _part(self) -> PortraitPart | None:
        return self.focused if isinstance(self.focused, PortraitPart) else None

    def action_other_side(self) -> None:
        """From the days to the portrait, and back."""
        self.toggle_class("-portrait")
        self._say("")
        if self._on_portrait:
            self._read_portrait()
        else:
            self.query_one(HeatMap).focus()
        self._show_keys()

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Letters do things; on the portrait arrows go through parts and versions."""
        action = KEYS.get(event.key) or KEYS.get((event.character or "").lower())
        part = self._part()
        if action is not None:
            event.stop()
            await self.run_action(action)
        elif self._on_portrait and event.key in ("up", "down"):
            event.stop()
            (self.focus_previous if event.key == "up" else self.focus_next)(PortraitPart)
        elif part is not None and event.key in ("left", "right"):
            event.stop()
            part.go_back(1 if event.key == "left" else -1)

    def _show_keys(self) -> None:
        if self._on_portrait:
            keys = [("↑↓", "part", ""), ("←→", "versions", ""), ("E", "edit", "edit"), ("S", "sources", "sources")]
            keys += [("G", "go", "go"), ("X", "untrue", "retract")]
            keys += [("Z", "unretract", "unretract")] if self._untrue else []
            keys += [("Tab", "days", "other_side")]
        else:
            keys = [("↑↓", "day", ""), ("←→", "week", ""), ("PgUp PgDn", "year", "")]
            keys += [(",", "before", "day_before"), (".", "after", "day_after"), ("↵", "go", "go")]
            if self._seen is not None and (self._seen.summary or self._seen.insight):
                keys.append(("E", "edit", "edit"))
            keys += [("Tab", "portrait", "other_side")]
        keys.append(("Esc", "close", "close"))
        say = self.words
        named = [
            Key(key, say(f"browser.timeline.keys.{word}"), f"screen.{do}" if do else "") for key, word, do in keys
        ]
        self.query_one(KeyLine).show(named)

    def action_close(self) -> None:
        """Back to the chat."""
        self.dismiss(None)

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

    def action_sources(self) -> None:
        """Show the turns that a part was made from, or no longer."""
        if (part := self._part()) is not None:
            part.unfold()

    # By hand

    @work(exit_on_error=False, group="editing", exclusive=True)
    async def action_edit(self) -> None:
        """Put it in one's own words: they win."""
        say, part, seen = self.words, self._part(), self._seen
        if part is not None:
            chosen = part.seen
            text = await self._ask("edit_part", chosen.text)
            if text is not None and text.strip() != chosen.text.strip():
                self._do("kept", lambda bank, now: bank.correct(chosen.part, text, now))
        elif not self._on_portrait and seen is not None and (memory := seen.summary or seen.insight) is not None:
            text = await self.app.push_screen_wait(
                EditScreen(say("browser.edit.title"), say("browser.edit.day"), memory.query)
            )
            if text is not None and text.strip() not in ("", memory.query.strip()):
                self._do("kept", lambda bank, now: bank.put_in_place_of(memory.id, text, now))

    @work(exit_on_error=False, group="editing", exclusive=True)
    async def action_retract(self) -> None:
        """Say what is not true: no part of the portrait says it any more."""
        if self._on_portrait and (text := await self._ask("what_is_untrue", "")) is not None and text.strip():
            self._do("retracted", lambda bank, now: bank.retract(text, now))

    def action_unretract(self) -> None:
        """Take the last retraction back."""
        if self._on_portrait and self._untrue:
            last = self._untrue[-1]
            self._do("unretracted", lambda bank, _: bank.unretract([last.id]))

    async def _ask(self, key: str, text: str) -> str | None:
        say = self.words
        return await self.app.push_screen_wait(
            EditScreen(say("browser.edit.title"), say(f"browser.timeline.{key}"), text)
        )

    @work(thread=True, group="changing", exit_on_error=False)
    def _do(self, said: str, change: Callable[[Bank, datetime], object]) -> None:
        def done() -> Message:
            change(self._bank, self._host.clock())
            return self._Done(said)

        self._reporting(done)

    @on(_Done)
    def _show_done(self, event: _Done) -> None:
        self._say(self.words(f"browser.timeline.{event.said}"))
        self._host.memories_changed()
        if self._on_portrait:
            self._read_portrait()
        self._read_day(self.query_one(HeatMap).chosen)

    def _say(self, text: str) -> None:
        self.query_one("#timeline-note", Static).update(text)

    @on(NotDone)
    def _say_why_not(self, event: NotDone) -> None:
        self._say(self.sentence(event.error))
