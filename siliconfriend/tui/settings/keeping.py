"""A value that is chosen holds at once, and is kept in the file, or in the profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.widgets import Input

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.settings_error import SettingsError
from siliconfriend.settings_trouble import not_written
from siliconfriend.tui.settings.entries import Entry, reset, use, write
from siliconfriend.tui.settings.listing import Listing
from siliconfriend.tui.settings.messages import SettingKept, SettingRefused
from siliconfriend.tui.settings.own import SECTION, write_own
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.companion import Companion


class Keeping(Listing):
    """It is written in a thread; what went wrong is told."""

    def __init__(self, companion: Companion | None, wanted: str = "") -> None:
        super().__init__(companion, wanted)
        self._own: dict[str, str] = {}

    async def _set(self, one: Entry, value: Any) -> None:
        """From now on, and in the file as soon as it is written; in a profile as soon as it is written there."""
        if one.section == SECTION:
            self._own[one.key] = value
            if self._companion is not None:
                self._write_own(self._companion, one.key)
            return
        use(self.friend.core, one.key, value)
        self._entries = [replace(each, value=value) if each.key == one.key else each for each in self._entries]
        await self._follow(one.key)
        self._write(one.key)

    async def _unset(self, one: Entry) -> None:
        """Take it out of the file."""
        self._reset(one.key)

    async def _follow(self, key: str) -> None:
        spoken = self.words.language
        await self.friend.use_setting(key)
        if self.words.language is not spoken:  # the words looked for are those of the other language
            self.query_one("#wanted", Input).value = ""
        self._label()
        self._list()

    @work(thread=True, group="keeping", exit_on_error=False)
    def _write(self, key: str) -> None:
        self._try(lambda: write(self.friend.core, key), key)

    @work(thread=True, group="keeping", exit_on_error=False)
    def _write_own(self, companion: Companion, key: str) -> None:
        self._try(lambda: write_own(self.friend.core, companion.bank, self._own, key), key, changed=True)

    @work(thread=True, group="keeping", exit_on_error=False)
    def _reset(self, key: str) -> None:
        self._try(lambda: reset(self.friend.core, key), key, changed=True)

    def _try(self, step: Callable[[], None], key: str, *, changed: bool = False) -> None:
        friend = self.friend
        try:
            step()
            if not self.post_message(SettingKept(key, changed)) and changed:  # this screen is closed
                friend.call_later(friend.use_setting, key)
        except MemoryBankError as error:
            self.post_message(SettingRefused(self.sentence(error)))
        except (SettingsError, OSError) as error:
            self.post_message(SettingRefused(one_line(not_written(self.words, error))))

    @on(SettingKept)
    async def _go_on(self, event: SettingKept) -> None:
        if event.changed:
            await self._follow(event.key)
        self._read()

    @on(SettingRefused)
    def _say_why_not(self, event: SettingRefused) -> None:
        self.notify(event.detail, severity="error", markup=False)
