"""From the conversation to what was said before, and to files outside."""

from __future__ import annotations

from siliconfriend.tui.chat.room import Room


class Finding(Room):
    """Looking through everything that was said, and writing it out."""

    def action_find(self, wanted: str = "") -> None:
        """Look through everything that was said, for `wanted` to begin with."""
        if self.companion is None:
            self.when_open(lambda: self.action_find(wanted), "find", wanted)
            return
        from siliconfriend.tui.finding.screen import FindScreen

        self.app.push_screen(FindScreen(self.companion, wanted))

    def action_export(self, file: str = "") -> None:
        """Keep what was said as a file."""
        if self.companion is None:
            self.when_open(lambda: self.action_export(file), "export", file)
            return
        from siliconfriend.tui.writing_out.screen import ExportScreen

        self.app.push_screen(ExportScreen(self.companion, file))
