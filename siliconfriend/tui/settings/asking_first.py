"""Another model or embedder may be elsewhere: before words go there, whose they are is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from siliconfriend.config_file import with_value
from siliconfriend.settings import EMBEDDER
from siliconfriend.settings_error import SettingsError
from siliconfriend.tui.settings.entries import Entry, without_file
from siliconfriend.tui.settings.keeping import Keeping
from siliconfriend.tui.settings.own import SECTION

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile
    from siliconfriend.settings import Settings

OWN_MODEL: Final = f"{SECTION}.model"
WHO_ANSWERS: Final = {OWN_MODEL, "chat.model", "chat.base", "chat.base_url"}


class AskingFirst(Keeping):
    """A no leaves everything as it was."""

    async def _set(self, one: Entry, value: Any) -> None:
        await self._ask_and(partial(super()._set, one, value), one.key, lambda: value)

    async def _unset(self, one: Entry) -> None:
        await self._ask_and(partial(super()._unset, one), one.key, partial(without_file, self.friend.core, one.key))

    async def _ask_and(self, keep: Callable[[], Awaitable[None]], key: str, wished: Callable[[], Any]) -> None:
        """`keep` what is wished, unless that would send words where nobody agreed to."""
        find = self._new_host if key in WHO_ANSWERS else self._new_embedding_host if key in EMBEDDER else None
        host = await asyncio.to_thread(find, key, wished) if find is not None else ""
        if not host:
            await keep()
            return
        from siliconfriend.tui.consent import ask, ask_about_memories

        def answered(yes: bool) -> Awaitable[None] | None:
            return keep() if yes else None

        if key in EMBEDDER:
            ask_about_memories(self, self._who, host, answered)
        else:
            ask(self, self._who, host, answered)

    @property
    def _who(self) -> Profile | None:
        return self._companion.bank.profile if self._companion is not None else None

    def _wished(self, key: str, wished: Callable[[], Any]) -> Settings | None:
        """The settings as wished; None for those that cannot be: keeping them meets that too, and says so."""
        try:
            return with_value(self.friend.core.settings, key, wished())
        except SettingsError:
            return None

    def _new_embedding_host(self, key: str, wished: Callable[[], Any]) -> str:
        from siliconfriend.embedders.catalog import embedding_host
        from siliconfriend.hosts import stays_here

        then, who = self._wished(key, wished), self._who
        host = embedding_host(then.memory) if then is not None else ""
        refused = who is not None and host in self.friend.embedding_hosts(who).refused
        unchanged = host == embedding_host(self.friend.core.settings.memory)
        return "" if stays_here(host) or (unchanged and not refused) else host

    def _new_host(self, key: str, wished: Callable[[], Any]) -> str:
        from siliconfriend.tui.consent import host_for, to_be_asked

        core, who = self.friend.core, self._who
        if key == OWN_MODEL:
            host = host_for(core, who and replace(who, model=wished().strip()), core.settings)
            return host if to_be_asked(self, who, host) else ""
        then = self._wished(key, wished)
        if then is None:
            return ""
        if who is not None and to_be_asked(self, who, host := host_for(core, who, then)):
            return host
        # Whoever has chosen nothing else is answered there, whoever is here now.
        host = host_for(core, None, then)
        changed = host != host_for(core, None, core.settings)
        return host if changed and to_be_asked(self, None, host) else ""
