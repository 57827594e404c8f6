"""Four ways of asking, against surveys drawn person by person by code that knows nothing of them.

Persons copy: each takes the value of her cluster with chance a, else that of her family with
chance b, else one of her own; so two of a family correlate by a^2 + b^2, two of a cluster by a^2.
"""

import numpy as np
import pytest

from measure87.design.answer_errors import found_with_errors
from measure87.design.costs import Costs
from measure87.design.fieldwork import (
    Asking,
    direct,
    family_reports,
    one_child,
    screened,
)
from measure87.vocabulary.errors import UsageError

DRAWS = 3_000
ASKING = Asking(prevalence=0.1, icc=0.04, clusters=60, asked=12)
REPORTED = {1: 0.2, 3: 0.5, 6: 0.3}
REPORTERS = {1: 0.3, 2: 0.3, 4: 0.4}
CHILDREN = {0: 0.3, 1: 0.3, 2: 0.2, 4: 0.2}


def copies(rng, shape, p, a, b):
    """Statuses of persons, (draws, clusters, families, persons)."""
    draws, clusters, families, _ = shape
    cluster = rng.random((draws, clusters, 1, 1)) < p
    family = rng.random((draws, clusters, families, 1)) < p
    own = rng.random(shape) < p
    choice = rng.random(shape)
    return np.where(choice < a, cluster, np.where(choice < a + b, family, own))


def picked(rng, shares, shape):
    return rng.choice(list(shares), p=list(shares.values()), size=shape)


def weighted_share(status, weight):
    axes = tuple(range(1, status.ndim))
    return (status * weight).sum(axis=axes) / weight.sum(axis=axes)


def expected_variance(work):
    plan = work.plan
    return plan.prevalence * (1.0 - plan.prevalence) / plan.effective_persons


@pytest.mark.few(1)
@pytest.mark.parametrize(("sensitivity", "specificity"), [(1.0, 1.0), (0.8, 0.98)])
def test_reports_on_family_have_the_share_and_the_variance_of_drawn_surveys(
    sensitivity, specificity
):
    rng = np.random.default_rng(87)
    shape = (DRAWS, 60, 12, 6)
    truth = copies(rng, shape, 0.1, 0.2, 0.5)
    told = np.where(truth, rng.random(shape) < sensitivity, rng.random(shape) > specificity)
    there = np.arange(6) < picked(rng, REPORTED, shape[:3])[..., None]
    share = weighted_share(told, there / picked(rng, REPORTERS, shape))
    work = family_reports(
        ASKING, REPORTED, REPORTERS, icc_family=0.29,
        sensitivity=sensitivity, specificity=specificity,
    )  # fmt: skip
    assert work.plan.take == pytest.approx(12 * 3.5)
    assert share.mean() == pytest.approx(work.plan.prevalence, rel=0.01)
    # The variance of 3,000 draws is known to 2.6 %; three of these.
    assert share.var() == pytest.approx(expected_variance(work), rel=0.08)
    assert work.bias == pytest.approx(sensitivity * 0.1 + (1 - specificity) * 0.9 - 0.1, abs=1e-12)


def test_one_child_of_each_household_has_the_variance_of_drawn_surveys():
    rng = np.random.default_rng(88)
    shape = (DRAWS, 60, 12, 1)
    drawn = copies(rng, shape, 0.1, 0.2, 0.0)
    share = weighted_share(drawn, picked(rng, CHILDREN, shape).astype(float))
    work = one_child(ASKING, CHILDREN)
    assert work.plan.take == pytest.approx(12 * 0.7)
    # Kish: weights 1, 2 and 4 in the proportion 3:2:2
    assert work.plan.weighting_within == pytest.approx((3 + 8 + 32) / 7 / ((3 + 4 + 8) / 7) ** 2)
    assert share.var() == pytest.approx(expected_variance(work), rel=0.08)
    assert work.bias == 0.0


def test_a_screen_finds_what_it_finds_and_costs_what_it_costs():
    rng = np.random.default_rng(89)
    shape = (DRAWS, 60, 12, 1)
    truth = copies(rng, shape, 0.1, 0.2, 0.0)
    flagged = np.where(truth, rng.random(shape) < 0.7, rng.random(shape) > 0.9)
    share = weighted_share(truth & flagged, np.ones(shape))
    work = screened(ASKING, sensitivity=0.7, specificity=0.9)
    assert share.mean() == pytest.approx(0.07, rel=0.01)
    assert work.plan.prevalence == pytest.approx(0.07)
    assert share.var() == pytest.approx(expected_variance(work), rel=0.08)
    assert work.long_interviews == pytest.approx(flagged.sum(axis=(2, 3)).mean(), rel=0.01)
    costs = Costs(per_cluster=100.0, per_person=5.0)
    assert work.cost(costs, 40.0) == pytest.approx(
        60 * (100 + 12 * 5 + 12 * (0.07 + 0.1 * 0.9) * 40)
    )


def test_persons_asked_about_themselves_are_the_plan_itself():
    work = direct(Asking(0.1, 0.04, 60, 12, response=0.75, weighting_between=1.2))
    assert (work.plan.take, work.asked, work.plan.weighting_between) == (9.0, 12, 1.2)
    assert work.cost(Costs(100.0, 5.0)) == 60 * 160.0
    assert work.with_clusters(90).plan.clusters == 90


def test_a_false_report_in_a_thousand_is_a_fifth_of_what_a_rare_outcome_shows():
    found = found_with_errors(0.004, 0.05, 1.0, 0.999)
    assert found.prevalence == pytest.approx(0.004 + 0.000996)
    assert found.icc < 0.05


def test_a_family_that_stands_alone_is_a_person_asked():
    alone = family_reports(ASKING, {1: 1.0}, {1: 1.0}, icc_family=0.3).plan
    asked = direct(ASKING).plan
    assert alone.take == asked.take
    assert alone.design_effect == pytest.approx(asked.design_effect)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: Asking(0.1, 0.04, 60, 12, response=0.0), "0 % cannot answer"),
        (lambda: one_child(ASKING, {1: 0.5, 2: 0.4}), "add up to 0.9"),
        (lambda: one_child(ASKING, {0: 1.0}), "no household"),
        (lambda: one_child(ASKING, {1: 1.5, 2: -0.5}), "below 0"),
        (lambda: family_reports(ASKING, {0: 1.0}, {1: 1.0}, icc_family=0.3), "nobody is reported"),
        (lambda: family_reports(ASKING, {2: 1.0}, {0: 1.0}, icc_family=0.3), "nobody could"),
        (lambda: family_reports(ASKING, {2: 1.0}, {1: 1.0}, icc_family=0.01), "0.01"),
        (lambda: screened(ASKING, sensitivity=1.1, specificity=0.9), "1.1"),
        (lambda: screened(ASKING, sensitivity=0.1, specificity=0.9), "say nothing"),
    ],
)
def test_what_cannot_be_is_refused(ask, words):
    with pytest.raises(UsageError) as told:
        ask()
    assert words in told.value.text
    assert told.value.hint
