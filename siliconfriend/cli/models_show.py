"""`siliconfriend models show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import msgspec

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.model_words import meant, naming, require_packages, size
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words

if TYPE_CHECKING:
    from siliconfriend.models.local.facts import Facts
    from siliconfriend.models.local.installed import Adapter


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("show", say, show, [*naming(say), options.json_option(say)], "show", part="local")


@click.pass_obj
def show(session: Session, /, name: str | None, as_json: bool, **flags: Any) -> int:
    """Print what the files tell, and what the model would take here. Nothing is loaded or fetched."""
    require_packages()
    choice = meant(session, name, flags)
    from siliconfriend.models.local.devices import device_for, dtype_for, free_bytes, needed
    from siliconfriend.models.local.facts import look
    from siliconfriend.models.local.fetching import folder_of
    from siliconfriend.models.local.installed import adapter_at

    facts = look(folder_of(choice.base, download=False))
    adapter = adapter_at(folder_of(choice.adapter, download=False)) if choice.adapter else None
    device = device_for(choice)
    dtype = dtype_for(device, facts, choice)
    takes, free = needed(facts, choice, dtype), free_bytes(device)
    if as_json:
        here = {"device": device.type, "dtype": str(dtype).removeprefix("torch."), "needed": takes, "free": free}
        told = {"name": choice.name, "model": msgspec.to_builtins(facts), "here": here}
        streams.result(shapes.line({**told, "adapter": msgspec.to_builtins(adapter) if adapter else None}))
        return 0
    say = session.say
    _print_model(say, facts)
    if adapter is not None:
        _print_adapter(say, adapter)
    here = {"device": device.type, "dtype": str(dtype).removeprefix("torch.")}
    line = "local.show.fits" if takes <= free else "local.show.too_large"
    streams.told(say(line, needed=size(takes), free=size(free), **here))
    return 0


def _print_model(say: Words, facts: Facts) -> None:
    streams.told(say("local.show.folder", folder=facts.folder))
    streams.told(
        say("local.show.model", kind=facts.model_type, size=size(facts.bytes), files=facts.files, dtype=facts.dtype)
    )
    if facts.context:
        streams.told(say("local.show.context", tokens=facts.context))


def _print_adapter(say: Words, adapter: Adapter) -> None:
    streams.told(
        say(
            "local.show.adapter",
            kind=adapter.kind,
            rank=adapter.rank,
            alpha=f"{adapter.alpha:g}",
            size=size(adapter.bytes),
            targets=", ".join(adapter.targets),
        )
    )
