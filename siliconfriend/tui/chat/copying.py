"""Copying a reply, or the code in it."""

from __future__ import annotations

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.transcript import Transcript


class Copying(Room):
    """To the clipboard, by the terminal and by the desktop's own means."""

    def action_copy(self) -> None:
        """The last reply, as it was written; one that is on its way, as far as it has come."""
        replies = [view.response for view in self.query_one(Transcript).turns if view.response]
        if replies:
            self.copy(replies[-1])
            unfinished = self.answering and self.query_one(Transcript).turns[-1].turn is None
            told = "reply"
            if unfinished:
                told = "so_far" if self.query_one(Transcript).turns[-1].response else "before"
            self.tell(f"tui.copied.{told}")
        else:
            self.tell("tui.turn.none")

    def action_copy_code(self) -> None:
        """Code of the last reply that has any; of several blocks, the one chosen."""
        from siliconfriend.tui.markdown.code_blocks import code_blocks
        from siliconfriend.tui.screens.choose_code import ChooseCodeScreen

        replies = [view.response for view in self.query_one(Transcript).turns if view.response]
        blocks = next((found for reply in reversed(replies) if (found := code_blocks(reply))), [])
        if not blocks:
            self.tell("tui.copied.no_code")
        elif len(blocks) == 1:
            self._copy_code(blocks[0])
        else:
            self.app.push_screen(ChooseCodeScreen(blocks), self._copy_code)

    def _copy_code(self, code: str | None) -> None:
        if code is not None:
            self.copy(code)
            self.tell("tui.copied.code")
