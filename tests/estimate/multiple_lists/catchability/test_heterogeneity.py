from inspect import signature
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import optimize, special

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.catchability.capture_regression import (
    _trends,
    capture_design,
    fit_convex,
)
from measure87.estimate.multiple_lists.catchability.chao import chao
from measure87.estimate.multiple_lists.catchability.chapman import chapman
from measure87.estimate.multiple_lists.catchability.heterogeneity import _cautions, heterogeneity
from measure87.estimate.multiple_lists.catchability.sample_coverage import sample_coverage
from measure87.estimate.multiple_lists.covariates.doubly_robust import doubly_robust
from measure87.estimate.multiple_lists.intervals.profile import profile_limits
from measure87.estimate.multiple_lists.methods import MethodOptions
from measure87.vocabulary.errors import UsageError
from tests.estimate.multiple_lists.published_tables import expected, published

STUDIES = [name for name, entry in expected().items() if entry["closedp"]]
FORMS = {"darroch": "Darroch", "poisson2": "Poisson2", "gamma3.5": "Gamma3.5"}


@pytest.mark.parametrize("study", [name for name in STUDIES if name != "Artificial_3"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("model", ["Mh", "Mth"])
def test_models_are_those_of_rcapture(study, form, model):
    want = expected()[study]["closedp"][f"{model} {FORMS[form]}"]
    found = heterogeneity(published(study), form=form, lists_differ=model == "Mth")
    assert found.value == pytest.approx(want["abundance"], rel=1e-6)
    assert found.se == pytest.approx(want["stderr"], rel=1e-3)
    assert found.diagnostics["deviance"] + _constant(study, model) == pytest.approx(
        want["deviance"], rel=1e-6
    )


def _constant(study: str, model: str) -> float:
    """What the deviance of all cells has beyond that of the totals of equal numbers of lists."""
    if model == "Mth":
        return 0.0
    table = published(study)
    sizes = np.bitwise_count(table.histories)
    total = np.bincount(sizes, table.counts)[sizes]
    cells = np.bincount(sizes)[sizes]
    even = total / cells
    return 2 * float(np.sum(special.xlogy(table.counts, table.counts / np.where(even, even, 1))))


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize(("key", "lists_differ"), [("Mt", True)])
def test_the_profile_interval_is_that_of_rcapture(study, key, lists_differ):
    want = expected()[study]["closedpCI"][key]
    table = published(study)
    model = capture_design(table, None, lists_differ=lists_differ)
    size = table.observed + np.exp(model.fitted().coefficients[0])
    lower, upper = profile_limits(model.design, model.counts, model.offset, size, 0.95)
    assert lower == pytest.approx(want["infCL"], rel=1e-3)
    assert upper == pytest.approx(want["supCL"], rel=1e-3)


def test_the_profile_interval_under_a_convex_trend_is_that_of_rcapture():
    # studies where R keeps the same trends over the whole profile
    for study in ("UKdat_5", "Western", "HAV_Taiwan", "Diabetes_Casale"):
        want = expected()[study]["closedpCI"]["Mth_Chao"]
        table = published(study)
        whole = capture_design(table, "chao", lists_differ=True)
        fit, kept = fit_convex(whole)
        model = whole.keeping(list(kept))
        size = table.observed + np.exp(fit.coefficients[0])
        limits = profile_limits(model.design, model.counts, model.offset, size, 0.95)
        assert limits == pytest.approx((want["infCL"], want["supCL"]), rel=1e-3)


def test_a_likelihood_without_maximum_is_refused():
    # Rcapture prints 96.0 persons, the number observed.
    with pytest.raises(NotEstimableError) as found:
        heterogeneity(published("Artificial_3"))
    assert found.value.code == "no-maximum"


def test_forms_that_fit_as_well_and_disagree_are_told():
    found = heterogeneity(published("HAV_Taiwan"))
    assert "forms-disagree" in [notice.code for notice in found.notices]
    values = [one["value"] for one in found.diagnostics["forms"].values()]
    assert max(values) > 3 * min(values)


def form(value, deviance=10.0, trend=0.5, se_of_trend=1.0):
    covariance = np.diag([1.0, se_of_trend**2])
    fit = SimpleNamespace(deviance=deviance, covariance=covariance)
    return SimpleNamespace(value=value, trend=trend, fit=fit)


def codes(chosen, *others, upper=500.0):
    every = {str(place): one for place, one in enumerate((chosen, *others))}
    return [notice.code for notice in _cautions(chosen, every, upper)]


def test_forms_up_to_two_of_deviance_apart_fit_as_well_and_may_be_half_as_large_again():
    chosen = form(200.0)
    assert codes(chosen, form(301.0, 12.0)) == ["forms-disagree"]
    assert codes(chosen, form(301.0, 12.001)) == []
    assert codes(chosen, form(300.0, 12.0)) == []
    assert codes(chosen, form(133.0, 3.0), form(900.0, 13.0)) == ["forms-disagree"]


def test_a_trend_below_0_by_more_than_1_645_of_its_errors_is_surely_below_0():
    assert codes(form(200.0, trend=0.0)) == []
    assert codes(form(200.0, trend=-0.16, se_of_trend=0.1)) == ["no-heterogeneity"]
    assert codes(form(200.0, trend=-0.17, se_of_trend=0.1)) == ["does-not-fit"]
    assert codes(form(200.0), upper=None) == ["no-upper-limit"]


def test_a_negative_trend_is_told():
    found = heterogeneity(published("Spina_bifida"))
    assert found.diagnostics["trend"] < 0
    assert "does-not-fit" in [notice.code for notice in found.notices]


def test_the_order_of_lists_does_not_matter():
    table = published("Hare")
    one, other = heterogeneity(table), heterogeneity(table.reordered([3, 1, 5, 0, 2, 4]))
    assert (one.value, one.lower, one.upper) == (other.value, other.lower, other.upper)


def test_expected_counts_of_the_model_give_back_its_size_with_lists_apart():
    histories = np.arange(1, 32)
    on = (histories[:, None] >> np.arange(5)) & 1
    m = on.sum(axis=1)
    counts = 1e6 * np.exp(on @ np.log([0.1, 0.2, 0.15, 0.1, 0.05]) + 0.3 * m**2 / 2)
    apart = (histories & 3) == 3
    counts[apart] = 0
    table = CaptureTable(tuple("abcde"), np.rint(counts).astype(np.int64), frozenset({(0, 1)}))
    found = heterogeneity(table)
    assert found.value - found.observed == pytest.approx(1e6, rel=0.001)
    assert found.diagnostics["trend"] == pytest.approx(0.3, abs=0.001)


def test_the_estimate_maximises_the_likelihood_as_written_out():
    table = published("HAV_Taiwan")
    on = (table.histories[:, None] >> np.arange(3)) & 1
    m = on.sum(axis=1)

    def minus(theta):
        log_mean = theta[0] + on @ theta[1:4] + theta[4] * m**2 / 2
        return float(np.exp(log_mean).sum() - table.counts @ log_mean)

    best = optimize.minimize(minus, np.r_[5.0, -1, -1, -1, 0.1], method="BFGS", tol=1e-10)
    assert heterogeneity(table).value == pytest.approx(table.observed + np.exp(best.x[0]), rel=1e-4)


@pytest.mark.parametrize(
    ("histories", "counts", "code"),
    [
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [5, 5, 5], "no-overlap"),
        ([[1, 0, 0], [1, 1, 0], [0, 1, 0]], [5, 5, 5], "too-few-lists"),
        ([[1, 0, 0], [1, 1, 0], [1, 0, 1]], [50, 5, 5], "list-of-everybody"),
    ],
)
def test_tables_that_say_nothing_are_refused(histories, counts, code):
    with pytest.raises(NotEstimableError) as found:
        heterogeneity(CaptureTable.from_histories("ABC", histories, counts))
    assert found.value.code == code


def test_an_unknown_form_names_those_known():
    with pytest.raises(UsageError, match="darroch"):
        heterogeneity(published("Korea"), form="other")


@pytest.mark.parametrize(("lists_differ", "model", "cells"), [(True, "Mth", 63), (False, "Mh", 6)])
def test_degrees_of_freedom_are_the_cells_less_the_parameters(lists_differ, model, cells):
    """Six lists: 63 histories and 8 parameters, or six numbers of lists and 3 parameters."""
    found = heterogeneity(published("Hare"), lists_differ=lists_differ).diagnostics
    assert (found["model"], found["df"]) == (model, cells - (8 if lists_differ else 3))


def test_a_list_that_excludes_two_others_leaves_too_few_cells_for_a_trend():
    """Four histories of three lists are possible; size, lists and trend are five parameters."""
    apart = frozenset({(0, 1), (0, 2)})
    table = CaptureTable(tuple("ABC"), np.array([40, 30, 0, 20, 0, 6, 0]), apart)
    with pytest.raises(NotEstimableError, match="4 cells are fewer than the 5 parameters") as found:
        heterogeneity(table)
    assert found.value.code == "too-few-cells"


def test_the_trend_of_the_lower_bound_bends_at_each_number_of_lists_from_three_up():
    numbers = np.array([1, 2, 3, 4])
    assert _trends("chao", numbers).tolist() == [[0, 0], [0, 0], [1, 0], [2, 1]]
    assert _trends("chao", numbers[:2]).shape == (2, 0)


@pytest.mark.parametrize("method", [heterogeneity, chao, chapman, sample_coverage, doubly_robust])
def test_intervals_are_of_the_level_that_all_methods_have_where_none_is_named(method):
    assert signature(method).parameters["level"].default == MethodOptions().level == 0.95
