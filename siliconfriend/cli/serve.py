"""`siliconfriend serve`: the same screen in a browser on this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli import options, streams
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.numbers import Whole
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.settings import variable

if TYPE_CHECKING:
    import socket

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8377


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "serve",
        say,
        serve,
        [
            *options.talking_options(say),
            click.Option(
                ["--host"],
                type=options.Given(),
                default=DEFAULT_HOST,
                metavar="ADDRESS",
                help=say("web.options.host"),
            ),
            click.Option(
                ["--port"],
                type=Whole(0, 65535),
                default=DEFAULT_PORT,
                metavar="N",
                help=say("web.options.port", port=DEFAULT_PORT),
            ),
            click.Option(["--expose"], is_flag=True, help=say("web.options.expose")),
            click.Option(["--open", "open_"], is_flag=True, help=say("web.options.open")),
        ],
        "serve",
        part="web",
    )


@click.pass_obj
def serve(
    session: Session, /, profile: str | None, host: str, port: int, expose: bool, open_: bool, **flags: Any
) -> int:
    """Serve until Ctrl+C."""
    session.flags |= options.as_flags(flags)
    session.settings()
    say = session.say
    try:
        from siliconfriend.tui.web import serving
        from siliconfriend.tui.web.gate import loopback
    except ImportError:
        streams.note(say("web.serve.missing"))
        return ExitCode.FAILED
    if not loopback(host) and not expose:
        raise click.UsageError(say("web.serve.refused_host", host=host))
    try:
        listening = serving.listen(host, port)
    except OSError as error:
        streams.note(say("web.serve.port_taken", port=port, host=host, detail=error.strerror or error))
        return ExitCode.FAILED
    if not loopback(host):
        streams.note(say("web.serve.exposed", port=listening.getsockname()[1]))
    _serve(session, listening, profile, open_)
    return ExitCode.FINE


def _serve(session: Session, listening: socket.socket, profile: str | None, open_: bool) -> None:
    """Every tab starts the program with the flags given here."""
    from siliconfriend.tui.web import serving

    os.environ.update({variable(name): str(value) for name, value in session.flags.items()})
    who = profile or session.profile

    def ready(address: str) -> None:
        streams.note(session.say("web.serve.ready", address=address))
        if open_:
            import webbrowser

            webbrowser.open(address)

    serving.serve(listening, ["--profile", who] if who else [], session.say, streams.note, ready)
