"""What is sent from the composer: something to say, or a slash command."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from typing import Final

from textual import on

from siliconfriend.tui.chat.saying import Saying
from siliconfriend.tui.commands import Command, Scope
from siliconfriend.tui.widgets.composer import Composer

PROMISES: Final = ("off_record", "local_only")
"""Commands that stay written, as words do, until the memories are open: were they gone and nothing had come of
them, what is said next would be kept, or sent, against a promise."""


class Commanding(Saying):
    """Commands are carried out by the screen or by the app."""

    @on(Composer.Submitted)
    async def _take(self, event: Composer.Submitted) -> None:
        """A slash command is carried out; anything else is said."""
        from siliconfriend.tui.slash import call, parse

        called = parse(event.typed)
        if called is None:
            await self.say(event.text, written=event.typed)
        elif called.command is None:
            self.tell("tui.slash.unknown", name=called.name)
        elif called.command.argument and not called.argument and not called.command.optional:
            event.composer.write(call(self.words, called.command) + " ")
        elif self._too_early(called.command):
            self.tell("tui.composer.not_yet")
        else:
            event.composer.take(event.typed)
            await self._carry_out(called.command, called.argument)

    @on(Composer.Chosen)
    async def _take_chosen(self, event: Composer.Chosen) -> None:
        from siliconfriend.tui.slash import call

        if self._too_early(event.command):
            self.query_one(Composer).write(call(self.words, event.command))
            self.tell("tui.composer.not_yet")
        else:
            await self._carry_out(event.command, "")

    def _too_early(self, command: Command) -> bool:
        return command.id in PROMISES and self.companion is None

    async def _carry_out(self, command: Command, argument: str) -> None:
        owner = self.app if command.scope is Scope.APP else self
        if self.check_action(command.action, ()):
            action: Callable[..., object] = getattr(owner, f"action_{command.action}")
            done = action(argument) if command.argument else action()
            if isawaitable(done):
                await done
