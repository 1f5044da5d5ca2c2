"""Asking for the address of a server of one's own."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from siliconfriend.models.address import Address, BadAddressError
from siliconfriend.tui.screens.base import FriendModal
from siliconfriend.tui.widgets.card import Card
from siliconfriend.tui.widgets.field import Field


class AddressScreen(FriendModal[str]):
    """The result is an address that a server can have; empty: none after all."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]
    AUTO_FOCUS = "Input"

    def __init__(self, address: str, trouble: str = "") -> None:
        """`trouble` is what came of the `address` when it was tried."""
        super().__init__()
        self._address = address
        self._trouble = trouble

    def compose(self) -> ComposeResult:
        """Where to write it, and how one looks."""
        with Card() as card:
            card.border_title = self.words("choosing.own.title")
            card.border_subtitle = self.words("choosing.own.keys")
            yield Field(self._address, placeholder=self.words("choosing.own.example"), compact=True)
            yield Static(self._trouble or self._say("write"), id="hint", markup=False)

    def _say(self, key: str) -> str:
        return self.words(f"choosing.own.{key}", example=self.words("choosing.own.example"))

    @on(Input.Submitted)
    def _check(self) -> None:
        written = self.query_one(Input).value.strip()
        try:
            Address.parse(written)
        except BadAddressError:
            self.query_one("#hint", Static).update(self._say("none"))
        else:
            self.dismiss(written)

    def action_close(self) -> None:
        """Back to the list."""
        self.dismiss("")
