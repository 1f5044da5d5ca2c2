"""Meeting somebody: what comes of each answer, until the conversation begins."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.widget import Widget
from textual.widgets import Input, OptionList
from textual.worker import Worker, WorkerState

from siliconfriend.language import Language, words
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.settings_error import SettingsError
from siliconfriend.settings_trouble import not_written
from siliconfriend.tui.choosing.offered import HostFound, settings_with, take_for_everybody
from siliconfriend.tui.core import STAND_IN
from siliconfriend.tui.messages import ProfileCreated, ProfileRefused
from siliconfriend.tui.screens.first_card import FirstCard
from siliconfriend.tui.settings.messages import SettingRefused
from siliconfriend.tui.typed_ahead import is_written
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.language_choice import LanguageChoice

if TYPE_CHECKING:
    from siliconfriend.models.offers import Offer


class FirstRunScreen(FirstCard):
    """Asks in the system's language until another is chosen; Enter goes through to the conversation.

    With `can_leave` Escape goes back to the screen below; without, it skips what was not answered: no question
    comes, and no model elsewhere is taken that nobody named.
    """

    BINDINGS = [("escape", "back", "back")]  # noqa: RUF012 - Textual declares it so

    def __init__(self, name: str = "", *, can_leave: bool = False, written: str = "") -> None:
        super().__init__(name, can_leave=can_leave, written=written)
        self._agreed = ""
        self._answered_last: Widget | None = None

    @property
    def would_lose(self) -> bool:
        """Whether words for the conversation have been written already, which nobody is there to keep."""
        return bool(self._ahead)

    def _go_on(self) -> bool:
        """Whether this begins now: whoever presses Enter twice is not met twice."""
        if self._going_on:
            return False
        self._going_on, self._answered_last = True, self.focused
        self.keeps_order = True  # all of it waits for the conversation
        self.set_focus(None)
        self.query_one("#card").disabled = True
        self._hint()
        return True

    def _ask_again(self) -> None:
        self._going_on = self.keeps_order = False
        self.query_one("#card").disabled = False
        self.set_focus(self._answered_last)
        self._hint()

    def on_key(self, event: events.Key) -> None:
        """Words behind the name are for the conversation, with the Enter behind them; once all is answered, every
        key is.
        """
        if self._going_on or self._is_for_later(event):
            self._keep_for_later(event)

    def on_paste(self, event: events.Paste) -> None:
        """The same for what is pasted."""
        if self._going_on or self._is_for_later(event):
            self._keep_for_later(event)

    def _is_for_later(self, event: events.Key | events.Paste) -> bool:
        """Whether no question of the card is meant."""
        if not self._given_name or self.query_one(Input).has_focus:
            return False
        if isinstance(event, events.Key) and event.key in {"enter", "backspace", "space"}:
            return bool(self._ahead.text)
        return is_written(event)

    def _keep_for_later(self, event: events.Key | events.Paste) -> None:
        if isinstance(event, events.Key) and event.key == "enter" and not self._ahead.typed:
            event.stop()  # pressed once too often: what was written before is not sent by it
        else:
            self._ahead.keep(event)
            self._hint()

    @on(Input.Submitted)
    def _name_given(self) -> None:
        if self._given_name:
            self.query_one(LanguageChoice).focus()
        else:
            self._object(words(self._language)("tui.first_run.name_missing"))

    @on(LanguageChoice.Accepted)
    def _language_given(self) -> None:
        if not self._given_name:
            self.query_one(Input).focus()
        elif self._offers:
            self.query_one(OptionList).focus()
        elif self._go_on():
            self._see_where_words_go(self._given_name, None)

    @on(OptionList.OptionSelected)
    def _model_given(self, event: OptionList.OptionSelected) -> None:
        if not self._given_name:
            self.query_one(Input).focus()
        elif self._go_on():
            self._see_where_words_go(self._given_name, self._offers[event.option_index])

    @work(thread=True, group="creating", exclusive=True, exit_on_error=False)
    def _see_where_words_go(self, name: str, offer: Offer | None) -> None:
        self.post_message(HostFound(self._new_host(offer), name, offer))

    def _new_host(self, offer: Offer | None) -> str:
        """Where words would go that nobody named; empty: nowhere. Blocks: call it from a thread."""
        from siliconfriend.tui.consent import host_for, to_be_asked

        core = self.friend.core
        host = host_for(core, None, settings_with(core.settings, offer))
        return host if to_be_asked(self, None, host) else ""

    @on(HostFound)
    def _ask_first(self, event: HostFound) -> None:
        if not event.host:
            self._create(event.name, self._language, event.offer)
            return
        from siliconfriend.tui.consent import question

        self._ask_again()
        otherwise = "no_builtin" if event.offer is None else "no_another"
        asking = question(words(self._language), event.host, otherwise, written_on=self._ahead)
        self.app.push_screen(asking, partial(self._answered, event))

    def _answered(self, event: HostFound, yes: bool | None) -> None:
        """After a no another model can be chosen; whoever chose none has the one that is there anyway."""
        self._agreed = event.host if yes else ""
        if not yes and event.offer is not None:
            self.query_one(OptionList).highlighted = len(self._offers) - 1  # the one that is there anyway
        if (yes or event.offer is None) and self._go_on():
            self._create(event.name, self._language, event.offer, "" if yes else STAND_IN)

    @work(thread=True, group="creating", exclusive=True, exit_on_error=False)
    def _create(self, name: str, language: Language, offer: Offer | None, own_model: str = "") -> None:
        self._keep(name, language, offer, own_model)

    @work(thread=True, group="creating", exclusive=True, exit_on_error=False)
    def _skip(self, name: str, language: Language) -> None:
        self._keep(name, language, None, STAND_IN if self._new_host(None) else "")

    def _keep(self, name: str, language: Language, offer: Offer | None, own_model: str) -> None:
        """Blocks: call it from a thread."""
        core = self.friend.core
        try:
            if offer is not None:
                take_for_everybody(core, offer)
        except (SettingsError, OSError) as error:
            self.post_message(SettingRefused(one_line(not_written(words(language), error))))
        try:
            self.post_message(ProfileCreated(core.create(name, language, own_model)))
        except MemoryBankError as error:
            self.post_message(ProfileRefused(error))

    @on(ProfileCreated)
    def _begin(self, event: ProfileCreated) -> None:
        if self._agreed:
            self.friend.answering_hosts(event.profile).answered(self._agreed, True)
        self.friend.welcome(event.profile, self._ahead)

    @on(SettingRefused)
    def _say_not_written(self, event: SettingRefused) -> None:
        self.notify(event.detail, severity="warning", markup=False)

    @on(ProfileRefused)
    def _say_why_not(self, event: ProfileRefused) -> None:
        error = event.error
        self._ask_again()
        self._object(words(self._language)(f"errors.{error.code}", **error.details))
        field = self.query_one(Input)
        field.select_on_focus = False  # it wants a letter more or another, not to be written anew
        field.cursor_position = len(field.value)
        field.focus()

    @on(Worker.StateChanged)
    def _let_try_again(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and event.worker.group == "creating":
            self._ask_again()

    def action_back(self) -> None:
        """Nobody new after all; or whoever it is, by another name some other time.

        What was written for them is left with whoever is here.
        """
        if self._can_leave:
            room = self.friend.conversation
            if room is not None and self._ahead:
                from siliconfriend.tui.widgets.composer import Composer

                composer = room.query_one(Composer)
                composer.look_no_more()
                composer.write("\n".join(filter(None, (composer.whole_text, self._ahead.unsent))))
            self.dismiss(None)
        elif self._go_on():
            self._skip(self._given_name or words(self._language)("choosing.nobody"), self._language)
