"""The chosen setting in full, and what it would come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.content import Content
from textual.widgets import OptionList, Static

from siliconfriend.config_file import with_value
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.settings.entries import Entry
from siliconfriend.tui.settings.foresight import foresee
from siliconfriend.tui.settings.messages import FadingForeseen, SettingRefused
from siliconfriend.tui.settings.own import SECTION
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.settings import ForgettingSettings


class Describing(FriendScreen[None]):
    """Its help, its value and where that comes from; of forgetting, what would fade when."""

    def __init__(self, companion: Companion | None, wanted: str = "") -> None:
        super().__init__()
        self._companion = companion
        self._wanted = wanted
        self._entries: Sequence[Entry] = ()
        self._shown: list[Entry | None] = []
        self._editing: Entry | None = None

    @property
    def _chosen(self) -> Entry | None:
        place = self.query_one(OptionList).highlighted
        return self._shown[place] if place is not None and place < len(self._shown) else None

    @on(OptionList.OptionHighlighted)
    def _describe(self) -> None:
        """The chosen setting in full."""
        one, say = self._chosen, self.words
        for part in ("name", "help", "facts"):
            self.query_one(f"#{part}", Static).update("")
        for part in ("verdict", "foresight"):
            self.query_one(f"#{part}").display = False
        if one is None:
            self.query_one("#name", Static).update(say("settings.nothing"))
            return
        self.query_one("#name", Static).update(
            Content.assemble((one.label(say), "$primary bold"), ("  " + one.key, "$quiet"))
        )
        self.query_one("#help", Static).update(one.help(say))
        self.query_one("#facts", Static).update("\n".join(self._facts(one)))
        self._foresee(one, one.value)

    def _facts(self, one: Entry) -> list[str]:
        """The value in force and where it comes from, the default, and what it takes."""
        say, value = self.words, one_line(one.shown(self.words, one.value))
        takes = say("settings.takes", takes=one.takes(say))
        if one.section == SECTION:
            return [say("settings.now", value=value, origin=say("settings.origin.profile")), takes]
        origin = say(f"settings.origin.{one.origin.value}", variable=one.setting.variable)
        default = one_line(one.shown(say, one.setting.default))
        return [say("settings.now", value=value, origin=origin), say("settings.default", default=default), takes]

    def _foresee(self, one: Entry, value: Any) -> None:
        if one.section == "forgetting" and self._companion is not None:
            self._look_ahead(self._companion, with_value(self.friend.core.settings, one.key, value).forgetting)

    @work(thread=True, group="looking ahead", exclusive=True, exit_on_error=False)
    def _look_ahead(self, companion: Companion, forgetting: ForgettingSettings) -> None:
        try:
            self.post_message(FadingForeseen(foresee(companion.bank, forgetting, self.friend.core.clock())))
        except MemoryBankError as error:
            self.post_message(SettingRefused(self.sentence(error)))

    @on(FadingForeseen)
    def _show_ahead(self, event: FadingForeseen) -> None:
        one = self._chosen
        if one is not None and one.section == "forgetting":
            foresight = self.query_one("#foresight", Static)
            foresight.update(event.foresight.sentence(self.words))
            foresight.display = True
