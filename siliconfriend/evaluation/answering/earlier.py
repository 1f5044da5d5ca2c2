"""The outcome of an earlier run, to be judged, scored or shown again without asking anybody."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.evaluation.items import item
from siliconfriend.memory.records import MemoryBankError

if TYPE_CHECKING:
    from siliconfriend.evaluation.items import Item


def earlier_run(file: Path) -> tuple[dict[str, Any], list[Item]]:
    """Everything in the output of a run, and its questions.

    Raises:
        MemoryBankError: the file cannot be read.
        EvaluationError: it is no such output, or has no answers.
    """
    try:
        found = json.loads(file.read_bytes())
        items = [item(fields) for fields in found["questions"]]
        whole = isinstance(found["metrics"], dict) and isinstance(found["setup"]["models"], list)
    except OSError as error:
        raise MemoryBankError("file_unreadable", file=str(file), detail=error.strerror) from error
    except (ValueError, KeyError, TypeError, RecursionError, msgspec.ValidationError) as error:
        raise EvaluationError("no_answers", file=str(file)) from error
    if not whole or not any(one.answers for one in items):
        raise EvaluationError("no_answers", file=str(file))
    return found, items
