"""What the argument of a slash command may become, while it is written."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from textual import on, work

from siliconfriend.memory.records import MemoryBankError
from siliconfriend.tui import messages
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.choosing.offered import shown
from siliconfriend.tui.commands import Command
from siliconfriend.tui.widgets.composer import Composer

MOST: Final = 30


class Completing(Room):
    """What takes a while to know is looked for when it is first wanted, and shown when it is there."""

    _models: Sequence[str] | None = None
    _people: Sequence[str] | None = None

    @on(messages.CompanionJoined)
    def _complete_from_now_on(self) -> None:
        self.query_one(Composer).completions = self._completions

    def _completions(self, command: Command, begun: str) -> Sequence[str]:
        """What begins as `begun` does, then what holds it."""
        if command.id == "export":
            return _files(begun)
        known: Sequence[str] = ()
        if command.id == "settings":
            from siliconfriend.config_file import all_settings

            known = list(all_settings())
        elif command.id == "model":
            if self._models is None:
                self._models = ()
                self._learn_models()
            known = [shown(self.words, one) for one in self._models]
        elif command.id == "profiles":
            if self._people is None:
                self._people = ()
                self._learn_people()
            known = self._people
        wanted = begun.casefold()
        fitting = [one for one in known if wanted in one.casefold()]
        return sorted(fitting, key=lambda one: not one.casefold().startswith(wanted))[:MOST]

    @work(group="completing models", exit_on_error=False)
    async def _learn_models(self) -> None:
        offers = await asyncio.to_thread(self.friend.core.offers)
        self._models = list(dict.fromkeys(["auto", *(one.name for one in offers)]))
        self.query_one(Composer).offer_anew()

    @work(group="completing people", exit_on_error=False)
    async def _learn_people(self) -> None:
        try:
            people = await asyncio.to_thread(lambda: self.friend.core.profiles().list())
        except MemoryBankError:
            return
        self._people = [one.name for one in people]
        self.query_one(Composer).offer_anew()


def _files(begun: str) -> list[str]:
    """The folders and Markdown files that `begun` may become."""
    head, tail = os.path.split(begun)
    try:
        with os.scandir(Path(head).expanduser() if head else ".") as found:
            fitting = [
                one.name + ("/" if one.is_dir() else "")
                for one in found
                if one.name.startswith(tail)
                and not one.name.startswith(".")
                and (one.is_dir() or one.name.endswith(".md"))
            ]
    except OSError:
        return []
    return [str(Path(head) / name) + ("/" if name.endswith("/") else "") for name in sorted(fitting)[:MOST]]
