"""The chosen setting in full, and what it would come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.worker import get_current_worker

from siliconfriend.config_file import with_value
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.setting_words import Origin
from siliconfriend.tui.screens.with_list import WithList
from siliconfriend.tui.settings.entries import KEYS, Entry
from siliconfriend.tui.settings.foresight import foresee
from siliconfriend.tui.settings.key_capture import doubt
from siliconfriend.tui.settings.messages import FadingForeseen, SettingRefused
from siliconfriend.tui.settings.own import LEFT_AS_IT_IS, SECTION
from siliconfriend.tui.visible import one_line

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.settings import ForgettingSettings


class Describing(WithList[None]):
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
        self.query_one("#keys", Static).update(self._keys(one))
        if one is None:
            self.query_one("#name", Static).update(say("settings.nothing"))
            return
        self.query_one("#name", Static).update(Content.styled(one.label(say), "$primary bold"))
        self.query_one("#help", Static).update(one.help(say))
        self.query_one("#facts", Static).update("\n".join(self._facts(one)))
        self._foresee(one, one.value)
        self._say_of_key(one)

    def _keys(self, one: Entry | None) -> str:
        """What the keys do to the chosen setting."""
        say = self.words
        if self._editing is not None:
            return say("settings.keys.editing")
        told = []
        if one is not None:
            told += ["choose", "change"]
            told += ["next"] if one.choices else []
            told += ["default"] if one.key not in LEFT_AS_IT_IS else []
        told.append("all" if self.query_one("#wanted", Input).value else "back")
        return " · ".join(say(f"settings.keys.{name}") for name in told)

    def _say_of_key(self, one: Entry) -> None:
        """Why a wish for a key cannot be had, or that not every terminal can send it."""
        if one.section != KEYS:
            return
        say, keyboard, name = self.words, self.friend.keyboard, one.key.partition(".")[2]
        trouble = next((unused for unused in keyboard.unused if unused.command == name), None)
        doubtful = doubt(keyboard.of(name)) if one.origin is not Origin.DEFAULT else ""
        verdict = self.query_one("#verdict", Static)
        verdict.set_class(trouble is not None, "trouble")
        verdict.display = trouble is not None or bool(doubtful)
        if trouble is not None:
            verdict.update(trouble.kept(say, keyboard))
        elif doubtful:
            verdict.update(say("keys.capture.not_by_all", key=doubtful))

    def _in_force(self, one: Entry) -> str:
        """The value that holds: of a wish for a key that cannot be had, the key there is."""
        if one.section == KEYS:
            return self.friend.keyboard.listed(one.key.partition(".")[2]) or one.shown(self.words, "")
        return one.shown(self.words, one.value)

    def _facts(self, one: Entry) -> list[str]:
        """The value in force and where it comes from, the default, and what it takes."""
        say, value = self.words, one_line(self._in_force(one))
        takes = say("keys.press") if one.section == KEYS else say("settings.takes", takes=one.takes(say))
        if one.section == SECTION:
            return [say("settings.now", value=value, origin=say("settings.origin.profile")), takes]
        origin = say(f"settings.origin.{one.origin.value}", variable=one.setting.variable)
        default = one_line(one.shown(say, one.setting.default))
        now = say("settings.now", value=value, origin=origin)
        return [now, say("settings.default", default=default), takes, say("settings.in_file", key=one.key)]

    def _foresee(self, one: Entry, value: Any) -> None:
        if one.section == "forgetting" and self._companion is not None:
            self._look_ahead(self._companion, with_value(self.friend.core.settings, one.key, value).forgetting)

    @work(thread=True, group="looking ahead", exclusive=True, exit_on_error=False)
    def _look_ahead(self, companion: Companion, forgetting: ForgettingSettings) -> None:
        worker = get_current_worker()
        try:
            foresight = foresee(companion.bank, forgetting, self.friend.core.clock())
            if not worker.is_cancelled:  # another value is looked at by now
                self.post_message(FadingForeseen(foresight))
        except MemoryBankError as error:
            self.post_message(SettingRefused(self.sentence(error)))

    @on(FadingForeseen)
    def _show_ahead(self, event: FadingForeseen) -> None:
        one = self._chosen
        if one is not None and one.section == "forgetting":
            foresight = self.query_one("#foresight", Static)
            foresight.update(event.foresight.sentence(self.words))
            foresight.display = True
