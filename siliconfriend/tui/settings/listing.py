"""Every setting in a list that typing narrows."""

from __future__ import annotations

from rich.cells import cell_len
from textual import on, work
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from siliconfriend.setting_words import Origin
from siliconfriend.settings import SettingsError
from siliconfriend.tui.settings.describing import Describing
from siliconfriend.tui.settings.entries import Entry, entries
from siliconfriend.tui.settings.messages import SettingRefused, SettingsRead
from siliconfriend.tui.settings.own import own_entries
from siliconfriend.tui.visible import one_line

WIDEST_VALUE = 26


class Listing(Describing):
    """The settings as they were read last, and those of them that are looked for."""

    @work(thread=True, group="reading settings", exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        own = own_entries(self._companion.bank) if self._companion is not None else []
        try:
            self.post_message(SettingsRead([*own, *entries(self.friend.core)]))
        except SettingsError as error:
            self.post_message(SettingsRead(own))
            self.post_message(SettingRefused(self.words("settings.not_read", detail=one_line(str(error)))))

    @on(SettingsRead)
    def _show(self, event: SettingsRead) -> None:
        self._entries = event.entries
        self._label()
        self._list()

    def _label(self) -> None:
        say = self.words
        self.query_one("#title", Static).update(say("settings.title"))
        self.query_one("#wanted", Input).placeholder = say("settings.filter")
        self.query_one("#keys", Static).update(say("settings.keys_editing" if self._editing else "settings.keys"))

    @on(Input.Changed, "#wanted")
    def _list(self) -> None:
        """The groups and settings that what was typed is found in; the chosen one stays chosen."""
        chosen = self._chosen
        wanted = self.query_one("#wanted", Input).value.strip().casefold()
        found = [one for one in self._entries if self._matches(one, wanted)]
        width = max((cell_len(one.label(self.words)) for one in self._entries), default=0)
        self._shown, options = [], []
        for one in found:
            if not self._shown or self._section_shown != one.section:
                self._shown.append(None)
                self._section_shown = one.section
                heading = one.heading(self.words)
                options.append(Option(Content.styled(heading, "$quiet"), disabled=True))
            self._shown.append(one)
            options.append(Option(self._line(one, width)))
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(options)
        places = [place for place, one in enumerate(self._shown) if one is not None]
        same = [place for place in places if chosen is not None and self._at(place).key == chosen.key]
        listed.highlighted = next(iter(same or places), None)
        self._describe()

    _section_shown = ""

    def _matches(self, one: Entry, wanted: str) -> bool:
        say = self.words
        told = f"{one.key} {one.heading(say)} {one.label(say)} {one.help(say)}".casefold()
        return all(word in told for word in wanted.split())

    def _line(self, one: Entry, width: int) -> Content:
        label, value = one.label(self.words), one_line(one.shown(self.words, one.value))
        gap = " " * (width - cell_len(label) + 2)
        shown = Content(value).truncate(WIDEST_VALUE, ellipsis=True)
        style = "$quiet" if one.origin is Origin.DEFAULT else "$primary"
        return Content.assemble("  ", label, gap, shown.stylize(style))

    def _at(self, place: int) -> Entry:
        one = self._shown[place]
        if one is None:
            raise IndexError(place)
        return one
