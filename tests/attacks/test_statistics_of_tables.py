"""An attack on hidden cells by what a test, a contrast or a variance says; and the gate against it.

The attacker has the margins of a table, which are published, and a statistic to some digits. She
tries every table with these margins. Without the gate's rule she finds the one there is; with it
she has nothing to try.
"""

from dataclasses import replace

import pytest
from scipy import stats

from measure87.disseminate.gate.survey.analyses import ANALYSES
from measure87.disseminate.gate.survey.measures import release
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.hypothesis import HypothesisTest

GIRLS, WORKERS, CHILDREN = 25, 9, 60
POSSIBLE = range(WORKERS + 1)


def x2_of(working_girls):
    """Pearson's statistic of a table with these margins."""
    boys = CHILDREN - GIRLS
    table = [
        [working_girls, GIRLS - working_girls],
        [WORKERS - working_girls, boys - WORKERS + working_girls],
    ]
    return float(stats.chi2_contingency(table, correction=False).statistic)


def tables_with(told, digits):
    """The numbers of working girls that the statistic leaves possible."""
    return [k for k in POSSIBLE if f"{x2_of(k):.{digits}g}" == f"{told:.{digits}g}"]


@pytest.mark.parametrize("hidden", POSSIBLE)
@pytest.mark.parametrize("digits", [2, 3, 6])
def test_a_statistic_with_its_margins_gives_the_hidden_cell_back(hidden, digits):
    """Rounding to two digits does not help: that is why there is no rule that rounds."""
    assert tables_with(x2_of(hidden), digits) == [hidden]


def test_the_p_value_alone_does_too():
    p = [f"{stats.chi2.sf(x2_of(k), 1):.2g}" for k in POSSIBLE]
    assert len(set(p)) == len(p)


def test_a_variance_of_two_gives_both_numbers_back():
    """With mean and n: of two persons the numbers are mean -+ sqrt(variance / 2)."""
    hours = (7.0, 31.0)
    mean, variance = sum(hours) / 2, (hours[0] - hours[1]) ** 2 / 2
    half = (variance / 2) ** 0.5
    assert (mean - half, mean + half) == pytest.approx(hours)


def test_nothing_of_it_leaves_by_the_gate():
    shown = Estimate(
        "work", "proportion", "taylor", value=0.15, se=0.02, lower=0.11, upper=0.19, level=0.95,
        interval="wald", n=600, n_cases=90, n_clusters=60,
    )  # fmt: skip
    secret = 7.654321
    analyses = [
        Estimate("work", statistic, "taylor", value=secret, se=secret, n=600)
        for statistic in sorted(ANALYSES)
    ]
    test = HypothesisTest("work", "independence", "rao-scott", secret, "F", 0.7654321, df=1.0)
    result = replace(Result("estimate test", (shown, *analyses)), tests=(test,))
    text = str(release(result).to_json())
    assert "7.65" not in text
    assert "0.765" not in text
    assert text.count("is not released") == len(ANALYSES) + 1
