"""Who comes in, and who comes after: the conversation on the screen, and what is kept of the others."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from siliconfriend.tui.core import Core
from siliconfriend.tui.desk import Desk, Hosts
from siliconfriend.tui.history import History
from siliconfriend.tui.in_order import SOMEBODY_ELSE_COMES
from siliconfriend.tui.screens.threshold import Threshold
from siliconfriend.tui.typed_ahead import TypedAhead
from siliconfriend.tui.way_out import WayOut, is_conversation

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.screen import Screen

    from siliconfriend.memory.records import Profile
    from siliconfriend.tui.arrivals import Found
    from siliconfriend.tui.screens.chat import ChatScreen
    from siliconfriend.tui.screens.first_run import FirstRunScreen

TO_WRITE_SECONDS = 0.002
"""What the thread that writes the first frame needs to get at it."""

log = logging.getLogger(__name__)


class Visiting(WayOut):
    """One conversation at a time: whoever leaves takes everything along but what lies on their desk."""

    def __init__(self, core: Core, profile_name: str | None = None) -> None:
        super().__init__(core)
        self._first_name = profile_name
        self._desks: dict[str, Desk] = {}

    # Coming in

    def get_default_screen(self) -> Screen[None]:
        """The threshold of a conversation, if there is anybody to talk with."""
        return Threshold() if self.core.someone_known() else super().get_default_screen()

    def on_ready(self) -> None:
        """The first frame is painted: in, as soon as it is written."""
        if isinstance(self.screen, Threshold):
            self.set_timer(TO_WRITE_SECONDS, lambda: self.call_later(self.go_in))  # a timer runs beside the app

    async def go_in(self) -> None:
        """From the threshold into the conversation, with what was typed there.

        The app handles nothing else meanwhile, so that later keys do not come before those.
        """
        threshold = self.screen
        with self.batch_update():
            conversation = await self._first_conversation()
            if isinstance(threshold, Threshold):
                conversation.written = threshold.ahead.take_letters()
            await self.push_screen(conversation)
        if isinstance(threshold, Threshold):
            for event in threshold.ahead.take_rest():
                await self.on_event(event)

    async def _first_conversation(self) -> ChatScreen:
        """With the last turns, if a look is enough to read them; they are read while the screen is imported."""
        looking = asyncio.get_running_loop().run_in_executor(None, self.core.glimpse, self._first_name)
        from siliconfriend.tui.screens.chat import ChatScreen

        try:
            seen = await looking
        except Exception:  # whatever is wrong, opening the profile meets it again, and says so
            log.exception("a first look was not possible")
            seen = None
        screen = ChatScreen(seen.profile if seen is not None else self._first_name)
        if seen is not None:
            self.greet(seen.profile)
            screen.begin_with(seen.turns)
        return screen

    def _conversation(self, who: Profile | str | None) -> ChatScreen | FirstRunScreen:
        if self.core.someone_known():
            from siliconfriend.tui.screens.chat import ChatScreen

            return ChatScreen(who)
        from siliconfriend.tui.screens.first_run import FirstRunScreen

        return FirstRunScreen(who if isinstance(who, str) else "")

    @property
    def conversation(self) -> ChatScreen | None:
        """The conversation that is open, whatever is in front of it."""
        return next((screen for screen in self.screen_stack if is_conversation(screen)), None)

    def desk(self, found: Found) -> Desk:
        """The desk of the person whose profile was opened, as it was left."""
        said = (turn.query for turn in found.turns)
        return self._desks.setdefault(found.profile.id, Desk(History(said)))

    def answering_hosts(self, who: Profile) -> Hosts:
        """The hosts of models that `who` was asked about since the program began."""
        return self._desks.setdefault(who.id, Desk()).answering

    def embedding_hosts(self, who: Profile) -> Hosts:
        """The hosts that `who` was asked about, where all that is remembered would be read."""
        return self._desks.setdefault(who.id, Desk()).embedding

    def leave_desk(self, who: Profile, draft: str, *, broken_off: int | None = None) -> None:
        """`who` leaves, with `draft` not sent; the reply of the turn `broken_off` was still on its way."""
        desk = self._desks.setdefault(who.id, Desk())
        desk.draft, desk.broken_off = draft, broken_off

    def clear_desk(self, who: Profile) -> None:
        """`who` is gone for good."""
        self._desks.pop(who.id, None)

    # From one to another

    def meet(self, name: str) -> None:
        """Ask somebody new for a name and a language; what they have written already is for the conversation."""
        self._change(self._meet(name))

    async def _meet(self, name: str) -> None:
        from siliconfriend.tui.screens.first_run import FirstRunScreen
        from siliconfriend.tui.widgets.composer import Composer

        await self._clear_the_front()
        await self._handled()  # letters that are on their way to the composer
        written = ["\n".join(one.drafts) for one in self.screen.query(Composer)]
        await self.switch_screen(FirstRunScreen(name, written="".join(written)))

    def meet_another(self, name: str) -> None:
        """The same, with a way back to the screen below. Asks first if words would be lost."""
        from siliconfriend.tui.screens.first_run import FirstRunScreen

        self._unless_lost(lambda: self.push_screen(FirstRunScreen(name, can_leave=True)))

    def chat_with(self, who: Profile) -> None:
        """Leave the conversation on the screen, then open `who`'s. Asks first if words would be lost."""
        self._unless_lost(lambda: self.welcome(who))

    def welcome(self, who: Profile, ahead: TypedAhead | None = None) -> None:
        """The same without a question, and with what `who`, who was just met, has typed meanwhile."""
        self._change(self._change_to(who, ahead or TypedAhead()))

    def _change(self, change: Coroutine[Any, Any, None]) -> None:
        """What is typed from now on is for whoever comes by this `change`."""
        self.begin_to_wait()
        self.run_worker(change, group=SOMEBODY_ELSE_COMES, exclusive=True, exit_on_error=False)

    def _unless_lost(self, go: Callable[[], object]) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                go()

        if self.conversation is not None and self.conversation.would_lose:
            self._ask_to_let_go(self.conversation.lost, "unsent.let_go", answered)
        else:
            go()

    async def _change_to(self, who: Profile, ahead: TypedAhead) -> None:
        await self._leave()
        self.greet(who)  # what the new screen says first is said to them
        conversation = self._conversation(who)
        if is_conversation(conversation):
            conversation.written = ahead.take_letters()
        await self.switch_screen(conversation)
        self.type_on(ahead.take_rest())

    def forget(self, who: Profile) -> None:
        """Delete `who`, whose conversation is on the screen, and go on with whoever was here before."""
        self._change(self._forget(who))

    async def _forget(self, who: Profile) -> None:
        from siliconfriend.memory.records import MemoryBankError

        await self._leave()
        self.clear_desk(who)
        try:
            for path in await asyncio.to_thread(lambda: self.core.profiles().delete(who)):
                self.notify(self.words("cli.erase.left", path=path), markup=False)
        except MemoryBankError as error:
            self.notify(self.words(f"errors.{error.code}", **error.details), severity="error", markup=False)
        await self.switch_screen(self._conversation(None))
