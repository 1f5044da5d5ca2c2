"""Meeting somebody: a name, a language and, where there is more than one, a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from siliconfriend.language import Language, Words, words
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.settings import SettingsError
from siliconfriend.tui.choosing.offered import ModelsOffered, line, take_for_everybody
from siliconfriend.tui.messages import ProfileCreated, ProfileRefused
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.settings.messages import SettingRefused
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.field import Field
from siliconfriend.tui.widgets.language_choice import LanguageChoice

if TYPE_CHECKING:
    from siliconfriend.models.offers import Offer


class FirstRunScreen(FriendScreen[None]):
    """Asks in the system's language until another is chosen; Enter goes through to the conversation.

    With `can_leave` Escape goes back to the screen below; without, it skips what was not answered.
    """

    AUTO_FOCUS = "Input"
    BINDINGS = [("escape", "back", "back")]  # noqa: RUF012

    def __init__(self, name: str = "", *, can_leave: bool = False) -> None:
        super().__init__()
        self._first_name = name
        self._can_leave = can_leave

    def compose(self) -> ComposeResult:
        """A card in the middle."""
        with Vertical(id="card"):
            yield Static(id="greeting", markup=False)
            yield Static(id="promise", markup=False)
            yield Static(id="name-label", markup=False)
            yield Field(self._first_name, compact=True)
            yield Static(id="language-label", markup=False)
            yield LanguageChoice(self.words.language)
            yield Static(id="model-label", markup=False)
            yield OptionList(markup=False, compact=True)
            yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Say it in the language that is likely."""
        self._offers: Sequence[Offer] = ()
        self._speak(self.words.language)
        for part in ("#model-label", "OptionList"):
            self.query_one(part).display = False
        chat = self.friend.core.settings.chat
        if not self._can_leave and chat.model == "auto" and not chat.base_url:
            self._look()

    @work(thread=True, group="looking around", exit_on_error=False)
    def _look(self) -> None:
        self.post_message(ModelsOffered(self.friend.core.offers()))

    @on(ModelsOffered)
    def _offer(self, event: ModelsOffered) -> None:
        """Show what was found, unless that is only the companion that is there anyway."""
        if len(event.offers) > 1:
            self._offers = event.offers
            self._speak(self._language)

    @on(LanguageChoice.Changed)
    def _change_language(self, event: LanguageChoice.Changed) -> None:
        self._speak(event.language)

    def _speak(self, language: Language) -> None:
        say = words(language)
        for part in ("greeting", "promise", "name-label", "language-label", "hint"):
            self.query_one(f"#{part}", Static).update(say(f"tui.first_run.{part.replace('-', '_')}"))
        if self._offers:
            self._list(say)
        if not self._can_leave:
            self.query_one("#hint", Static).update(say("choosing.hint"))
        self.query_one("#hint").remove_class("trouble")
        self.query_one(Input).placeholder = say("tui.first_run.name_example")

    def _list(self, say: Words) -> None:
        label, found = self.query_one("#model-label", Static), self.query_one(OptionList)
        label.update(say("choosing.found_label"))
        place = found.highlighted or 0
        found.clear_options()
        found.add_options([Option(line(say, one)) for one in self._offers])
        found.highlighted = place
        label.display = found.display = True

    @on(Input.Submitted)
    def _name_given(self) -> None:
        choice = self.query_one(LanguageChoice)
        if self._given_name and choice.has_focus:  # Enter twice, faster than the focus moves
            self._language_given()
        elif self._given_name:
            choice.focus()
        else:
            self._object(words(self._language)("tui.first_run.name_missing"))

    @on(LanguageChoice.Accepted)
    def _language_given(self) -> None:
        if not self._given_name:
            self.query_one(Input).focus()
        elif self._offers:
            self.query_one(OptionList).focus()
        else:
            self._create(self._given_name, self._language, None)

    @on(OptionList.OptionSelected)
    def _model_given(self, event: OptionList.OptionSelected) -> None:
        if self._given_name:
            self._create(self._given_name, self._language, self._offers[event.option_index])
        else:
            self.query_one(Input).focus()

    @property
    def _given_name(self) -> str:
        return self.query_one(Input).value.strip()

    @property
    def _language(self) -> Language:
        return self.query_one(LanguageChoice).language

    @work(thread=True, group="creating", exclusive=True, exit_on_error=False)
    def _create(self, name: str, language: Language, offer: Offer | None) -> None:
        core = self.friend.core
        try:
            if offer is not None:
                take_for_everybody(core, offer)
        except (SettingsError, OSError) as error:
            self.post_message(SettingRefused(words(language)("settings.not_written", detail=one_line(str(error)))))
        try:
            self.post_message(ProfileCreated(core.profiles().create(name, language, core.clock())))
        except MemoryBankError as error:
            self.post_message(ProfileRefused(error))

    @on(ProfileCreated)
    def _begin(self, event: ProfileCreated) -> None:
        self.friend.chat_with(event.profile)

    @on(SettingRefused)
    def _say_not_written(self, event: SettingRefused) -> None:
        self.notify(event.detail, severity="warning", markup=False)

    @on(ProfileRefused)
    def _say_why_not(self, event: ProfileRefused) -> None:
        error = event.error
        self._object(words(self._language)(f"errors.{error.code}", **error.details))
        self.query_one(Input).focus()

    def _object(self, sentence: str) -> None:
        hint = self.query_one("#hint", Static)
        hint.update(sentence)
        hint.add_class("trouble")

    def action_back(self) -> None:
        """Nobody new after all; or whoever it is, by another name some other time."""
        if self._can_leave:
            self.dismiss(None)
        else:
            name = self._given_name or words(self._language)("choosing.nobody")
            self._create(name, self._language, None)
