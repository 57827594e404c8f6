"""A stock where some cases did not tell their days: those who are no cases all have none of them.

Where the days of a part of the cases are told, whichever part, the stock is the flow times the mean
of these days over the length of the period; not less for what was not told.
"""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measure87.disseminate import DisclosureRules
from measure87.estimate.survey import Outcome, SurveyDesign, estimate_survey, with_cases
from measure87.study import run_study
from measure87.study.survey.stock_first import without_untold_stocks
from measure87.vocabulary.estimate import Estimate, Result
from measure87.vocabulary.releases.survey import SurveyDiagnostics, SurveyDisclosure
from tests.study.every_digit import every_digit
from tests.study.module import write_module

FLOW, STOCK = "forced_labour_adults", "forced_labour_adults_stock"
TRUTH = 0.09 * 200 / 365


def figures(folder):
    with every_digit():
        result = run_study(folder)
    return {one.name: one for one in result.estimates if not one.group}, result


@pytest.mark.parametrize("told", [90, 72, 45, 9])
def test_the_stock_does_not_shrink_with_what_was_not_told(tmp_path, told):
    found, _ = figures(write_module(tmp_path / "s", days_known=told))
    stock = found[STOCK]
    assert stock.value == pytest.approx(TRUTH, rel=1e-12)
    assert stock.value_if_no <= stock.value <= stock.value_if_yes
    assert stock.lower < TRUTH < stock.upper
    assert ("days-filled" in stock.flags) is (told < 90)


def test_the_less_was_told_the_wider_is_the_interval(tmp_path):
    widths = []
    for told in (90, 72, 45, 9):
        stock = figures(write_module(tmp_path / str(told), days_known=told))[0][STOCK]
        widths.append(stock.upper - stock.lower)
    assert widths == sorted(widths)
    assert widths[3] > 2 * widths[0]


def test_where_nobody_told_there_is_no_stock_and_the_flow_says_why(tmp_path):
    found, result = figures(write_module(tmp_path / "s", days_known=0))
    assert STOCK not in found
    assert STOCK not in result.diagnostics.measures
    assert result.diagnostics.measures[FLOW].stock == "days-unknown"
    assert found[FLOW].value == pytest.approx(0.09)


@pytest.mark.parametrize(("cases", "listed"), [(1, True), (2, True), (3, False)])
def test_a_stock_of_untold_days_is_listed_as_kept_back_where_its_flow_is(tmp_path, cases, listed):
    released = run_study(write_module(tmp_path / "s", cases=cases, days_known=0))
    everybody = {one.name: one for one in released.estimates if not one.group}
    assert everybody[FLOW].suppressed is listed
    assert (STOCK in everybody) is (STOCK in released.diagnostics.measures) is listed
    if listed:
        assert everybody[STOCK] == replace(
            everybody[FLOW], name=STOCK, statistic="mean", interval=everybody[STOCK].interval
        )


def test_left_out_stocks_are_not_counted_among_the_figures_of_the_gate():
    """Six figures: the flow is shown, two stocks of it are not, and one is 0; none of the other."""
    figures = [Estimate(name, "mean", "taylor", group=group) for name, group in (
        ("x", {}), ("x_stock", {}), ("x_stock", {"sex": "1"}), ("x_stock", {"sex": "2"}),
        ("y", {}), ("y_stock", {}),
    )]  # fmt: skip
    kept_back = [1, 2, 4, 5]
    figures = [one.suppress("confidential") if k in kept_back else one for k, one in
               enumerate(figures)]  # fmt: skip
    account = SurveyDisclosure(
        rules=DisclosureRules().stated, figures=6, shown=2, in_brackets=0,
        suppressed={"confidential": 4}, unknown_not_shown=0, diagnostics_left_out=[],
        audit=None,
    )  # fmt: skip
    said = SurveyDiagnostics(measures={"x": None, "x_stock": None}, disclosure=account)
    released = without_untold_stocks(Result("run", tuple(figures), diagnostics=said), {"x", "y"})
    assert [one.name for one in released.estimates] == ["x", "y", "y_stock"]
    assert released.diagnostics.measures == {"x": None}
    left = released.diagnostics.disclosure
    assert (left.figures, left.shown, left.suppressed) == (3, 1, {"confidential": 2})


def test_a_stock_carries_the_flags_of_few_cases_of_its_flow(tmp_path):
    found, _ = figures(write_module(tmp_path / "s", cases=12, days_known=12))
    assert "few-cases" in found[FLOW].flags
    assert "few-cases" in found[STOCK].flags
    found, _ = figures(write_module(tmp_path / "none", cases=0, days_known=0))
    assert "no-cases" in found[STOCK].flags
    assert found[STOCK].upper == pytest.approx(found[FLOW].upper)


@pytest.mark.slow
def test_the_interval_holds_the_truth_in_95_of_100_samples():
    """1,000 persons in 50 clusters, 4 % cases, of whom each tells the days with a chance of 60 %.

    Half of the days are short and half are the whole period, the hardest for the mean.
    """
    rng = np.random.default_rng(87)
    flow = Outcome("flow", "is_case", coding="by-type")
    kind = {"kind": "number", "statistic": "mean", "share_of": "flow"}
    design = SurveyDesign(weight="w", clusters=("cluster",))
    truth, held, errors, values = 0.04 * 0.55, 0, [], []
    for _ in range(300):
        case = rng.random(1000) < 0.04
        share = np.where(case, np.where(rng.random(1000) < 0.5, 0.1, 1.0), 0.0)
        told = ~case | (rng.random(1000) < 0.6)
        if not (case & told).any():
            continue
        part = (case & told).sum() / case.sum()
        filled = np.where(told, share, share[case & told].mean())
        table = pl.DataFrame(
            {
                "w": np.ones(1000),
                "cluster": np.arange(1000) // 20,
                "is_case": case.astype(int),
                "share": pl.Series(np.where(told, share, np.nan)).fill_nan(None),
                "filled": filled,
            }
        )
        stock = Outcome("stock", "share", **kind)
        whole = Outcome("whole", "filled", told=part, **kind)
        found = {e.name: e for e in estimate_survey(table, [flow, stock, whole], design).estimates}
        one = with_cases(found["stock"], found["flow"], found["whole"], part)
        held += one.lower <= truth <= one.upper
        errors.append(one.se)
        values.append(one.value)
    assert held >= 0.95 * len(values)
    assert np.mean(values) == pytest.approx(truth, abs=3 * np.std(values) / np.sqrt(300))
    assert 1.0 <= np.sqrt(np.mean(np.square(errors))) / np.std(values) < 1.6


@pytest.mark.parametrize(
    ("cases", "told", "why"),
    [
        (9, 8, "days-not-shown"),
        (9, 7, "days-not-shown"),
        (10, 9, "first"),
        (10, 8, "first"),
        (15, 12, "first"),
        (15, 11, "days-unknown"),
        (2, 1, "days-not-shown"),
    ],
)
def test_where_one_or_two_did_not_tell_which_leads_goes_by_the_cases(tmp_path, cases, told, why):
    """Of nine it would lead where one did not tell, and not where two did not."""
    result = run_study(write_module(tmp_path / "s", cases=cases, days_known=told))
    about = result.diagnostics.measures
    assert about[FLOW].stock == why
    assert about[STOCK].headline is (why == "first")
    assert result.estimates[0].name == (STOCK if why == "first" else FLOW)
