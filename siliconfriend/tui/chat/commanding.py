"""What is sent from the composer: something to say, or a slash command."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import isawaitable
from typing import Final

from textual import on

from siliconfriend.tui.chat.doubting import Doubting
from siliconfriend.tui.chat.saying import Saying
from siliconfriend.tui.commands import Command, Scope
from siliconfriend.tui.widgets.composer import Composer

PROMISES: Final = ("off_record", "local_only")
"""Commands that stay written, as words do, until the memories are open: were they gone and nothing had come of
them, what is said next would be kept, or sent, against a promise."""


def promised(written: str) -> Command | None:
    """The one of `PROMISES` that `written` begins with: none of it may be kept before that is carried out."""
    from siliconfriend.tui.slash import begun_with

    one = begun_with(written)
    return one if one is not None and one.id in PROMISES else None


class Commanding(Saying, Doubting):
    """Commands are carried out by the screen or by the app."""

    @on(Composer.Submitted)
    async def _take(self, event: Composer.Submitted) -> None:
        """A slash command is carried out; anything else is said, if need be when it is sent once more."""
        from siliconfriend.tui.slash import call, parse

        called = parse(event.typed)
        if called is not None and called.command is None and event.typed != self.doubted:
            self.doubt(event.typed, called.name)
        elif called is None and (promise := promised(event.typed)) is not None:
            self.tell("unsent.promise_first", call=call(self.words, promise), severity="warning")
        elif called is None or called.command is None:
            await self.say(event.text, written=event.typed)
        elif called.command.argument and not called.argument and not called.command.optional:
            event.composer.write(call(self.words, called.command) + " ")
            self.tell(f"tui.what_to_write.{called.command.id}")
        elif self._stays_written(called.command):
            self.when_open(partial(self._carry_out_written, called.command, called.argument, event.typed))
        else:
            await self._carry_out_written(called.command, called.argument, event.typed)

    @on(Composer.Chosen)
    async def _take_chosen(self, event: Composer.Chosen) -> None:
        from siliconfriend.tui.slash import call

        written = call(self.words, event.command)
        if self._stays_written(event.command):
            self.query_one(Composer).write(written)
            self.when_open(partial(self._carry_out_written, event.command, "", written))
        else:
            await self._carry_out(event.command, "", written)

    @on(Composer.Begun)
    def _say_what_to_write(self, event: Composer.Begun) -> None:
        self.tell(f"tui.what_to_write.{event.command.id}")

    def _stays_written(self, command: Command) -> bool:
        return command.id in PROMISES and self.companion is None

    async def _carry_out_written(self, command: Command, argument: str, written: str) -> None:
        self.query_one(Composer).take(written)
        await self._carry_out(command, argument, written)

    async def _carry_out(self, command: Command, argument: str, written: str) -> None:
        owner = self.app if command.scope is Scope.APP else self
        if self.check_action(command.action, ()):
            action: Callable[..., object] = getattr(owner, f"action_{command.action}")
            self.carried_out = written
            try:
                done = action(argument) if command.argument else action()
                if isawaitable(done):
                    await done
            finally:
                self.carried_out = ""
