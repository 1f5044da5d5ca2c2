"""`siliconfriend erase`: everything the program keeps, gone."""

from __future__ import annotations

import click

from siliconfriend.cli import streams
from siliconfriend.cli.confirming import typed, yes_option
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Language, Words, how_many, words
from siliconfriend.places import places


def command(say: Words) -> Command:
    """The subcommand."""
    return Command("erase", say, erase, [yes_option(say)], "erase")


@click.pass_obj
def erase(session: Session, yes: bool) -> int:
    """Delete it all, once the word has been typed."""
    from siliconfriend.home import erasing
    from siliconfriend.opening import open_profiles

    say, home = session.say, places()
    if not erasing.anything(home):
        streams.note(say("cli.erase.nothing"))
        return ExitCode.FINE
    if not yes:
        names = ", ".join(one.name for one in open_profiles().list()) or say("cli.backup.nobody")
        question = say("cli.erase.question", names=names, folder=home.data)
        answer = typed(say, question, say("cli.erase.prompt", word=say("cli.erase.word")))
        if answer.casefold() not in {words(language)("cli.erase.word") for language in Language}:
            streams.note(say("cli.erase.kept"))
            return ExitCode.FAILED
    gone = erasing.erase(home)
    people = say(f"cli.erase.people.{how_many(gone.people)}", count=gone.people)
    settings = say("cli.erase.settings" if gone.settings else "cli.erase.no_settings")
    logs = say(f"cli.erase.logs.{how_many(gone.logs)}", count=gone.logs)
    streams.note(say("cli.erase.done", people=people, settings=settings, logs=logs))
    for path in gone.left:
        streams.note(say("cli.erase.left", path=path))
    return ExitCode.FINE
