"""How models are spoken of on the command line, and which one is meant."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli import options

if TYPE_CHECKING:
    from siliconfriend.cli.session import Session
    from siliconfriend.language import Words
    from siliconfriend.models.local.choice import Choice
    from siliconfriend.models.local.installed import Installed


def naming(say: Words) -> list[click.Parameter]:
    """A model's name, and what goes with it; without a name the one that the settings mean."""
    quantize = click.Choice(options.QUANTIZE)
    return [
        click.Argument(["name"], required=False, metavar=say("cli.page.name")),
        options.option(say, "base", metavar=say("cli.page.folder")),
        options.option(say, "adapter", metavar=say("cli.page.folder")),
        options.option(say, "quantize", type=quantize, metavar="|".join(options.QUANTIZE)),
    ]


def meant(session: Session, name: str | None, flags: dict[str, Any]) -> Choice:
    """The weights that are meant.

    Raises:
        click.UsageError: none are.
        ModelError: they are not there.
    """
    from msgspec.structs import replace

    from siliconfriend.models.catalog import local_choice

    session.flags |= options.as_flags({**flags, "model": name})
    chat = session.settings().chat
    found = local_choice(replace(chat, base_url="") if name else chat)
    if found is None:
        say = session.say
        raise click.UsageError(say("local.not_here", model=name) if name else say("local.none_meant"))
    return found


def require_packages() -> None:
    """Say so when the packages for local models are missing.

    Raises:
        NotInstalledError: they are.
    """
    from siliconfriend.models.local.errors import NotInstalledError
    from siliconfriend.models.local.model import PACKAGES

    missing = [one for one in PACKAGES if find_spec(one) is None]
    if missing:
        raise NotInstalledError(", ".join(missing))


def kind(say: Words, one: Installed) -> str:
    """What it is: an architecture, an adapter, or why it cannot be used."""
    if one.problem:
        return say("local.list.broken")
    return say("local.list.adapter") if one.adapter else one.facts.model_type if one.facts else ""


def size(bytes_: int) -> str:
    """In the unit that suits it."""
    for unit, each in (("GB", 2**30), ("MB", 2**20)):
        if bytes_ >= each:
            return f"{bytes_ / each:.1f} {unit}"
    return f"{bytes_ / 2**10:.0f} KB"
