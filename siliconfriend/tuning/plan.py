"""What a run is to do: everything that its result depends on, kept beside it so that it can be gone on with."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from siliconfriend.models.local.choice import Device, Quantize
from siliconfriend.tuning.errors import TuningError

FILE = "run.json"


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """One run. What is None comes from the preset; lengths are in tokens, times in optimizer steps."""

    base: str
    data: tuple[str, ...]
    preset: str | None = None
    own_turns: str | None = None
    skip_bad: bool = False
    epochs: float = 3.0
    steps: int | None = None
    batch: int = 4
    accumulate: int = 4
    learning_rate: float | None = None
    rank: int | None = None
    alpha: int | None = None
    dropout: float | None = None
    prompt_tokens: int | None = None
    answer_tokens: int | None = None
    validation: float = 0.1
    patience: int = 3
    check_every: int | None = None
    seed: int = 42
    dtype: str = "auto"
    device: Device = "auto"
    quantize: Quantize = ""
    checkpointing: bool = False
    learned: str = ""
    """The sha256 of what is learned, put in when the run begins."""


def keep(plan: Plan, output: Path) -> None:
    """Write the plan beside what comes of it."""
    text = msgspec.json.format(msgspec.json.encode(plan), indent=1)
    (output / FILE).write_bytes(text + b"\n")


def kept(output: Path) -> Plan:
    """The plan of the run whose folder this is.

    Raises:
        TuningError: there is none.
    """
    try:
        return msgspec.json.decode((output / FILE).read_bytes(), type=Plan)
    except FileNotFoundError as error:
        raise TuningError("nothing_to_resume", folder=output) from error
    except (OSError, msgspec.MsgspecError) as error:
        raise TuningError("run_unreadable", file=output / FILE, detail=str(error)) from error


def differences(kept_plan: Plan, asked: Plan) -> list[str]:
    """The names of what `asked` wants otherwise than `kept_plan` had it."""
    return [name for name in Plan.__struct_fields__ if getattr(kept_plan, name) != getattr(asked, name)]
