"""Per 100 or per 1,000: where the figures of a measure begin to be rare, and their decimals."""

import pytest

from measure87.disseminate.pages.kit.wording import words
from measure87.disseminate.pages.survey.figure_text import scale_of
from measure87.vocabulary.estimate import Estimate

ENGLISH = words("en")


def figure(statistic, unit, value):
    return Estimate("x", statistic, "taylor", unit=unit, value=value)


def scale(*values, per=None):
    return scale_of([figure("proportion", "proportion", x) for x in values], per, ENGLISH)


@pytest.mark.parametrize(
    ("values", "per"),
    [
        ((0.0199,), 1000),
        ((0.02,), 100),
        ((0.0001, 0.0199), 1000),
        ((0.0001, 0.02), 100),
        ((0.0,), 1000),
        ((), None),
    ],
)
def test_shares_are_per_1000_where_every_one_is_under_2_in_100(values, per):
    assert scale(*values).per == per


def test_a_study_may_say_per_how_many():
    assert scale(0.5, per=1000).per == 1000
    assert scale(0.001, per=100).factor == 100.0


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ((0.2,), 1),  # 20 per 100
        ((0.02,), 1),  # 2 per 100
        ((0.5, 0.0099), 2),  # 0.99 per 100
        ((0.5, 0.01), 1),  # 1.0 per 100
        ((0.5, 0.00099), 3),  # 0.099 per 100
        ((0.5, 0.0000099), 3),  # 0.00099 per 100: no more than three
        ((0.5, 0.0), 1),  # nobody needs no decimals
        ((0.0,), 1),
    ],
)
def test_the_smallest_share_has_two_digits_and_at_most_three_decimals(values, decimals):
    assert scale(*values).decimals == decimals


def written(statistic, unit, *further):
    figures = [figure(one, unit, 3.0) for one in (statistic, *further)]
    return scale_of(figures, None, ENGLISH)


def test_numbers_that_are_no_shares_stand_as_they_are():
    total, mean = written("total", "persons"), written("mean", "hours per week")
    assert (total.per, total.factor, total.decimals, total.unit) == (None, 1.0, 0, "persons")
    assert (mean.per, mean.factor, mean.decimals, mean.unit) == (None, 1.0, 2, "hours per week")
    # A ratio beside the total of its measure is written as whole as that.
    assert written("total", "persons", "ratio").decimals == 0
    assert written("mean", None).unit == ""
    assert scale_of([], None, ENGLISH).unit == ""


def test_a_mean_that_is_a_proportion_is_a_share():
    assert written("mean", "proportion").per == 100
