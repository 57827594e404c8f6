"""Figures as arrays: log-odds or counts, errors, flows, definitions, what sets them apart."""

import numpy as np
import pytest

from measure87.combine.adjustment.asked import Asked, ErrorRules
from measure87.combine.adjustment.known_differences import Crosswalk, Flow, SourceBias
from measure87.combine.adjustment.model_figures import model_figures
from measure87.combine.inputs import figure_table
from tests.combine.adjustment.test_selection import PLACES, row

RULES = ErrorRules(effective_n=2000.0, deff=1.5, fewest_cases=10.0)


def made(*rows, asked=None, rules=RULES):
    return model_figures(figure_table(rows), asked or Asked("a"), PLACES, rules)


def logit(p):
    return np.log(p / (1.0 - p))


def test_a_published_standard_error_is_used_before_the_sample_size():
    found = made(row(n=500.0, deff=2.0))
    assert found.assumed == ("published",)
    assert found.assumed_se.tolist() == [0.01]
    assert found.figures.logit[0] == pytest.approx(logit(0.2), rel=1e-14)
    assert found.figures.logit_se[0] == pytest.approx(0.01 / 0.16, rel=1e-14)


@pytest.mark.parametrize(("deff", "used"), [(2.0, 2.0), (None, 1.5)])
def test_a_sample_size_is_divided_by_its_design_effect_or_the_assumed_one(deff, used):
    found = made(row(se=None, n=600.0, deff=deff))
    se = np.sqrt(0.2 * 0.8 * used / 600.0)
    assert found.assumed == ("n",)
    assert found.assumed_se[0] == pytest.approx(se, rel=1e-12)
    assert found.figures.logit_se[0] == pytest.approx(se / 0.16, rel=1e-12)


def test_a_figure_that_tells_neither_counts_for_the_stated_number_of_persons():
    found = made(row(se=None))
    assert found.assumed == ("assumed",)
    assert found.assumed_se[0] == pytest.approx(np.sqrt(0.16 / 2000.0), rel=1e-12)


def test_few_cases_enter_as_counts_where_a_sample_size_is_told_and_not_elsewhere():
    found = made(row(estimate=0.004, se=None, n=1500.0), row("UGA", estimate=0.004, se=None))
    figures = found.figures
    assert figures.counted.tolist() == [True, False]
    assert figures.effective_n.tolist() == [1000.0, 0.0]
    assert figures.cases[0] == pytest.approx(4.0, rel=1e-12)
    assert figures.logit_se[0] == 0.0
    assert figures.logit[0] == pytest.approx(logit(4.5 / 1001.0), rel=1e-12)


def test_a_published_error_of_few_cases_says_how_many_persons_are_counted():
    found = made(row(estimate=0.01, se=0.004, n=5000.0, deff=1.0))
    assert found.assumed == ("published",)
    assert found.figures.counted.tolist() == [True]
    assert found.figures.effective_n[0] == pytest.approx(0.0099 / 0.004**2, rel=1e-12)
    assert found.assumed_se.tolist() == [0.004]


@pytest.mark.parametrize(("share", "cases"), [(0.0, 0.0), (1.0, 400.0)])
def test_shares_of_nothing_and_of_everybody_are_counts_of_those_asked(share, cases):
    for rules in (RULES, ErrorRules(fewest_cases=0.0)):
        found = made(row(estimate=share, se=None, n=600.0), rules=rules)
        assert found.figures.counted.tolist() == [True]
        assert found.figures.cases.tolist() == [cases]
        assert np.isfinite(found.figures.logit).all()


def test_a_share_of_nothing_without_a_sample_size_says_nothing():
    found = made(row(estimate=0.0, se=None), row("UGA"))
    assert found.row.tolist() == [1]
    assert "without a sample size" in found.table["why_not"][0]


FLOW = Asked("a", flows=(Flow("f", 400.0, 0.3),))


def test_a_flow_becomes_a_stock_by_the_time_in_it_over_that_and_the_period():
    found = made(row(measure="f", recall_days=365.0), row("UGA"), asked=FLOW)
    ratio = 400.0 / 765.0
    stock = 0.2 * ratio
    assert found.figures.logit[0] == pytest.approx(logit(stock), rel=1e-12)
    # The error of the stock is that of the flow times the ratio, on the log-odds of the stock.
    by_hand = (logit((0.2 + 1e-6) * ratio) - logit(stock)) / 1e-6 * 0.01
    assert found.figures.logit_se[0] == pytest.approx(by_hand, rel=1e-5)
    assert found.assumed_se.tolist() == [0.01, 0.01]
    assert found.figures.definition.tolist() == [0, 0]
    assert found.adjustments == ("stock from f",)
    assert found.figures.adjustment[:, 0].tolist() == [1.0, 0.0]
    assert found.figures.adjustment_sd.tolist() == [0.3]


def test_a_stock_of_counts_has_the_cases_of_its_flow_among_more_persons():
    rare = row(measure="f", recall_days=365.0, estimate=0.004, se=None, n=1500.0)
    figures = made(rare, asked=FLOW).figures
    assert figures.counted.tolist() == [True]
    assert figures.cases[0] == pytest.approx(4.0, rel=1e-12)
    assert figures.cases[0] / figures.effective_n[0] == pytest.approx(0.004 * 400 / 765, rel=1e-12)


@pytest.mark.parametrize(("higher", "sign"), [(True, 1), (False, -1)])
def test_a_crosswalk_knows_which_measure_counts_more(higher, sign):
    asked = Asked("a", crosswalks=(Crosswalk("b", higher), Crosswalk("c")))
    found = made(row(), row(measure="b"), row("UGA", measure="c"), asked=asked)
    assert found.step_sign == (sign, 1)
    assert found.figures.definition.tolist() == [0, 1, 2]
    assert found.figures.survey.tolist() == [0, 0, 1]


def test_other_ages_are_set_apart_from_those_that_are_asked_for():
    asked = Asked("a", other_ages=((7, 17), (5, 14)), other_ages_sd=0.4)
    found = made(row(), row("UGA", age_to=14), asked=asked)
    assert found.adjustments == ("ages 5-14",)
    assert found.figures.adjustment[:, 0].tolist() == [0.0, 1.0]
    assert found.figures.adjustment_sd.tolist() == [0.4]
    assert found.figures.cell_weight.tolist() == [[[1.0]], [[1.0]]]


def test_recall_periods_count_by_tens_of_the_one_that_is_asked_for():
    asked = Asked("a", recall_days=7.0, recall_sd=0.25)
    rows = [row(recall_days=70.0), row("UGA", recall_days=7.0), row("UGA", source="B")]
    found = made(*rows, asked=asked)
    assert found.adjustments == ("recall period, tenfold",)
    assert found.figures.adjustment[:, 0] == pytest.approx([1.0, 0.0, 0.0], abs=1e-15)


def test_cells_are_numbered_as_they_were_asked_for():
    asked = Asked("a", sexes=("female", "male"), ages=((5, 11), (12, 17)))
    rows = [row(sex="male", age_to=11), row(sex="female", age_from=12)]
    found = made(*rows, asked=asked)
    told = {(r["sex"], r["age_from"]): n for n, r in enumerate(found.table.to_dicts())}
    assert found.figures.cell_weight[told["male", 5]].tolist() == [[0.0, 0.0], [1.0, 0.0]]
    assert found.figures.cell_weight[told["female", 12]].tolist() == [[0.0, 1.0], [0.0, 0.0]]


def test_the_kind_of_source_without_bias_is_the_named_one_or_the_most_frequent():
    rows = [row(), row("UGA"), row(source_type="census", source="C")]
    assert made(*rows).source_types == ("mics", "census")
    named = made(*rows, asked=Asked("a", reference_source="census"))
    assert named.source_types == ("census", "mics")
    absent = made(*rows, asked=Asked("a", reference_source="dhs"))
    assert absent.source_types == ("mics", "census")


MISSED = Asked("a", source_bias=(SourceBias("dhs", -1.2, 0.25, "a study of interviews"),))


def test_a_stated_bias_is_taken_off_the_log_odds_of_its_kind_of_source_alone():
    found = made(row(source_type="dhs"), row("UGA", source_type="mics"), asked=MISSED)
    assert found.figures.logit == pytest.approx([logit(0.2) + 1.2, logit(0.2)], rel=1e-13)
    assert found.figures.logit_se == pytest.approx([0.01 / 0.16, 0.01 / 0.16], rel=1e-13)
    assert found.adjustments == ("bias of dhs",)
    assert found.figures.adjustment.tolist() == [[1.0], [0.0]]
    assert found.figures.adjustment_sd.tolist() == [0.25]
    assert found.known_sources == (found.source_types.index("dhs"),)


def test_counts_with_a_stated_bias_are_as_many_cases_among_fewer_persons():
    """Of 1,000 persons 4 were found; with what was missed 4 among 301.2 + 0.0028 x 1,000."""
    asked_n = 1000.0
    found = made(row(estimate=0.004, se=None, n=1500.0, source_type="dhs"), asked=MISSED).figures
    assert found.counted.tolist() == [True]
    assert found.cases[0] == pytest.approx(4.0, rel=1e-12)
    fewer = asked_n * (0.004 + np.exp(-1.2) * 0.996)
    assert found.effective_n[0] == pytest.approx(fewer, rel=1e-12)
    share = found.cases[0] / found.effective_n[0]
    assert logit(share) == pytest.approx(logit(0.004) + 1.2, rel=1e-12)


def test_no_case_at_all_with_a_stated_bias_says_less():
    found = made(row(estimate=0.0, se=None, n=1500.0, source_type="dhs"), asked=MISSED).figures
    assert found.cases.tolist() == [0.0]
    assert found.effective_n[0] == pytest.approx(1000.0 * np.exp(-1.2), rel=1e-12)


def test_a_flow_becomes_a_stock_before_its_bias_is_taken_off():
    both = Asked("a", flows=FLOW.flows, source_bias=MISSED.source_bias)
    found = made(row(measure="f", recall_days=400.0, source_type="dhs"), asked=both).figures
    assert found.logit[0] == pytest.approx(logit(0.1) + 1.2, rel=1e-13)
    assert found.logit_se[0] == pytest.approx(0.5 * 0.01 / 0.09, rel=1e-12)
