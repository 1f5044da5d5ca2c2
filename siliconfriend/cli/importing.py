"""`siliconfriend import`: a MemoryBank file brought in, one profile per user in it."""

from __future__ import annotations

import sys
from contextlib import closing, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from siliconfriend.cli import options, shapes, streams
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Language, Words, language_of

if TYPE_CHECKING:
    from siliconfriend.memory.exchange.person import Person
    from siliconfriend.memory.records import Profile
    from siliconfriend.settings import Settings


LARGEST: Final = 2**30
"""Bytes: what is larger than a million turns is another file, or one without an end."""
PIECE: Final = 2**20


def command(say: Words) -> Command:
    """The subcommand."""
    return Command(
        "import",
        say,
        import_,
        [options.file_argument(say), options.language_option(say), options.json_option(say)],
        "import",
    )


@click.pass_obj
def import_(session: Session, file: str, language: str | None, as_json: bool) -> None:
    """Bring in what is new in the file, then make it ready for recall by meaning."""
    from siliconfriend.cli.progress import bar, counting_to
    from siliconfriend.companion import local_now
    from siliconfriend.memory.exchange import bring_in, read_bank
    from siliconfriend.memory.names import clean_name
    from siliconfriend.opening import open_bank, open_profiles

    settings = session.settings_of("memory", "forgetting")
    say, now, profiles = session.say, local_now(), open_profiles()
    people = read_bank(_content(file))
    for person in people:
        clean_name(person.name)  # raises, while nothing has been written yet
    outcome: list[dict[str, Any]] = []
    brought: list[Profile] = []
    turns = [sum(map(len, person.history.values())) for person in people]
    with bar(say("cli.progress.importing")) as tell:
        for place, person in enumerate(people):
            found = profiles.find(person.name)
            spoken = Language(language) if language else _spoken_by(person, say.language)
            profile = found or profiles.create(person.name, spoken, now, here=False)
            with closing(open_bank(profile, settings)) as bank:
                before = bank.profile.local_only
                came = bring_in(bank, person, now, counting_to(sum(turns), tell, sum(turns[:place])))
                if bank.profile.local_only and not before:
                    streams.note(say("cli.profile_local_only.on", name=profile.name))
            outcome.append({"name": profile.name, "created": found is None, **asdict(came)})
            brought.append(profile)
    _embed(brought, settings, say)
    if as_json:
        streams.result(shapes.line({"profiles": outcome}))
        return
    if not outcome:
        streams.told(say("cli.import.nobody"))
    for one in outcome:
        streams.told(say("cli.import.done", **one))


def _spoken_by(person: Person, otherwise: Language) -> Language:
    """The language that the file names, or else the one in which most was said."""
    said = (turn.query for turns in person.history.values() for turn in turns)
    return person.ours.language or language_of("\n".join(said), otherwise)


def _content(file: str) -> bytes:
    """What stands in `file`, or comes on stdin.

    Raises:
        MemoryBankError: it cannot be read, or has no end.
    """
    from siliconfriend.memory.records import MemoryBankError

    content = bytearray()
    try:
        with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as stream:
            while piece := stream.read(PIECE):
                content += piece
                if len(content) > LARGEST:
                    raise MemoryBankError("import_too_large", file=file, most=LARGEST // 2**20)
    except OSError as error:
        raise MemoryBankError("file_unreadable", file=file, detail=error.strerror) from error
    return bytes(content)


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
