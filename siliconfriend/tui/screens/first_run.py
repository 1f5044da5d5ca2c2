"""Meeting somebody: a name, a language, and nothing else."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from siliconfriend.language import Language, words
from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui.messages import ProfileCreated, ProfileRefused
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.widgets.language_choice import LanguageChoice


class FirstRunScreen(FriendScreen[None]):
    """Asks in the system's language until another is chosen; Enter goes through to the conversation.

    With `can_leave` Escape goes back to the screen below.
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
            yield Input(self._first_name, compact=True)
            yield Static(id="language-label", markup=False)
            yield LanguageChoice(self.words.language)
            yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        """Say it in the language that is likely."""
        self._speak(self.words.language)

    @on(LanguageChoice.Changed)
    def _change_language(self, event: LanguageChoice.Changed) -> None:
        self._speak(event.language)

    def _speak(self, language: Language) -> None:
        say = words(language)
        for part in ("greeting", "promise", "name-label", "language-label", "hint"):
            self.query_one(f"#{part}", Static).update(say(f"tui.first_run.{part.replace('-', '_')}"))
        self.query_one("#hint").remove_class("trouble")
        self.query_one(Input).placeholder = say("tui.first_run.name_example")

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
        if self._given_name:
            self._create(self._given_name, self._language)
        else:
            self.query_one(Input).focus()

    @property
    def _given_name(self) -> str:
        return self.query_one(Input).value.strip()

    @property
    def _language(self) -> Language:
        return self.query_one(LanguageChoice).language

    @work(thread=True, group="creating", exclusive=True, exit_on_error=False)
    def _create(self, name: str, language: Language) -> None:
        core = self.friend.core
        try:
            self.post_message(ProfileCreated(core.profiles().create(name, language, core.clock())))
        except MemoryBankError as error:
            self.post_message(ProfileRefused(error))

    @on(ProfileCreated)
    def _begin(self, event: ProfileCreated) -> None:
        self.friend.chat_with(event.profile)

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
        """Nobody new after all."""
        if self._can_leave:
            self.dismiss(None)
