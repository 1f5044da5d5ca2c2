"""A screen that is going away is never an error: what still comes for it finds its widgets gone."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual._context import NoActiveAppError, active_message_pump
from textual.app import App
from textual.css.query import NoMatches
from textual.dom import DOMNode, NoScreen
from textual.widget import MountError
from textual.worker import WorkerFailed, get_current_worker

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

log = logging.getLogger(__name__)


def is_going(node: object) -> bool:
    """Whether `node` is on no screen that stays: it was closed or taken away, or the app itself closes."""
    if isinstance(node, App) or not isinstance(node, DOMNode):
        return False
    try:
        stays = node.app.is_running and node.is_attached and node.screen in node.app.screen_stack
    except (NoScreen, NoActiveAppError):
        stays = False
    return not stays


class LettingGo(App[None]):
    """Keys, timers and workers of a screen that is going end with it, whoever carries them out."""

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """As Textual's; what is asked of a screen that is going is not done."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except NoMatches:
            if not is_going(default_namespace):
                raise
            log.debug("%s came when its screen was closing", action)
            return False

    def _handle_exception(self, error: Exception) -> None:
        failed = isinstance(error, WorkerFailed)
        cause = error.error if isinstance(error, WorkerFailed) else error
        node: Any = get_current_worker().node if failed else active_message_pump.get(None)
        if isinstance(cause, NoMatches | MountError) and is_going(node):
            log.debug("%s had work when its screen was closing", type(node).__name__)
        else:
            super()._handle_exception(error)
