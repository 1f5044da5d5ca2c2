"""The command palette's entries, from the table of commands."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode

from siliconfriend.tui.commands import COMMANDS, Command, Scope
from siliconfriend.tui.slash import call

if TYPE_CHECKING:
    from siliconfriend.tui.app import FriendApp


class CommandProvider(Provider):
    """The commands that can be carried out on the screen that the palette was opened over."""

    async def search(self, query: str) -> Hits:
        """Commands whose name resembles `query`, or a line that says there is none."""
        matcher, found = self.matcher(query), False
        for one in self._possible():
            name = self._word(one, "name")
            score = matcher.match(name)
            if score > 0:
                found = True
                yield Hit(score, matcher.highlight(name), self._run(one), name, self._help(one))

        if not found:
            yield Hit(0, cast("FriendApp", self.app).words("tui.palette.nothing"), lambda: None)

    async def discover(self) -> Hits:
        """All of them."""
        for one in self._possible():
            yield DiscoveryHit(self._word(one, "name"), self._run(one), help=self._help(one))

    def _possible(self) -> list[Command]:
        return [one for one in COMMANDS if one.named and self._namespace(one) is not None]

    def _namespace(self, one: Command) -> DOMNode | None:
        node: DOMNode = self.app if one.scope is Scope.APP else self.screen
        return node if hasattr(node, f"action_{one.action}") else None

    def _run(self, one: Command) -> partial[Coroutine[object, object, bool]]:
        return partial(self.app.run_action, one.action, self._namespace(one))

    def _help(self, one: Command) -> str:
        calls = " · ".join(filter(None, (one.key, call(cast("FriendApp", self.app).words, one))))
        return f"{calls} · {self._word(one, 'help')}"

    def _word(self, one: Command, which: str) -> str:
        return cast("FriendApp", self.app).words(f"tui.commands.{one.id}.{which}")
