"""`siliconfriend eval`, the part about recall alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from siliconfriend.cli import streams
from siliconfriend.cli.endings import ended_properly
from siliconfriend.cli.evaluation_data import datasets, note_missing, write_json
from siliconfriend.cli.evaluation_wishes import verdict

if TYPE_CHECKING:
    from siliconfriend.cli.evaluation_wishes import Wishes
    from siliconfriend.evaluation.trial import Trial
    from siliconfriend.language import Words
    from siliconfriend.settings import Settings

TOP_K = 10


def trial_of(say: Words, settings: Settings, wishes: Wishes) -> Trial:
    """How recall is asked.

    Raises:
        EmbedderError: the embedder that is set cannot be used.
    """
    from siliconfriend.evaluation.encoded_once import EncodedOnce
    from siliconfriend.evaluation.trial import Trial
    from siliconfriend.memory.forgetting import Curve
    from siliconfriend.opening import choose_embedder

    forgetting = settings.forgetting
    embedder = choose_embedder(settings)
    if embedder is None:
        streams.note(say("evaluation.note.by_words"))
    return Trial(
        EncodedOnce(embedder) if embedder else None,
        Curve(forgetting.tau_days, forgetting.floor, forgetting.enabled),
        wishes.top_k or TOP_K,
        wishes.now,
        ablations=wishes.ablations,
        aged=wishes.forgetting == "on",
    )


def with_forgetting(settings: Settings, wishes: Wishes) -> Settings:
    """The settings under --forgetting."""
    if wishes.forgetting is None:
        return settings
    forgetting = msgspec.structs.replace(settings.forgetting, enabled=wishes.forgetting == "on")
    return msgspec.structs.replace(settings, forgetting=forgetting)


def measure(say: Words, settings: Settings, wishes: Wishes) -> int:
    """Put the questions to recall and to the plain searches.

    Raises:
        MemoryBankError: something cannot be read or written.
        EvaluationError: the data is broken.
    """
    from siliconfriend.cli.evaluation_tables import print_metrics
    from siliconfriend.cli.progress import bar
    from siliconfriend.evaluation.report import report

    data = datasets(wishes.bank, wishes.questions, wishes.language)
    trial = trial_of(say, with_forgetting(settings, wishes), wishes)
    with ended_properly(), bar(say("evaluation.progress.asking")) as tell:
        asked = trial.run(data, tell)
    note_missing(say, asked)
    found = report(trial, asked)
    if wishes.report is not None:
        from siliconfriend.cli.evaluation_report import write_report

        write_report(say, wishes.report, found)
    if wishes.output is None:
        print_metrics(say, found["metrics"])
    else:
        write_json(say, wishes.output, found)
    return verdict(say, wishes.fail_under, found["metrics"], [])
