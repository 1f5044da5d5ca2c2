"""Our own evaluation data is right, and recall on it stays above its floors and ahead of the baselines."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from siliconfriend.embedders.minilm import MiniLM, bundled_folder
from siliconfriend.evaluation.checking import check_data
from siliconfriend.evaluation.datasets import own_dataset, own_folder
from siliconfriend.evaluation.errors import EvaluationError
from siliconfriend.evaluation.metrics import CUTOFFS
from siliconfriend.evaluation.report import report
from siliconfriend.evaluation.trial import Trial
from siliconfriend.language import Language
from siliconfriend.memory.forgetting import Curve

FLOORS: dict[str, dict[str, float]] = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8"))

pytestmark = pytest.mark.xdist_group("own evaluation data")


@pytest.fixture(scope="module", params=list(Language))
def language(request: pytest.FixtureRequest) -> Language:
    """A language in which there is data."""
    try:
        own_dataset(request.param)
    except EvaluationError as error:
        if error.code != "no_data":
            raise
        pytest.skip(f"eval_data has no {request.param} yet")
    return Language(request.param)


@pytest.fixture(scope="module")
def metrics(language: Language) -> dict[str, Any]:
    """Everything measured in one language, as it comes out of the box."""
    folder = bundled_folder()
    if folder is None:
        pytest.skip("the bundled embedder is not installed")
    trial = Trial(MiniLM(folder), Curve())
    found: dict[str, Any] = report(trial, trial.run([own_dataset(language)]))["metrics"]
    return found


def test_the_data_is_right(language: Language) -> None:
    assert check_data(own_folder(), language).problems == []


def test_recall_is_above_its_floors(language: Language, metrics: dict[str, Any]) -> None:
    below = {
        name: metrics["overall"][name]
        for name, floor in FLOORS[language].items()
        if metrics["overall"][name] < floor
    }
    assert below == {}


def test_recall_is_ahead_of_every_baseline_at_every_depth(metrics: dict[str, Any]) -> None:
    for name, found in metrics["baselines"].items():
        for measure in (*(f"recall@{k}" for k in CUTOFFS), "mrr"):
            assert metrics["overall"][measure] > found["overall"][measure], (name, measure)
