"""`siliconfriend import`: a MemoryBank file brought in, one profile per user in it."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Language, Words

if TYPE_CHECKING:
    from siliconfriend.memory.records import Profile
    from siliconfriend.settings import Settings


def command(say: Words) -> Command:
    """The subcommand."""
    file = click.Argument(["file"], metavar=say("cli.page.file"))
    return Command("import", say, import_, [file, options.language_option(say), options.json_option(say)], "import")


@click.pass_obj
def import_(session: Session, file: str, language: str | None, as_json: bool) -> None:
    """Bring in what is new in the file, then make it ready for recall by meaning."""
    from siliconfriend.cli.progress import bar
    from siliconfriend.companion import local_now
    from siliconfriend.memory.exchange import bring_in, read_bank
    from siliconfriend.memory.names import clean_name
    from siliconfriend.opening import open_bank, open_profiles

    settings = session.settings()
    say, now, profiles = session.say, local_now(), open_profiles()
    people = read_bank(_content(file))
    for person in people:
        clean_name(person.name)  # raises, while nothing has been written yet
    outcome: list[dict[str, Any]] = []
    brought: list[Profile] = []
    with bar(say("cli.progress.importing")) as tell:
        for person in people:
            found = profiles.find(person.name)
            spoken = Language(language) if language else person.ours.language or say.language
            profile = found or profiles.create(person.name, spoken, now)
            with closing(open_bank(profile, settings)) as bank:
                came = bring_in(bank, person, now)
            outcome.append({"name": profile.name, "created": found is None, **asdict(came)})
            brought.append(profile)
            tell(len(brought), len(people))
    _embed(brought, settings, say)
    if as_json:
        streams.result(shapes.line({"profiles": outcome}))
        return
    for one in outcome:
        streams.result(say("cli.import.done", **one) + "\n")


def _content(file: str) -> bytes:
    """What stands in `file`, or comes on stdin.

    Raises:
        MemoryBankError: it cannot be read.
    """
    from siliconfriend.memory.records import MemoryBankError

    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise MemoryBankError("file_unreadable", file=file, detail=error.strerror) from error


def _embed(profiles: list[Profile], settings: Settings, say: Words) -> None:
    """Embed what has no vector yet. Ctrl+C or a fault leaves the rest for later: nothing is lost by it."""
    from siliconfriend.cli.failures import sentence
    from siliconfriend.cli.progress import bar, until_interrupted
    from siliconfriend.memory.records import EmbedderError, MemoryBankError
    from siliconfriend.opening import choose_embedder, open_bank

    with until_interrupted() as pressed:
        try:
            embedder = choose_embedder(settings)
            if embedder is None:
                return
            for profile in profiles:
                title = say("cli.progress.embedding_of", name=profile.name)
                with closing(open_bank(profile, settings)) as bank, bar(title) as tell:
                    try:
                        bank.attach(embedder)
                    except EmbedderError as error:  # of this person alone
                        streams.note(sentence(say, error))
                        continue
                    bank.embed_missing(progress=tell, stop=pressed)
        except MemoryBankError as error:
            streams.note(sentence(say, error))
        if pressed():
            streams.note(say("cli.import.later"))
