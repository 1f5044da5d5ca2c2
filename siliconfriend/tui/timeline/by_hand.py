"""What a person puts right by hand: a day in brief, a part of the portrait, what is not true of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from siliconfriend.language import how_many
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.browser.edit_screen import EditScreen
from siliconfriend.tui.messages import NotDone
from siliconfriend.tui.retracting import question, taken
from siliconfriend.tui.timeline.days import Days
from siliconfriend.tui.timeline.foundation import THINK
from siliconfriend.tui.timeline.heat_map import HeatMap
from siliconfriend.tui.timeline.portrait import Portrait

if TYPE_CHECKING:
    from datetime import datetime

    from siliconfriend.memory.bank import Bank
    from siliconfriend.memory.reflected import Told


class ByHand(Days, Portrait):
    """The person's words win over what was written of them."""

    @dataclass
    class _Done(Message):
        said: str
        told: Told | None

    @work(exit_on_error=False, group="editing", exclusive=True)
    async def action_edit(self) -> None:
        """Put it in one's own words: they win."""
        part, seen = self._part(), self._seen
        if part is not None:
            chosen = part.seen
            text = await self._ask("timeline.edit_part", chosen.text)
            if text is not None and text.strip() != chosen.text.strip():
                self._do("kept", lambda bank, now: bank.correct(chosen.part, text, now))
        elif not self._on_portrait and seen is not None and (memory := seen.summary or seen.insight) is not None:
            text = await self._ask("edit.day", memory.query)
            if text is not None and text.strip() not in ("", memory.query.strip()):
                self._do("kept", lambda bank, now: bank.put_in_place_of(memory.id, text, now))

    @work(exit_on_error=False, group="editing", exclusive=True)
    async def action_retract(self) -> None:
        """Say what is not true, see what that takes out: then no part of the portrait says it any more."""
        if not self._on_portrait:
            return
        if self._host.off_record:
            self._say(self.words("candour.off_record.not_retracted", way=self.way_to("off_record")))
            return
        said = ""
        while said := await self._what_is_untrue(said):
            if (told := await self._told(said)) is None:
                return
            if await self.app.push_screen_wait(question(self.words, said, told)):
                self._do("retracted", partial(_retract, said), told=told)
                return

    async def _what_is_untrue(self, said: str) -> str:
        """A sentence as it is remembered; empty for none."""
        say = self.words
        what, example = (say(f"browser.timeline.{one}") for one in ("what_is_untrue", "untrue_example"))
        screen = EditScreen(say("browser.timeline.untrue_title"), what, said, example=example)
        return (await self.app.push_screen_wait(screen) or "").strip()

    async def _told(self, fact: str) -> Told | None:
        """Where it is told; None when that cannot be read."""
        import asyncio

        try:
            return await asyncio.to_thread(self._bank.told, fact)
        except MemoryBankError as error:
            self.post_message(NotDone(error))
            return None

    def action_unretract(self) -> None:
        """Take the last retraction back."""
        if self._on_portrait and self._untrue:
            last = self._untrue[-1]
            self._do("unretracted", lambda bank, _: bank.unretract([last.id]))

    async def _ask(self, key: str, text: str) -> str | None:
        say, off_record = self.words, self._host.off_record
        screen = EditScreen(say("browser.edit.title"), say(f"browser.{key}"), text, off_record=off_record)
        return await self.app.push_screen_wait(screen)

    @work(thread=True, group="changing", exit_on_error=False)
    def _do(self, said: str, change: Callable[[Bank, datetime], object], *, told: Told | None = None) -> None:
        def done() -> Message:
            change(self._bank, self._host.clock())
            return self._Done(said, told)

        self._reporting(done)

    @on(_Done)
    def _show_done(self, event: _Done) -> None:
        if (told := event.told) is None:
            self._say(self.words(f"browser.timeline.{event.said}", way=THINK))
        else:
            key, count = f"browser.timeline.retracted.{how_many(len(told.memories))}", len(told.memories)
            out = taken(self.words, told)
            self._say(self.words(key, taken=out, count=count, memories=self.way_to("memories")))
        self._host.memories_changed()
        self._read_again()

    def _read_again(self) -> None:
        if self._on_portrait:
            self._read_portrait()
        self._read_day(self.query_one(HeatMap).chosen)


def _retract(fact: str, bank: Bank, now: datetime) -> None:
    bank.retract(fact, now)
