"""Every setting in a list that typing narrows."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual import on, work
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from siliconfriend.setting_words import Origin
from siliconfriend.settings_error import SettingsError
from siliconfriend.settings_trouble import trouble
from siliconfriend.tui.settings.describing import Describing
from siliconfriend.tui.settings.entries import KEYS, Entry, entries
from siliconfriend.tui.settings.messages import SettingRefused, SettingsRead
from siliconfriend.tui.settings.own import own_entries
from siliconfriend.tui.visible import one_line

WIDEST_VALUE = 26


class Listing(Describing):
    """The settings as they were read last, and those of them that are looked for."""

    _stray_keys: Sequence[str] = ()
    _wanted_last = ""

    @work(thread=True, group="reading settings", exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        own = own_entries(self._companion.bank) if self._companion is not None else []
        try:
            core = self.friend.core
            self.post_message(SettingsRead([*own, *entries(core)], core.stray_keys()))
        except SettingsError as error:
            self.post_message(SettingsRead(own))
            self.post_message(SettingRefused(one_line(trouble(self.words, error))))

    @on(SettingsRead)
    def _show(self, event: SettingsRead) -> None:
        self._entries = event.entries
        self._stray_keys = event.stray_keys
        self._label()
        self._list()

    def _label(self) -> None:
        say = self.words
        self.query_one("#title", Static).update(say("settings.title"))
        self.query_one("#wanted", Input).placeholder = say("settings.filter")
        self.query_one("#keys", Static).update(self._keys(self._chosen))

    @on(Input.Changed, "#wanted")
    def _list(self) -> None:
        """The groups and settings that what was typed is found in; the chosen one stays, or one called so is."""
        chosen = self._chosen
        wanted = self.query_one("#wanted", Input).value.strip().casefold()
        if wanted and wanted != self._wanted_last:
            chosen = None
        self._wanted_last = wanted
        found = [one for one in self._entries if self._matches(one, wanted)]
        width = max((cell_len(one.label(self.words)) for one in self._entries), default=0)
        self._shown, options, section = [], [], ""
        for one in found:
            if section != one.section:
                self._shown.append(None)
                section = one.section
                heading = one.heading(self.words)
                options.append(Option(Content.styled(heading, "$quiet"), disabled=True))
                for name in self._stray_keys if one.section == KEYS else ():
                    self._shown.append(None)
                    line = "  " + self.words("keys.stray_line", name=one_line(name))
                    options.append(Option(Content.styled(line, "$error"), disabled=True))
            self._shown.append(one)
            options.append(Option(self._line(one, width)))
        listed = self.query_one(OptionList)
        listed.clear_options()
        listed.add_options(options)
        places = [place for place, one in enumerate(self._shown) if one is not None]
        same = [place for place in places if chosen is not None and self._at(place).key == chosen.key]
        meant = [place for place in places if _told(wanted, self._at(place).label(self.words))]
        listed.highlighted = next(iter(same or meant or places), None)
        self._describe()

    def _matches(self, one: Entry, wanted: str) -> bool:
        say = self.words
        return _told(wanted, f"{one.key} {one.heading(say)} {one.label(say)} {one.help(say)}")

    def _line(self, one: Entry, width: int) -> Content:
        label, value = one.label(self.words), one_line(self._in_force(one))
        gap = " " * (width - cell_len(label) + 2)
        shown = Content(value).truncate(WIDEST_VALUE, ellipsis=True)
        style = "$quiet" if one.origin is Origin.DEFAULT else "$primary"
        return Content.assemble("  ", label, gap, shown.stylize(style))

    def _at(self, place: int) -> Entry:
        one = self._shown[place]
        if one is None:
            raise IndexError(place)
        return one


def _told(wanted: str, text: str) -> bool:
    """Whether every word that is wanted is in `text`."""
    folded = text.casefold()
    return all(word in folded for word in wanted.split())
