"""The command palette and its entries, from the table of commands."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList

from siliconfriend.tui.commands import COMMANDS, SLASHES, Command, Scope
from siliconfriend.tui.screens.base import DismissedOnce
from siliconfriend.tui.slash import call, names
from siliconfriend.tui.way_out import is_conversation

if TYPE_CHECKING:
    from siliconfriend.tui.app import FriendApp


RANK = 1000
"""More than a name scores whose letters are those looked for, in their order."""


ON_CARDS = ("theme", "help", "quit")
"""Of the commands that work everywhere, those that a card in front of a conversation leaves."""


class Palette(CommandPalette, DismissedOnce[None]):
    """Textual's, but that keys which were on their way when it closed, or before it has its list, do nothing."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """With it ends what is looked for."""
        self.workers.cancel_node(self)
        return super().dismiss(result)

    def check_message_enabled(self, message: Message) -> bool:
        """Nothing is looked for or chosen once it closes."""
        late = self.going and isinstance(message, Input.Submitted | Input.Changed | OptionList.OptionSelected)
        return not late and super().check_message_enabled(message)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Its keys need its list."""
        if action in ("command_list", "cursor_down") and not self.query(OptionList):
            return False
        return super().check_action(action, parameters)


class CommandProvider(Provider):
    """The commands that can be carried out on the screen that the palette was opened over."""

    async def search(self, query: str) -> Hits:
        """Commands that have the words of `query`, then those whose name resembles it; else a line that says so."""
        matcher, found = self.matcher(query), False
        for one in self._possible():
            name = self._word(one, "name")
            score = matcher.match(name)
            shown = matcher.highlight(name) if score > 0 else name
            score += RANK * self._closeness(one, query)
            if score > 0:
                found = True
                yield Hit(score, shown, self._run(one), name, self._help(one))

        if not found:
            yield Hit(0, self._why_nothing(query), lambda: None)

    def _why_nothing(self, query: str) -> str:
        """That there is no such command, or none that can be carried out over what is in front."""
        say = cast("FriendApp", self.app).words
        elsewhere = [one for one in COMMANDS if one.named and self._closeness(one, query)]
        if not elsewhere:
            return say("tui.palette.nothing")
        best = max(elsewhere, key=lambda one: self._closeness(one, query))
        return say("tui.palette.not_here", name=self._word(best, "name"))

    async def discover(self) -> Hits:
        """All of them."""
        for one in self._possible():
            yield DiscoveryHit(self._word(one, "name"), self._run(one), help=self._help(one))

    def _closeness(self, one: Command, query: str) -> int:
        """3 where the name has the words of `query`, 2 where a slash name has, 1 where what is told of it has."""
        wanted = query.casefold().lstrip(SLASHES).split()
        told = f"{self._word(one, 'help')} {self._word(one, 'also')}"
        places = (told, " ".join(names(one)), self._word(one, "name"))
        return max(
            (rank for rank, place in enumerate(places, 1) if all(word in place.casefold() for word in wanted)),
            default=0,
        )

    def _possible(self) -> list[Command]:
        return [one for one in COMMANDS if one.named and self._is_possible(one)]

    def _is_possible(self, one: Command) -> bool:
        """Whether it can be done from here: no card is laid over a card."""
        if one.scope is Scope.CHAT:
            return is_conversation(self.screen)
        return one.id in ON_CARDS or not self._on_a_card

    @property
    def _on_a_card(self) -> bool:
        from siliconfriend.tui.screens.first_card import FirstCard

        return isinstance(self.screen, ModalScreen | FirstCard)

    def _namespace(self, one: Command) -> DOMNode:
        return self.app if one.scope is Scope.APP else self.screen

    def _run(self, one: Command) -> partial[Coroutine[object, object, bool]]:
        return partial(self.app.run_action, one.action, self._namespace(one))

    def _help(self, one: Command) -> str:
        app = cast("FriendApp", self.app)
        calls = " · ".join(filter(None, (app.keyboard.key(one.id), call(app.words, one))))
        return f"{calls} · {self._word(one, 'help')}"

    def _word(self, one: Command, which: str) -> str:
        return cast("FriendApp", self.app).words(f"tui.commands.{one.id}.{which}")
