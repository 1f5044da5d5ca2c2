"""Whether evaluation data is what it says it is."""

from siliconfriend.evaluation.checking.data import Checked, check_data
from siliconfriend.evaluation.checking.problem import Problem

__all__ = ["Checked", "Problem", "check_data"]
