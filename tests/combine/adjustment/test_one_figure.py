"""What one published figure says, and how surely: every way by hand."""

import math

import pytest

from measure87.combine.adjustment.asked import ErrorRules
from measure87.combine.adjustment.known_differences import Flow, SourceBias, SurveyError
from measure87.combine.adjustment.model_figures import Entry, entry_of, logit_of
from measure87.combine.adjustment.nested import nested_figures
from measure87.combine.inputs import figure_table
from measure87.vocabulary.errors import UsageError
from tests.combine.adjustment.test_selection import row

RULES = ErrorRules(effective_n=2000.0, deff=1.5, fewest_cases=10.0)


def entry(share, *, flow=None, bias=None, **more):
    told = {"estimate": share, "n": None, "se": None, "deff": None, "recall_days": 365.0} | more
    return entry_of(told, RULES, flow, bias)


@pytest.mark.parametrize(
    ("told", "effective", "assumed"),
    [
        ({"se": 0.02}, 0.3 * 0.7 / 0.02**2, "published"),
        ({"se": 0.02, "n": 50.0, "deff": 2.0}, 0.3 * 0.7 / 0.02**2, "published"),
        ({"n": 900.0, "deff": 2.0}, 450.0, "n"),
        ({"n": 900.0}, 600.0, "n"),
        ({}, 2000.0, "assumed"),
    ],
)
def test_the_error_is_published_or_that_of_the_sample_or_assumed(told, effective, assumed):
    found = entry(0.3, **told)
    se = math.sqrt(0.3 * 0.7 / effective)
    assert (found.share, found.effective_n, found.counted) == (0.3, 0.0, False)
    assert (found.logit_se, found.published_se) == pytest.approx((se / (0.3 * 0.7), se), rel=1e-12)
    assert found.assumed == assumed


def test_a_sample_that_expects_few_cases_of_either_kind_enters_as_a_count():
    """Of 600 effective persons 1 % are 6 cases and 2 % are 12; ten are enough."""
    for share in (0.01, 0.99):
        found = entry(share, n=900.0)
        assert (found.counted, found.effective_n, found.logit_se) == (True, 600.0, 0.0)
        assert found.published_se == pytest.approx(math.sqrt(0.01 * 0.99 / 600))
    assert not entry(0.02, n=900.0).counted
    assert not entry(10.0 / 600.0, n=900.0).counted
    assert not entry(0.001).counted, "without a sample size it is not known how many"


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_and_everybody_are_counts_with_a_quarter_of_a_case_for_their_error(share):
    found = entry(share, n=300.0, se=0.0)
    assert (found.counted, found.effective_n, found.assumed) == (True, 200.0, "n")
    assert found.published_se == pytest.approx(math.sqrt(0.25 / 200) / math.sqrt(200))
    assert entry(share).effective_n == 2000.0


def test_one_person_at_the_least_was_asked():
    assert entry(0.0, n=1.0).effective_n == 1.0
    assert entry(0.0, n=3.0, deff=1.5).effective_n == 2.0


def test_a_flow_becomes_a_stock_and_keeps_its_relative_error():
    """A year long of half a year's spells: a third of those at any time are so at one time."""
    flow = Flow("ever", 182.5, 0.2)
    found = entry(0.3, flow=flow, se=0.03)
    assert found.share == pytest.approx(0.1)
    assert found.logit_se == pytest.approx(0.03 / 3 / (0.1 * 0.9))
    assert found.published_se == 0.03
    rare = entry(0.006, flow=flow, n=900.0)
    assert (rare.share, rare.effective_n) == pytest.approx((0.002, 1800.0))


def test_a_known_bias_is_taken_off_and_leaves_the_error_of_the_log_odds():
    bias = SourceBias("lists", math.log(2.0), 0.1)
    found = entry(0.5, bias=bias, se=0.03)
    assert found.share == pytest.approx(1 / 3)
    assert found.logit_se == pytest.approx(0.03 / 0.25)
    rare = entry(0.01, bias=bias, n=900.0)
    assert rare.share == pytest.approx(0.01 / (0.01 + 2 * 0.99))
    assert rare.share * rare.effective_n == pytest.approx(6.0), "as many cases"


def test_log_odds_of_a_count_have_half_a_case_on_both_sides():
    few = Entry(0.02, 50.0, 0.0, True, 0.01, "n")
    assert logit_of(few) == pytest.approx(math.log(1.5 / 49.5))
    assert logit_of(Entry(0.0, 49.0, 0.0, True, 0.0, "n")) == pytest.approx(math.log(0.5 / 49.5))
    assert logit_of(Entry(0.2, 0.0, 0.3, False, 0.01, "n")) == pytest.approx(math.log(0.25))


@pytest.mark.parametrize(("days", "sd"), [(0.0, 0.5), (-1.0, 0.5), (100.0, 0.0), (100.0, -0.5)])
def test_spells_last_some_time_which_is_never_certain(days, sd):
    assert Flow("ever", 0.5, 0.01).stock_per_flow(1.5) == 0.25
    with pytest.raises(UsageError, match="ever: mean days and log_sd must be positive"):
        Flow("ever", days, sd)


@pytest.mark.parametrize(
    ("mean", "sd"), [(math.inf, 0.1), (math.nan, 0.1), (0.0, 0.0), (0.0, -1.0), (0.0, math.inf)]
)
def test_no_bias_is_certain_or_without_end(mean, sd):
    SourceBias("lists", -0.5, 0.01)
    with pytest.raises(UsageError, match="bias of lists"):
        SourceBias("lists", mean, sd)


@pytest.mark.parametrize("sd", [0.0, -0.1, math.inf, math.nan])
def test_surveys_lie_apart_by_some_finite_error(sd):
    SurveyError("", 0.01)
    with pytest.raises(UsageError, match="survey error of all kinds of source"):
        SurveyError("", sd)


@pytest.mark.parametrize(
    ("of_base", "of_inner", "n", "q"),
    [
        (0.5, 0.25, 2.0, 0.5),  # one person of the base
        (0.5, 0.25, 1.9, None),
        (0.5, 0.5, 100.0, 1.0),
        (0.5, 0.0, 100.0, 0.0),
        (0.5, 0.51, 100.0, None),
        (0.0, 0.0, 100.0, None),
    ],
)
def test_a_part_is_none_to_all_of_its_base_of_whom_one_person_was_asked(of_base, of_inner, n, q):
    rows = (
        row(measure="base", se=None, estimate=of_base, n=n),
        row(measure="inner", se=None, estimate=of_inner, n=n),
    )
    table = nested_figures(figure_table(rows), "inner", "base", RULES, beyond=False).frame
    assert table["estimate"].to_list() == [q]
    assert table["included"].to_list() == [q is not None]
