"""`siliconfriend eval --check-data`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from siliconfriend.cli import streams
from siliconfriend.cli.endings import ended_properly
from siliconfriend.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siliconfriend.language import Language, Words


def check(say: Words, folder: Path | None, languages: Sequence[Language], *, as_json: bool) -> int:
    """Check the data in `folder`, or our own.

    Raises:
        EvaluationError: there is none.
    """
    from siliconfriend.cli.evaluation_tables import checked_as_json, print_checked
    from siliconfriend.cli.progress import bar
    from siliconfriend.evaluation.checking import check_data
    from siliconfriend.evaluation.datasets import own_folder

    found = []
    for language in languages:
        with ended_properly(), bar(say("evaluation.progress.checking")) as tell:
            found.append(check_data(folder or own_folder(), language, tell))
    if as_json:
        streams.result(json.dumps(checked_as_json(say, found), ensure_ascii=False) + "\n")
    else:
        print_checked(say, found)
    return ExitCode.FAILED if any(one.problems for one in found) else ExitCode.FINE
