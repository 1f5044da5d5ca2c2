"""`siliconfriend tune`: LoRA fine-tuning on dialogues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siliconfriend.cli import streams
from siliconfriend.cli.elsewhere import elsewhere
from siliconfriend.cli.exit_codes import ExitCode
from siliconfriend.cli.numbers import Number, Whole
from siliconfriend.cli.pages import Command
from siliconfriend.cli.session import Session
from siliconfriend.language import Words

if TYPE_CHECKING:
    from siliconfriend.tuning.errors import TuningError
    from siliconfriend.tuning.plan import Plan

PRESETS = ["chatglm", "belle", "default"]
DTYPES = ["auto", "bf16", "fp16", "fp32"]
DEVICES = ["auto", "cuda", "mps", "cpu"]
BITS = ["8bit", "4bit"]
BESIDE_OUTPUT = "-"
HERE, AFTER = ("output", "resume", "merge"), "-merged"


def command(say: Words) -> Command:
    """The subcommand."""
    file, folder, name = say("cli.page.file"), say("tuning.page.folder"), say("cli.page.name")
    count, amount = Whole(min=1), Number(min=0, min_open=True)
    return Command(
        "tune",
        say,
        tune,
        [
            _option(say, "base", metavar=folder),
            _option(say, "data", multiple=True, metavar=file),
            _option(say, "output", required=True, metavar=folder),
            _option(say, "preset", type=click.Choice(PRESETS), metavar=name),
            _option(say, "own-turns", metavar=name),
            _option(say, "skip-bad", is_flag=True),
            _option(say, "resume", is_flag=True),
            _option(say, "merge", is_flag=False, flag_value=BESIDE_OUTPUT, metavar=f"[{folder}]"),
            _option(say, "epochs", type=amount, metavar="X"),
            _option(say, "steps", type=count, metavar="N"),
            _option(say, "batch", type=count, metavar="N"),
            _option(say, "accumulate", type=count, metavar="N"),
            _option(say, "learning-rate", type=amount, metavar="X"),
            _option(say, "rank", type=count, metavar="N"),
            _option(say, "alpha", type=count, metavar="N"),
            _option(say, "dropout", type=Number(0, 0.9), metavar="X"),
            _option(say, "prompt-tokens", type=count, metavar="N"),
            _option(say, "answer-tokens", type=count, metavar="N"),
            _option(say, "validation", type=Number(0, 0.5), metavar="X"),
            _option(say, "patience", type=Whole(min=0), metavar="N"),
            _option(say, "check-every", type=count, metavar="N"),
            _option(say, "seed", type=Whole(min=0), metavar="N"),
            _option(say, "device", type=click.Choice(DEVICES), metavar="|".join(DEVICES)),
            _option(say, "dtype", type=click.Choice(DTYPES), metavar="|".join(DTYPES)),
            _option(say, "quantize", type=click.Choice(BITS), metavar="|".join(BITS)),
            _option(say, "checkpointing", is_flag=True),
        ],
        "page",
        part="tuning",
    )


def _option(say: Words, name: str, **more: Any) -> click.Option:
    return click.Option([f"--{name}"], help=say(f"tuning.options.{name.replace('-', '_')}"), **more)


@click.pass_obj
def tune(session: Session, /, **given: Any) -> int:
    """Tune, or go on with a run, or merge what was tuned."""
    from siliconfriend.tuning.errors import TuningError

    session.settings()
    output = Path(given["output"]).expanduser()
    elsewhere(output)
    if given["merge"] not in (None, BESIDE_OUTPUT):
        elsewhere(Path(given["merge"]).expanduser())
    try:
        return _tune(session.say, output, given)
    except TuningError as error:
        streams.note(_sentence(session.say, error))
        return ExitCode.UNREADABLE if error.code.startswith("data_") else ExitCode.FAILED


def _tune(say: Words, output: Path, given: dict[str, Any]) -> int:
    from siliconfriend.tuning.packages import require_packages

    asked = _asked(given)
    merges: str | None = given["merge"]
    learns = bool(given["data"]) or given["resume"]
    if not learns and merges is None:
        raise click.UsageError(say("tuning.usage.nothing"))
    plan = _plan(say, output, asked, resume=given["resume"], learns=learns)
    require_packages()
    folder = _folder(say, plan.base)
    if learns:
        from siliconfriend.cli.tuning_run import learn

        code = learn(say, plan, folder, output, resume=given["resume"])
        if code != ExitCode.FINE:
            return code
    if merges is not None:
        into = output.with_name(output.name + AFTER) if merges == BESIDE_OUTPUT else Path(merges).expanduser()
        _merge(say, folder, output, into)
    return ExitCode.FINE


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """What was asked for beyond what is usual, with whole paths: a run may be gone on with from elsewhere."""
    asked = {
        name: value
        for name, value in given.items()
        if name not in HERE and value is not None and value is not False and value != ()
    }
    if "data" in asked:
        asked["data"] = tuple(str(Path(file).expanduser().resolve()) for file in asked["data"])
    if "base" in asked and Path(asked["base"]).expanduser().is_dir():
        asked["base"] = str(Path(asked["base"]).expanduser().resolve())
    return asked


def _plan(say: Words, output: Path, asked: dict[str, Any], *, resume: bool, learns: bool) -> Plan:
    """What is to be done; a run that is gone on with is the one that was begun.

    Raises:
        click.UsageError: something is missing, or would make it another run.
    """
    import msgspec

    from siliconfriend.tuning.plan import Plan, differences, kept

    if resume:
        begun = kept(output)
        changed = differences(begun, msgspec.structs.replace(begun, **asked))
        if changed:
            names = ", ".join(f"--{name.replace('_', '-')}" for name in changed)
            raise click.UsageError(say("tuning.usage.another_run", names=names))
        return begun
    if "base" not in asked:
        raise click.UsageError(say("tuning.usage.no_base"))
    if learns and output.is_dir() and any(output.glob("adapter_model.*")):
        raise click.UsageError(say("tuning.usage.output_taken", folder=output))
    return Plan(**{"data": (), **asked})


def _folder(say: Words, base: str) -> Path:
    """Where the base is; one that is not here yet is fetched, with a bar.

    Raises:
        ModelError: it is nowhere, or could not be fetched.
    """
    from siliconfriend.cli.progress import bar
    from siliconfriend.models.local.fetching import folder_of

    with bar(say("tuning.progress.fetching", base=base)) as tell:
        return folder_of(base, lambda progress: tell(progress.done >> 20, progress.total >> 20))


def _merge(say: Words, base: Path, adapter: Path, folder: Path) -> None:
    from siliconfriend.cli.endings import ended_properly
    from siliconfriend.tuning.merging import merge

    streams.note(say("tuning.note.merging", folder=folder))
    with ended_properly():
        merge(base, adapter, folder)
    streams.told(say("tuning.done.merged", folder=folder))


def _sentence(say: Words, error: TuningError) -> str:
    """What went wrong, and a line for each thing to try."""
    lines = [say(f"tuning.error.{error.code}", **error.details)]
    lines += [f"  → {say(f'tuning.advice.{one}')}" for one in error.advice]
    return "\n".join(lines)
