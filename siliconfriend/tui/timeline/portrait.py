"""The side of the portrait: its parts with their versions, and what is not true of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from siliconfriend.memory.reflected import PORTRAIT, Origin, OwnWord
from siliconfriend.tui.timeline.foundation import THINK, Foundation
from siliconfriend.tui.timeline.portrait_part import SHOWN, PartSeen, PortraitPart, not_by_hand
from siliconfriend.tui.visible import visible

if TYPE_CHECKING:
    from siliconfriend.tui.browser.host import BrowserHost


class Portrait(Foundation):
    """All of it is read whenever it is turned to and whenever something in it has changed."""

    @dataclass
    class _PortraitRead(Message):
        parts: Sequence[PartSeen]
        untrue: Sequence[OwnWord]

    def __init__(self, host: BrowserHost) -> None:
        super().__init__(host)
        self._untrue: Sequence[OwnWord] = ()

    @work(thread=True, group="portrait", exclusive=True, exit_on_error=False)
    def _read_portrait(self) -> None:
        self._reporting(self._portrait)

    def _portrait(self) -> Message:
        parts = []
        for part in PORTRAIT:
            standing, written = self._bank.standing(part), self._bank.portrait_history(part)
            versions = tuple(one for one in written if standing and one.id <= standing.id)
            origins = {one.id: self._origin(one.id) for one in (*versions[:1], *not_by_hand(versions)[:1])}
            withheld = versions[:1] != tuple(written[:1])
            own, _ = self._bank.own_words(part)
            rest = self._bank.not_by_hand(part)
            parts.append(PartSeen(part, self._bank.part(part), rest, tuple(own), versions, origins, withheld))
        return self._PortraitRead(parts, self._bank.retracted())

    def _origin(self, version: int) -> Origin:
        return self._bank.origin(version, SHOWN)

    @on(_PortraitRead)
    async def _show_portrait(self, event: _PortraitRead) -> None:
        self._untrue = event.untrue
        portrait, here = self.query_one("#portrait", VerticalScroll), self._part()
        place = here.seen.part if here is not None else PORTRAIT[0]
        with self.app.batch_update():
            await portrait.remove_children()
            if any(one.empty for one in event.parts):
                await portrait.mount(Static(self._unwritten("unwritten"), id="unwritten", markup=False))
            await portrait.mount_all([PortraitPart(self.words, one, self._origin, THINK) for one in event.parts])
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

    def _to_part(self, by: int) -> None:
        """To the next part, or the one before; within one that is longer than the window, a line on."""
        portrait, part = self.query_one("#portrait", VerticalScroll), self._part()
        seen = portrait.content_region
        if part is not None and by > 0 and part.region.bottom > seen.bottom and not portrait.is_vertical_scroll_end:
            portrait.scroll_down(animate=False)
        elif part is not None and by < 0 and part.region.y < seen.y and portrait.scroll_y > 0:
            portrait.scroll_up(animate=False)
        else:
            (self.focus_next if by > 0 else self.focus_previous)(PortraitPart)

    def action_sources(self) -> None:
        """Show the turns that a part was made from, or no longer."""
        if (part := self._part()) is not None:
            part.unfold()
            self._show_keys()

    @property
    def _unfolded(self) -> list[PortraitPart]:
        """The parts whose sources are shown."""
        return [one for one in self.query(PortraitPart) if one.unfolded] if self._on_portrait else []
