"""A long message is written in the person's own editor."""

from __future__ import annotations

from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.commands import command
from siliconfriend.tui.widgets.composer import Composer


class InEditor(Room):
    """The screen steps aside until the editor is closed; what was written is in the composer, to be sent."""

    def write(self, text: str) -> None:
        """Put `text` where the cursor is in the composer."""
        composer = self.query_one(Composer)
        composer.focus()
        composer.insert(text)

    def action_editor(self) -> None:
        """Write what stands in the composer in an editor."""
        from textual.app import SuspendNotSupported

        from siliconfriend.tui.editor import EditorError, NoEditorError, edited
        from siliconfriend.tui.web import in_browser

        if in_browser() or self.app.is_headless:
            self.tell("finding.editor.not_here", key=command("new_line").key, severity="warning")
        elif self.answering:  # nothing of it is read while the screen stands still
            self.tell("finding.editor.answering", severity="warning")
        else:
            composer = self.query_one(Composer)
            try:
                with self.app.suspend():
                    text = edited(composer.whole_text, self.friend.core.places.cache)
            except NoEditorError:
                self.tell("finding.editor.none", severity="warning")
            except SuspendNotSupported:
                self.tell("finding.editor.not_here", key=command("new_line").key, severity="warning")
            except EditorError as error:
                self.tell("finding.editor.failed", editor=error.editor, detail=error.detail, severity="error")
            else:
                composer.write(text)
                composer.focus()
