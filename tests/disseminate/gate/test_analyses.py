"""No analysis leaves by the gate; `tests/attacks/test_statistics_of_tables.py` says why."""

from dataclasses import replace

import pytest

from measure87.disseminate.gate.survey.analyses import ANALYSES, NOT_RELEASED
from measure87.disseminate.gate.survey.measures import release
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.hypothesis import HypothesisTest


def figure(statistic="proportion", **more):
    about = {"value": 0.4, "se": 0.02, "lower": 0.36, "upper": 0.44, "level": 0.95,
             "interval": "wald", "n": 900, "n_cases": 360, "n_clusters": 90}  # fmt: skip
    return Estimate("work", statistic, "taylor", **about | more)


def of_independence(p=0.02):
    """A test as the estimators give it."""
    return HypothesisTest("work", "independence", "rao-scott", 4.2, "F", p, by=("sex",), df=1.0)


@pytest.mark.parametrize("statistic", sorted(ANALYSES))
def test_an_analysis_is_taken_out_and_refused(statistic):
    result = Result("estimate contrast", (figure(), figure(statistic, group={"area": "1"})))
    found = release(result)
    assert [one.statistic for one in found.estimates] == ["proportion"]
    (refusal,) = found.refused
    assert (refusal.code, refusal.group) == (NOT_RELEASED, {"area": "1"})


def test_a_test_is_taken_out_and_refused():
    result = replace(Result("estimate test", (figure(),)), tests=(of_independence(),))
    found = release(result)
    assert found.tests == ()
    assert "tests" not in found.to_json()
    assert [one.code for one in found.refused] == [NOT_RELEASED]
    assert "0.02" not in found.refused[0].text
