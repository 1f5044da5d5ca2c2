"""Another value for the chosen setting: the next choice, one that is written, or the default."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.widgets import Input, OptionList, Static

from siliconfriend.config_file import UnfitValueError
from siliconfriend.setting_words import written
from siliconfriend.tui.keyboard import without
from siliconfriend.tui.settings.asking_first import AskingFirst
from siliconfriend.tui.settings.entries import KEYS, Entry
from siliconfriend.tui.settings.key_capture import KeyCapture, Pressed
from siliconfriend.tui.settings.own import LEFT_AS_IT_IS, SECTION


class Editing(AskingFirst):
    """While a value is written, whether it can be used is said at once."""

    @on(Input.Submitted, "#wanted")
    @on(OptionList.OptionSelected)
    async def action_change(self) -> None:
        """The next choice, or a place to write another value."""
        one = self._chosen
        if one is None:
            return
        if self._editing is not None:  # another one was clicked
            self._leave_editing()
        if one.choices:
            await self._set(one, one.next_choice(1))
            return
        if one.section == KEYS:
            name = one.key.partition(".")[2]
            self.app.push_screen(KeyCapture(self.friend.keyboard, name), partial(self._take_key, one))
            return
        self._editing = one
        self.add_class("-editing")
        value = self.query_one("#value", Input)
        value.value = written(one.value)
        value.display = True
        value.focus()
        self._label()

    async def _take_key(self, one: Entry, pressed: Pressed | None) -> None:
        """This key from now on; another command that had it goes without."""
        if pressed is None:
            return
        if pressed.taken_from:
            other = next(each for each in self._entries if each.key == f"{KEYS}.{pressed.taken_from}")
            await self._set(other, without(self.friend.keyboard, pressed.taken_from, pressed.key))
        await self._set(one, pressed.key)

    async def action_choose(self, by: int) -> None:
        """The next choice or the one before."""
        one = self._chosen
        if one is not None and one.choices:
            await self._set(one, one.next_choice(by))

    @on(Input.Changed, "#value")
    def _judge(self) -> None:
        """Say at once whether what is written can be used."""
        one = self._editing
        if one is None:
            return
        verdict = self.query_one("#verdict", Static)
        verdict.display = True
        try:
            value = one.setting.parse(self.query_one("#value", Input).value)
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
        if one is None or one.key in LEFT_AS_IT_IS:
            return
        if one.section == SECTION:
            await self._set(one, "")
        else:
            await self._unset(one)

    def _leave_editing(self) -> None:
        self._editing = None
        self.remove_class("-editing")
        self.query_one("#value", Input).display = False
        self.query_one("#wanted", Input).focus()
        self._label()
        self._describe()
