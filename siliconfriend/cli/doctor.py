"""`siliconfriend doctor`: what works here, what is missing, and what to do about it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.checkup.finding import Case, Finding, State
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words
from siliconfriend.places import places
from siliconfriend.settings import Settings
from siliconfriend.settings_error import SettingsError
from siliconfriend.settings_trouble import trouble

MARKS = {State.FINE: "✓", State.NOTE: "·", State.WRONG: "✗"}


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("doctor", say, doctor, [options.json_option(say)], "doctor")


@click.pass_obj
def doctor(session: Session, as_json: bool) -> int:
    """Look at everything, and say it as it is found."""
    found: list[Finding] = []
    case, broken = _case(session)
    for look in [lambda _: broken, *_looks()]:
        for finding in _safely(look, case):
            found.append(finding)
            if not as_json:
                _tell(finding)
    wrong = sum(one.state is State.WRONG for one in found)
    if as_json:
        streams.result(shapes.line({"fine": not wrong, "checks": [asdict(one) for one in found]}))
    else:
        streams.told("\n" + case.say("cli.doctor.wrong" if wrong else "cli.doctor.fine", count=wrong))
    return ExitCode.FAILED if wrong else ExitCode.FINE


def _looks() -> list[Callable[[Case], Iterable[Finding]]]:
    from siliconfriend.cli.checkup import answering, home, packages, recalling, terminal

    return [
        packages.python,
        packages.packages,
        recalling.sqlite,
        recalling.weights,
        recalling.index,
        recalling.embedder,
        home.home,
        home.profiles,
        answering.model,
        answering.key,
        answering.server,
        terminal.terminal,
        terminal.encoding,
    ]


def _case(session: Session) -> tuple[Case, list[Finding]]:
    """What is looked at; settings that cannot be used are a finding, and the defaults are looked at instead."""
    try:
        settings = session.settings()
        return Case(session.say, settings, places()), []
    except SettingsError as error:
        case = Case(session.say, Settings(), places())
        return case, [case.wrong("settings", detail=trouble(session.say, error))]


def _safely(look: Callable[[Case], Iterable[Finding]], case: Case) -> Iterable[Finding]:
    """What `look` finds; a look that breaks is a finding itself."""
    try:
        yield from look(case)
    except Exception as error:  # a check is what must not break the others
        logging.getLogger(__name__).exception("a check broke")
        name = getattr(look, "__name__", "check")
        yield case.wrong("broken", name=name, detail=f"{type(error).__name__}: {error}")


def _tell(finding: Finding) -> None:
    streams.told(f"{MARKS[finding.state]} {finding.detail}")
    if finding.advice:
        streams.told(f"  → {finding.advice}")
