"""A long message is written in the person's own editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from siliconfriend.tui.chat.commanding import promised
from siliconfriend.tui.chat.room import Room
from siliconfriend.tui.widgets.composer import Composer

if TYPE_CHECKING:
    from pathlib import Path


class InEditor(Room):
    """The screen steps aside until the editor is closed; what was written is in the composer, to be sent."""

    def write(self, text: str) -> None:
        """Put `text` where the cursor is in the composer."""
        composer = self.query_one(Composer)
        composer.focus()
        composer.insert(text)

    def action_editor(self) -> None:
        """Write what stands in the composer in an editor."""
        from siliconfriend.tui.editor import unasked
        from siliconfriend.tui.web import in_browser

        if in_browser() or self.app.is_headless:
            self.tell("finding.editor.not_here", key=self.way_to("new_line"), severity="warning")
        elif self._kept_nowhere():
            self.tell("finding.editor.off_record", key=self.way_to("new_line"), severity="warning")
        elif self.answering:  # nothing of it is read while the screen stands still
            self.tell("finding.editor.answering", key=self.way_to("stop"), severity="warning")
        elif name := unasked():
            self._tell_how_to_leave(name)
        else:
            self._edit()

    def _kept_nowhere(self) -> bool:
        """Whether what is written may be in no file: an editor needs one, and keeps copies where it likes."""
        written = promised(self.query_one(Composer).whole_text)
        return written is not None or self.off_record

    def _drafts(self) -> Path:
        """Where the file is: among what else is kept of whoever is here."""
        bank = self.companion.bank if self.companion is not None else None
        return bank.folder if bank is not None and not bank.read_only else self.friend.core.places.cache

    def _tell_how_to_leave(self, name: str) -> None:
        from siliconfriend.tui.screens.confirm import ConfirmScreen

        say = self.words
        screen = ConfirmScreen(
            say("finding.editor.leaving", editor=name),
            yes=say("finding.editor.open", editor=name),
            no=say("finding.editor.stay"),
        )
        self.app.push_screen(screen, lambda yes: self._edit() if yes else None)

    def _edit(self) -> None:
        from textual.app import SuspendNotSupported

        from siliconfriend.tui.editor import EditorError, NoEditorError, edited

        composer = self.query_one(Composer)
        try:
            with self.app.suspend():
                text = edited(composer.whole_text, self._drafts())
        except NoEditorError:
            self.tell("finding.editor.none", severity="warning")
        except SuspendNotSupported:
            self.tell("finding.editor.not_here", key=self.way_to("new_line"), severity="warning")
        except EditorError as error:
            key = f"finding.editor.{error.problem}"
            severity: Literal["warning", "error"] = "warning" if error.problem == "ended" else "error"
            self.tell(key, editor=error.editor, detail=error.detail, severity=severity)
        else:
            composer.write(text)
            composer.focus()
