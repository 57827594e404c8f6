import math

import numpy as np
import pytest

from measure87.estimate.multiple_lists import CaptureTable, NotEstimableError
from measure87.estimate.multiple_lists.loglinear.existence import all_pairs, extended_design
from measure87.estimate.multiple_lists.loglinear.model import fit_model, interactions_in
from tests.estimate.multiple_lists.loglinear_tables import NAMES, expected, pair, published


def as_r_stops(table, interactions):
    """R's `glm`: where it stops, and the covariance that it then prints.

    Starts at the counts plus 0.1, stops when the deviance changes by less than 1e-8 of itself,
    and takes the covariance from the weights of the step that led there.
    """
    X, _ = extended_design(table, interactions)
    infinite = [t for t in interactions if table.overlap(t) == 0]
    cells = table.possible.copy()
    for t in infinite:
        cells &= (table.histories & t) != t
    y = table.counts[cells].astype(float)
    mu, before = y + 0.1, math.inf
    for _ in range(25):
        weights = mu
        root, z = np.sqrt(mu), np.log(mu) + (y - mu) / mu
        beta = np.linalg.lstsq(X * root[:, None], z * root, rcond=None)[0]
        mu = np.exp(X @ beta)
        logs = np.where(y > 0, y * np.log(np.where(y > 0, y, 1) / mu), 0)
        deviance = 2 * (logs - (y - mu)).sum()
        if abs(deviance - before) / (abs(deviance) + 0.1) < 1e-8:
            break
        before = deviance
    covariance = np.linalg.inv((X * weights[:, None]).T @ X)
    spread = 1.959963984540054 * math.sqrt(covariance[0, 0])
    dark = math.exp(beta[0])
    return table.observed + dark * math.exp(-spread), table.observed + dark * math.exp(spread)


@pytest.mark.parametrize("name", NAMES)
def test_main_effects_and_all_pairs_are_those_of_sparsemse(name):
    table, entry = published(name), expected()[name]
    for key, model in (("main", ()), ("all_two_list", all_pairs(table))):
        if key not in entry:
            continue
        fit = fit_model(table, model)
        assert fit.size == pytest.approx(entry[key]["est"], rel=1e-6)
        r_lower, r_upper = as_r_stops(table, model)
        assert r_lower == pytest.approx(entry[key]["lo95"], rel=1e-6)
        assert r_upper == pytest.approx(entry[key]["hi95"], rel=1e-6)
        # Ours belong to the estimate itself; R's to the step before it.
        lower, upper = fit.limits(0.95)
        assert lower == pytest.approx(entry[key]["lo95"], rel=1e-3)
        assert upper == pytest.approx(entry[key]["hi95"], rel=1e-3)
        if "AIC" in entry[key]:
            assert fit.aic == pytest.approx(entry[key]["AIC"], rel=1e-9)


@pytest.mark.parametrize("name", [name for name in NAMES if "Mt" in expected()[name]])
def test_fit_criteria_are_those_of_rcapture(name):
    table, r = published(name), expected()[name]["Mt"]
    fit = fit_model(table)
    assert fit.deviance == pytest.approx(r["deviance"], rel=1e-8)
    assert fit.df == r["df"]
    assert fit.aic == pytest.approx(r["AIC"], rel=1e-9)
    assert fit.bic == pytest.approx(r["BIC"], rel=1e-9)


def test_a_pair_that_shares_nobody_is_minus_infinity_and_a_parameter():
    table = published("Western")
    empty = [t for t in all_pairs(table) if table.overlap(t) == 0]
    without, with_it = fit_model(table), fit_model(table, empty)
    assert with_it.minus_infinity == tuple(empty)
    both = (table.histories & empty[0]) == empty[0]
    assert (with_it.means[both] == 0).all()
    assert with_it.df == without.df - len(empty)
    assert with_it.means.sum() == pytest.approx(table.observed, rel=1e-12)


def test_two_lists_kept_apart_have_no_cell_together():
    # By hand: A and B apart, C independent of both. Then N is C / (share of A or B on C).
    rows = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (0, 1, 1)]
    table = CaptureTable.from_histories("ABC", rows, [40, 60, 50, 4, 6], apart=[("A", "B")])
    assert fit_model(table).size == pytest.approx(160 + 50 * 100 / 10)


def test_names_follow_the_callers_order_of_lists():
    table = published("UKdat_5")
    turned = table.reordered((4, 2, 0, 3, 1))
    term = pair(turned, "LA:GP")
    assert interactions_in(turned, table.lists, [term]) == ("LA:GP",)


def test_a_model_that_cannot_be_fitted_is_named():
    table = published("Artificial_3")
    with pytest.raises(NotEstimableError, match="A:B") as refusal:
        fit_model(table, [pair(table, "A:B")])
    assert refusal.value.code == "no-estimate"
