"""The card on which somebody is met: a name, a language and, where there is more than one, a model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from siliconfriend.language import Language, Words, words
from siliconfriend.tui.choosing.offered import ModelsOffered, line
from siliconfriend.tui.screens.base import FriendScreen
from siliconfriend.tui.typed_ahead import TypedAhead
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.field import Field
from siliconfriend.tui.widgets.language_choice import LanguageChoice

if TYPE_CHECKING:
    from siliconfriend.models.offers import Offer

SAMPLE_CHARACTERS = 30


class FirstCard(FriendScreen[None]):
    """What it asks, what was found, and what the keys do at each step."""

    CSS_PATH = "first_run.tcss"
    AUTO_FOCUS = "Input"

    def __init__(self, name: str, *, can_leave: bool, written: str = "") -> None:
        super().__init__()
        self._first_name = name
        self._ahead = TypedAhead(written)
        self._can_leave = can_leave
        self._going_on = False

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

    def on_resize(self) -> None:
        """Where one is stays in sight."""
        self.call_after_refresh(self._show_where_one_is)

    def _show_where_one_is(self) -> None:
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def on_mount(self) -> None:
        """Say it in the language that is likely."""
        self._offers: Sequence[Offer] = ()
        self._speak(self.words.language)
        for part in ("#model-label", "OptionList"):
            self.query_one(part).display = False
        if self._first_name:  # it was given already: what is typed behind it does not take its place
            self.set_focus(self.query_one(LanguageChoice))
        if self._looks:
            self._look()

    @property
    def _looks(self) -> bool:
        """Whether nobody has said who is to answer."""
        chat = self.friend.core.settings.chat
        return not self._can_leave and chat.model == "auto" and not chat.base_url

    @work(thread=True, group="looking around", exit_on_error=False)
    def _look(self) -> None:
        worker = get_current_worker()
        self.post_message(ModelsOffered(self.friend.core.offers(lambda: worker.is_cancelled)))

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
        for part in ("greeting", "promise", "name-label", "language-label"):
            self.query_one(f"#{part}", Static).update(say(f"tui.first_run.{part.replace('-', '_')}"))
        if self._offers:
            self._list(say)
        self._hint()
        self.query_one(Input).placeholder = say("tui.first_run.name_example")

    def _hint(self) -> None:
        """What the keys do; or, once all is answered, what is being done."""
        say = words(self._language)
        hint = self.query_one("#hint", Static)
        if self._going_on:
            hint.update(say("tui.activity.opening"))
        else:
            keys = [say(f"choosing.hint.{self._step}"), say(f"choosing.escape.{self._escape}")]
            if text := self._ahead.text:
                keys[0] = say("choosing.for_later.writing", text=_end(one_line(text)))
            elif self._ahead:
                keys.insert(0, say("choosing.for_later.written"))
            hint.update("\n".join(keys))
        hint.remove_class("trouble")

    @property
    def _step(self) -> str:
        if self.query_one(LanguageChoice).has_focus:
            return "language"
        found = self.query_one(OptionList)
        if not found.has_focus or found.highlighted is None:
            return "name"
        return "elsewhere" if _is_elsewhere(self._offers[found.highlighted]) else "model"

    @property
    def _escape(self) -> str:
        if self._can_leave:
            return "back"
        return "begin" if self._looks else "skip"

    @on(events.DescendantFocus)
    @on(OptionList.OptionHighlighted)
    def _hint_at_the_step(self) -> None:
        if not self.query_one("#hint").has_class("trouble"):
            self._hint()

    @on(Input.Changed)
    def _hint_anew(self) -> None:
        self._hint()

    def _list(self, say: Words) -> None:
        label, found = self.query_one("#model-label", Static), self.query_one(OptionList)
        only_key = _is_elsewhere(self._offers[0])
        label.update(say("choosing.found_key_label" if only_key else "choosing.found_label"))
        place = found.highlighted or 0
        found.clear_options()
        found.add_options([Option(self._line(one, chosen=False)) for one in self._offers])
        found.highlighted = place
        label.display = found.display = True

    def _line(self, offer: Offer, *, chosen: bool) -> str:
        return f"{'●' if chosen else '○'} {line(words(self._language), offer)}"

    @on(OptionList.OptionHighlighted)
    def _mark_chosen(self, event: OptionList.OptionHighlighted) -> None:
        for index, one in enumerate(self._offers):
            event.option_list.replace_option_prompt_at_index(
                index, self._line(one, chosen=index == event.option_index)
            )

    @property
    def _given_name(self) -> str:
        return self.query_one(Input).value.strip()

    @property
    def _language(self) -> Language:
        return self.query_one(LanguageChoice).language

    def _object(self, sentence: str) -> None:
        hint = self.query_one("#hint", Static)
        hint.update(sentence)
        hint.add_class("trouble")


def _end(text: str) -> str:
    return text if len(text) <= SAMPLE_CHARACTERS else "…" + text[1 - SAMPLE_CHARACTERS :]


def _is_elsewhere(offer: Offer) -> bool:
    from siliconfriend.models.offers import Kind

    return offer.kind is Kind.CHATGPT
