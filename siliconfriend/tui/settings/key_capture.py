"""Another key for a command: it is pressed, not spelled."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from siliconfriend.keys import key_name, not_sent_by_all, shown
from siliconfriend.tui.commands import command
from siliconfriend.tui.keyboard import Keyboard, Unused
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.widgets.card import Card


@dataclass(frozen=True, slots=True)
class Pressed:
    """The key that was pressed, empty for none, and the command that it is to be taken from."""

    key: str
    taken_from: str = ""


class KeyCapture(FriendModal["Pressed | None"]):
    """Every key comes here, those of the app too; Esc leaves, Del takes the key away."""

    takes_every_key = True

    def __init__(self, keyboard: Keyboard, id_: str) -> None:
        super().__init__()
        self._keyboard = keyboard
        self._command = command(id_)
        self._contested = ""

    def compose(self) -> ComposeResult:
        """A card."""
        say, id_ = self.words, self._command.id
        with Card() as card:
            card.border_title = say("keys.capture.title", command=say(f"tui.commands.{id_}.name"))
            card.border_subtitle = say(
                "keys.capture.foot_needed" if self._command.essential else "keys.capture.foot"
            )
            yield Static(say("keys.capture.ask"), markup=False)
            keys = self._keyboard.listed(id_) or say("keys.none")
            yield Static(say("keys.capture.now", keys=keys), id="now", markup=False)
            yield Static(id="hint", markup=False)

    def on_key(self, event: events.Key) -> None:
        """This one, if it can be had."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "delete" and not self._command.essential:
            self.dismiss(Pressed(""))
        else:
            self._take(event.key)

    def _take(self, pressed: str) -> None:
        trouble = self._keyboard.judge(self._command.id, pressed)
        if trouble is None:
            self.dismiss(Pressed(key_name(pressed)))
        elif trouble.reason == "taken":
            self._contest(trouble)
        else:
            self._contested = ""
            self._hint(trouble.sentence(self.words))

    def _contest(self, trouble: Unused) -> None:
        say, holder = self.words, command(trouble.other)
        if holder.essential and len(self._keyboard.of(holder.id)) == 1:
            name = say(f"tui.commands.{holder.id}.name")
            self._hint(f"{trouble.sentence(say)} {say('keys.capture.needed', other=name)}")
        elif self._contested == trouble.key:
            self.dismiss(Pressed(trouble.key, holder.id))
        else:
            self._contested = trouble.key
            self._hint(f"{trouble.sentence(say)}{say('keys.capture.again')}")

    def _hint(self, text: str) -> None:
        self.query_one("#hint", Static).update(text)


def doubt(keys: tuple[str, ...]) -> str:
    """The first of `keys` that many terminals cannot send, as a person reads it; empty when there is none."""
    return next((shown(key) for key in keys if not_sent_by_all(key)), "")
