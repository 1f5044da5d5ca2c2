"""Who is known: change to somebody, meet somebody new, or forget somebody."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from siliconfriend.memory.names import name_key
from siliconfriend.memory.records import MemoryBankError, Profile
from siliconfriend.tui.destination import called
from siliconfriend.tui.messages import KeptHere, ProfileDeleted, ProfileRefused, ProfilesListed
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.screens.confirm import ConfirmScreen
from siliconfriend.tui.screens.with_list import WithList
from siliconfriend.tui.visible import one_line
from siliconfriend.tui.widgets.card import Card
from siliconfriend.tui.widgets.field import Field
from siliconfriend.tui.widgets.language_choice import NAMES


class ProfilesScreen(FriendModal[None], WithList[None]):
    """A list that narrows as one types; its last entry is for somebody new, unless somebody is called so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("ctrl+d", "delete", show=False, priority=True),
        Binding("ctrl+k", "keep_here", show=False, priority=True),
    ]
    AUTO_FOCUS = "Input"
    READS = ("listing", "keeping here", "deleting")

    def __init__(self, here: Profile | None, wanted: str = "") -> None:
        super().__init__()
        self._wanted = wanted
        self._here = here.id if here is not None else ""
        self._profiles: Sequence[Profile] = ()
        self._shown: list[Profile] = []

    def compose(self) -> ComposeResult:
        """What to look for, and who was found."""
        with Card() as card:
            card.border_title = self.words("tui.profiles.title")
            yield Field(self._wanted, placeholder=self.words("tui.profiles.filter"), compact=True)
            yield OptionList(markup=False, compact=True)
            yield Static(id="hint", classes="trouble", markup=False)

    def on_mount(self) -> None:
        """Ask who is known."""
        self._list()

    @work(thread=True, group="listing", exclusive=True, exit_on_error=False)
    def _list(self) -> None:
        try:
            self.post_message(ProfilesListed(self.friend.core.profiles().list()))
        except MemoryBankError as error:
            self.post_message(ProfileRefused(error))

    @on(ProfilesListed)
    def _take(self, event: ProfilesListed) -> None:
        before, self._profiles = self._chosen, event.profiles
        self._show()
        shown = [one.id for one in self._shown]
        if before is not None and before.id in shown:
            self.query_one(OptionList).highlighted = shown.index(before.id)

    @on(Input.Changed)
    def _show(self) -> None:
        """The profiles whose names resemble what was typed, the best first; without a word, from who is here."""
        wanted = self.query_one(Input).value.strip()
        matcher, key = Matcher(wanted), name_key(wanted)
        called_so = [one for one in self._profiles if name_key(one.name) == key]
        scored = [
            (inf if one in called_so else matcher.match(one.name) if wanted else 1.0, one) for one in self._profiles
        ]
        self._shown = [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score > 0]
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options([Option(self._line(one)) for one in self._shown])
        if not called_so:
            new = "tui.profiles.new_called" if wanted else "tui.profiles.new"
            found.add_option(Option(Content.styled(self.words(new, name=one_line(wanted)), "$accent")))
        shown = [one.id for one in self._shown]
        found.highlighted = shown.index(self._here) if not wanted and self._here in shown else 0
        self._show_keys()

    @on(OptionList.OptionHighlighted)
    def _show_keys(self) -> None:
        chosen, say = self._chosen, self.words
        keep = "let_leave" if chosen is not None and chosen.local_only else "keep_here"
        keys = say("tui.profiles.keys", keep=say(f"tui.profiles.{keep}"))
        self.query_one("#card").border_subtitle = keys

    @property
    def _chosen(self) -> Profile | None:
        """Who is highlighted, if that is somebody who is known."""
        index = self.query_one(OptionList).highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    def _line(self, profile: Profile) -> Content:
        mark = "● " if profile.id == self._here else "  "
        only_here = self.words("candour.local_only.status") if profile.local_only else ""
        known = (NAMES[profile.language], profile.companion, called(self.words, profile.model), only_here)
        about = " · ".join(one_line(one) for one in known if one)
        return Content.assemble(mark, one_line(profile.name), (f"  {about}", "$quiet"))

    @on(Input.Submitted)
    def _choose_highlighted(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        if event.option_index >= len(self._shown):
            self.friend.meet_another(self.query_one(Input).value.strip())
        elif (chosen := self._shown[event.option_index]).id == self._here:
            self.dismiss(None)
        elif self.friend.core.profiles().has(chosen):
            self.friend.chat_with(chosen)
        else:
            self._say_gone(chosen)

    def _say_gone(self, who: Profile) -> None:
        """They were deleted elsewhere since the list was made."""
        self.post_message(ProfileRefused(MemoryBankError("profile_gone", name=who.name)))

    def action_delete(self) -> None:
        """Forget the highlighted person for good, after asking."""
        if (profile := self._chosen) is not None:
            say = self.words
            question = say("tui.profiles.delete_question", name=one_line(profile.name))
            screen = ConfirmScreen(question, yes=say("tui.profiles.delete"), no=say("tui.profiles.keep"))
            self.app.push_screen(screen, lambda yes: self._delete_if(profile, yes))

    def action_keep_here(self) -> None:
        """The words of the highlighted person stay on this machine from now on, or no longer."""
        profile, room = self._chosen, self.friend.conversation
        if profile is None:
            return
        if room is not None and profile.id == self._here:
            room.action_local_only()
        else:
            self._keep_here(profile, not profile.local_only)

    @work(thread=True, group="keeping here", exclusive=True, exit_on_error=False)
    def _keep_here(self, profile: Profile, local_only: bool) -> None:
        try:
            self.friend.core.keep_here(profile, local_only)
            self.post_message(KeptHere(local_only))
        except MemoryBankError as error:
            self.post_message(ProfileRefused(error))

    @on(KeptHere)
    def _show_who_stays(self) -> None:
        self._list()

    def _delete_if(self, profile: Profile, yes: bool | None) -> None:
        if yes and profile.id == self._here:
            self.friend.forget(profile)
        elif yes:
            self._delete(profile)

    @work(thread=True, group="deleting", exit_on_error=False)
    def _delete(self, profile: Profile) -> None:
        try:
            for path in self.friend.core.profiles().delete(profile):
                self.app.call_from_thread(self.notify, self.words("cli.erase.left", path=path), markup=False)
            self.post_message(ProfileDeleted(profile))
        except MemoryBankError as error:
            self.post_message(ProfileRefused(error))

    @on(ProfileDeleted)
    def _show_the_rest(self, event: ProfileDeleted) -> None:
        self.friend.clear_desk(event.profile)
        self._list()

    @on(ProfileRefused)
    def _say_why_not(self, event: ProfileRefused) -> None:
        self.query_one("#hint", Static).update(self.sentence(event.error))
        if event.error.code == "profile_gone":
            self._list()

    def action_close(self) -> None:
        """Nothing changes."""
        self.dismiss(None)
