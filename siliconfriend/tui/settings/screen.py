"""Every setting in a list, and beside it what the chosen one is, where its value comes from, and another value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from siliconfriend.config_file import UnfitValueError, with_value
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.setting_words import Origin, written
from siliconfriend.settings import SettingsError
from siliconfriend.tui import messages
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.settings.entries import Entry, entries, reset, use, write
from siliconfriend.tui.settings.foresight import foresee
from siliconfriend.tui.settings.messages import FadingForeseen, SettingKept, SettingRefused, SettingsRead
from siliconfriend.tui.settings.own import LEFT_AS_IT_IS, SECTION, own_entries, write_own
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.field import Field

if TYPE_CHECKING:
    from siliconfriend.companion import Companion
    from siliconfriend.settings import ForgettingSettings

WIDEST_VALUE = 26


class SettingsScreen(FriendScreen[None]):
    """Typing narrows the list; Enter changes the chosen setting, which holds at once."""

    AUTO_FOCUS = "#wanted"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it optional
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f9", "back", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("left", "choose(-1)", show=False, priority=True),
        Binding("right", "choose(1)", show=False, priority=True),
        Binding("ctrl+r", "reset", show=False, priority=True),
    ]

    def __init__(self, companion: Companion | None, wanted: str = "") -> None:
        super().__init__()
        self._companion = companion
        self._wanted = wanted
        self._entries: Sequence[Entry] = ()
        self._shown: list[Entry | None] = []
        self._editing: Entry | None = None
        self._own: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """What to look for, the list, and beside it the chosen one."""
        with Vertical(id="settings"):
            yield Static(id="title", markup=False)
            yield Field(self._wanted, id="wanted", compact=True)
            with Container(id="both"):
                yield OptionList(markup=False, compact=True)
                with VerticalScroll(id="about"):
                    yield Static(id="name", markup=False)
                    yield Static(id="help", markup=False)
                    yield Field(id="value", compact=True)
                    yield Static(id="verdict", markup=False)
                    yield Static(id="foresight", markup=False)
                    yield Static(id="facts", markup=False)
                    yield ProgressBar(show_eta=False, id="learning")
            yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        """Read the settings."""
        self.query_one("#about").can_focus = False
        for part in ("value", "verdict", "foresight"):
            self.query_one(f"#{part}").display = False
        self._show_learning()
        self._read()

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

    # The list

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

    # Changing

    @on(Input.Submitted, "#wanted")
    @on(OptionList.OptionSelected)
    async def action_change(self) -> None:
        """The next choice, or a place to write another value."""
        one = self._chosen
        if one is None:
            return
        if one.choices:
            await self._set(one, one.next_choice(1))
            return
        self._editing = one
        value = self.query_one("#value", Input)
        value.value = written(one.value)
        value.display = True
        value.focus()
        self._label()

    async def action_choose(self, by: int) -> None:
        """The next choice or the one before."""
        one = self._chosen
        if one is not None and one.choices:
            await self._set(one, one.next_choice(by))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a value is being written the arrows move in it; while something is looked for too."""
        if action in {"move", "reset"}:
            return self._editing is None
        if action == "choose":
            return self._editing is None and not self.query_one("#wanted", Input).value
        return super().check_action(action, parameters)

    @on(Input.Changed, "#value")
    def _judge(self, event: Input.Changed) -> None:
        """Say at once whether what is written can be used."""
        event.stop()
        one = self._editing
        if one is None:
            return
        verdict = self.query_one("#verdict", Static)
        verdict.display = True
        try:
            value = one.setting.parse(event.value)
        except UnfitValueError:
            verdict.update(self.words("settings.unfit", takes=one.takes(self.words)))
            verdict.add_class("trouble")
        else:
            verdict.update(self.words("settings.fit"))
            verdict.remove_class("trouble")
            self._foresee(one, value)

    @on(Input.Submitted, "#value")
    async def _take(self, event: Input.Submitted) -> None:
        event.stop()
        one = self._editing
        if one is not None:
            try:
                value = one.setting.parse(event.value)
            except UnfitValueError:
                return  # the verdict says so
            self._leave_editing()
            await self._set(one, value)

    async def action_reset(self) -> None:
        """The default again."""
        one = self._chosen
        if one is not None and one.section == SECTION:
            if one.key not in LEFT_AS_IT_IS:
                await self._set(one, "")
        elif one is not None:
            self._reset(one.key)

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

    async def _follow(self, key: str) -> None:
        await self.friend.use_setting(key)
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
        try:
            step()
            self.post_message(SettingKept(key, changed))
        except MemoryBankError as error:
            self.post_message(SettingRefused(self.sentence(error)))
        except (SettingsError, OSError) as error:
            self.post_message(SettingRefused(self.words("settings.not_written", detail=one_line(str(error)))))

    @on(SettingKept)
    async def _go_on(self, event: SettingKept) -> None:
        if event.changed:
            await self._follow(event.key)
        self._read()

    @on(SettingRefused)
    def _say_why_not(self, event: SettingRefused) -> None:
        self.notify(event.detail, severity="error", markup=False)

    # What it would come to

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

    @on(messages.EmbeddingWentOn)
    @on(messages.EmbeddingEnded)
    def _show_learning(self) -> None:
        """How far the memories are learnt anew by another embedder."""
        bar, so_far = self.query_one(ProgressBar), self.friend.learning
        bar.display = so_far is not None
        if so_far is not None:
            bar.update(total=so_far[1], progress=so_far[0])

    # Moving and leaving

    def action_move(self, by: int) -> None:
        """Up or down the list, whatever has the focus."""
        found = self.query_one(OptionList)
        if by > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()

    def _leave_editing(self) -> None:
        self._editing = None
        self.query_one("#value", Input).display = False
        self.query_one("#wanted", Input).focus()
        self._label()
        self._describe()

    def action_back(self) -> None:
        """Leave the value as it was, then the words looked for, then the screen."""
        wanted = self.query_one("#wanted", Input)
        if self._editing is not None:
            self._leave_editing()
        elif wanted.value:
            wanted.value = ""
        else:
            self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """The value keeps the focus while it is being written."""
        if self._editing is not None and event.widget is not self.query_one("#value"):
            self.query_one("#value").focus()
