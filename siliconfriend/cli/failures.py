"""From what went wrong to a sentence on stderr and an exit code: the one place where commands fail."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from siliconfriend.cli import usage
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.options import SETTINGS
from siliconfriend.cli.streams import abandon, note
from siliconfriend.places import NotAFileError, places
from siliconfriend.settings_error import SettingsError
from siliconfriend.settings_trouble import trouble

if TYPE_CHECKING:
    from siliconfriend.cli.session import Session
    from siliconfriend.language import Words

_CODES = {
    "no_such_profile": ExitCode.NO_PROFILE,
    "nobody_known": ExitCode.NO_PROFILE,
    "profile_gone": ExitCode.NO_PROFILE,
    "no_such_memory": ExitCode.NO_PROFILE,
    "for_the_screen": ExitCode.USAGE,
    "no_such_command": ExitCode.USAGE,
    "our_own_file": ExitCode.USAGE,
    "file_unreadable": ExitCode.UNREADABLE,
    "database_damaged": ExitCode.UNREADABLE,
    "database_damaged_copied": ExitCode.UNREADABLE,
    "values_damaged": ExitCode.UNREADABLE,
    "values_damaged_copied": ExitCode.UNREADABLE,
    "newer_database": ExitCode.UNREADABLE,
    "profile_unreadable": ExitCode.UNREADABLE,
    "backup_foreign": ExitCode.UNREADABLE,
    "backup_newer": ExitCode.UNREADABLE,
    "backup_damaged": ExitCode.UNREADABLE,
}


def sentence(say: Words, error: Exception) -> str:
    """A memory's or a model's `error` in the words of `say`."""
    code, details = getattr(error, "code", "unexpected"), getattr(error, "details", {})
    return say(f"errors.{code}", **details)


def exit_code(error: Exception) -> int:
    """The exit code for a memory's or a model's `error`."""
    from siliconfriend.models.base import ModelError

    if isinstance(error, ModelError):
        return ExitCode.NO_ANSWER
    code = getattr(error, "code", "")
    return ExitCode.UNREADABLE if code.startswith("import_") else _CODES.get(code, ExitCode.FAILED)


def guarded(session: Session, action: Callable[[], object]) -> int:
    """Do `action` and return its exit code, whatever happens; nothing is raised."""
    try:
        code = action()
    except BrokenPipeError:
        abandon()
        return ExitCode.NO_READER
    except BaseException as error:  # noqa: BLE001 - this is where everything ends
        code = _explain(session, error)
        if _output_refused(error):
            abandon()  # what a full disk refused once would be refused again at exit, and loudly
        return code
    return code if isinstance(code, int) else ExitCode.FINE


def _explain(session: Session, error: BaseException) -> int:
    say = session.say
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else ExitCode.FAILED
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        note("\n" + say("cli.failure.interrupted"))
        return ExitCode.INTERRUPTED
    if isinstance(error, click.ClickException):
        note(usage.explain(say, error))
        return ExitCode.USAGE
    if isinstance(error, SettingsError):
        names = {key: f"--{name.replace('_', '-')}" for name, key in SETTINGS.items()}
        note(say("cli.failure.settings", detail=trouble(say, error, names)))
        return ExitCode.USAGE
    return _explain_failure(say, error)


def _output_refused(error: BaseException) -> bool:
    """Whether a stream, which has no name, could not be written."""
    refusals = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EINVAL, errno.EBADF)
    return isinstance(error, OSError) and not error.filename and error.errno in refusals


def _explain_failure(say: Words, error: BaseException) -> int:
    from siliconfriend.cli.journal import keep_journal
    from siliconfriend.memory.records import MemoryBankError
    from siliconfriend.models.base import ModelError

    if isinstance(error, MemoryBankError | ModelError):
        note(sentence(say, error))
        return exit_code(error)
    if isinstance(error, NotAFileError):
        note(say("errors.not_a_file", file=error.filename))
        return ExitCode.FAILED
    if isinstance(error, OSError) and error.filename:
        note(say("cli.failure.file", file=error.filename, detail=error.strerror))
        return ExitCode.FAILED
    if isinstance(error, OSError) and _output_refused(error):
        note(say("cli.failure.output", detail=error.strerror))
        return ExitCode.FAILED
    keep_journal(places().logs)
    logging.getLogger(__name__).critical("the command broke", exc_info=error)
    note(say("cli.failure.unexpected", folder=places().logs))
    return ExitCode.FAILED
