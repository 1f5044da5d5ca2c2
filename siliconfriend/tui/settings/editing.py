"""Another value for the chosen setting: the next choice, one that is written, or the default."""

from __future__ import annotations

from textual import on
from textual.widgets import Input, OptionList, Static

from siliconfriend.config_file import UnfitValueError
from siliconfriend.setting_words import written
from siliconfriend.tui.settings.keeping import Keeping
from siliconfriend.tui.settings.own import LEFT_AS_IT_IS, SECTION


class Editing(Keeping):
    """While a value is written, whether it can be used is said at once."""

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

    def _leave_editing(self) -> None:
        self._editing = None
        self.query_one("#value", Input).display = False
        self.query_one("#wanted", Input).focus()
        self._label()
        self._describe()
