"""A figure of one cell with its variances and what its design effect needs, by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from measure87.estimate.survey.covariance import value_and_gradient
from measure87.estimate.survey.linearised import _divide, _number, _replicated, _status
from measure87.estimate.survey.outcomes import Outcome
from measure87.vocabulary.errors import UsageError

V = np.array([[9.0, 1.0, 2.0], [1.0, 4.0, -1.0], [2.0, -1.0, 5.0]])
PACKED = V[np.triu_indices(3)][None]
SCALE = np.full((1, 6), 1.0)
SHARE = Outcome("work", "s", coding="status")
COUNT = replace(SHARE, statistic="total")
MEAN = Outcome("hours", "y", kind="number", statistic="mean")
STATUS = np.array([[600.0, 150.0, 250.0]])
SQUARES = np.array([[7.0, 3.0, 2.0, 99.0]])


def form(outcome, total):
    """g' V g of a figure, by the gradient that is held to differences elsewhere."""
    _, gradient = value_and_gradient(outcome, total)
    return float(gradient @ V @ gradient)


@pytest.mark.parametrize(
    ("outcome", "value", "weighted", "size", "bounds", "squares"),
    [
        (SHARE, 250 / 850, 850.0, 850.0, (0.25, 0.4), 9.0),
        (replace(SHARE, unknown="no"), 0.25, 1000.0, 1000.0, (0.25, 0.4), 12.0),
        (replace(SHARE, unknown="yes"), 0.4, 1000.0, 1000.0, (0.25, 0.4), 12.0),
        (COUNT, 250.0, 850.0, 850.0, (250.0, 400.0), 9.0),
        (replace(COUNT, spread_unknown=True), 250_000 / 850, 850.0, 1000.0, (250.0, 400.0), 9.0),
    ],
)
def test_a_status_has_its_figure_its_share_and_its_bounds(
    outcome, value, weighted, size, bounds, squares
):
    n = np.array([85.0])
    found = _status(outcome, STATUS, SQUARES, n, PACKED, SCALE)
    assert found.value[0] == pytest.approx(value, rel=1e-12)
    assert (found.weighted_n[0], found.size[0], found.sum_w2[0]) == (weighted, size, squares)
    assert (found.if_no[0], found.if_yes[0]) == pytest.approx(bounds)
    share = replace(outcome, statistic="proportion", spread_unknown=False)
    of_share = form(share, STATUS[0])
    assert found.variance[0] == pytest.approx(form(outcome, STATUS[0]), rel=1e-12)
    assert found.share_variance[0] == pytest.approx(of_share, rel=1e-12)
    if outcome.statistic == "total":
        assert found.mean_variance[0] == pytest.approx(found.variance[0] / size**2, rel=1e-12)
    else:
        assert found.mean_variance[0] == found.variance[0]
    p = found.share[0]
    assert p == pytest.approx(value_and_gradient(share, STATUS[0])[0], rel=1e-12)
    assert found.unit_variance[0] == pytest.approx(p * (1 - p) * 85 / 84, rel=1e-12)


@pytest.mark.parametrize("shift", [0.0, 2.5])
@pytest.mark.parametrize("statistic", ["mean", "ratio", "total"])
def test_a_number_is_the_same_whatever_it_was_shifted_by(statistic, shift):
    """Three persons of y 1, 4 and 6, x 1, 2 and 2, and weights 2, 1 and 3."""
    y, w = np.array([1.0, 4.0, 6.0]), np.array([2.0, 1.0, 3.0])
    x = np.array([1.0, 2.0, 2.0]) if statistic == "ratio" else np.ones(3)
    more = {"denominator": "x"} if statistic == "ratio" else {}
    outcome = replace(MEAN, statistic=statistic, **more)
    moved = y - shift * x
    totals = np.array([[w @ moved, w @ x, w.sum()]])
    squares = np.array([[w @ w, w @ moved**2, w @ (x * moved), w @ x**2]])
    found = _number(outcome, totals, squares, np.array([3.0]), PACKED, SCALE, shift)
    ratio = (w @ y) / (w @ x)
    assert found.value[0] == pytest.approx(w @ y if statistic == "total" else ratio, rel=1e-12)
    spread = w @ (y - ratio * x) ** 2 / w.sum() * 3 / 2
    assert found.unit_variance[0] == pytest.approx(spread, rel=1e-9)
    assert (found.weighted_n[0], found.size[0], found.sum_w2[0]) == (6.0, 6.0, 14.0)
    if statistic == "total":
        gradient, to_mean = np.array([1.0, shift, 0.0]), 1 / 6
    else:
        own = totals[0, 0] / totals[0, 1]
        gradient, to_mean = np.array([1.0, -own, 0.0]) / (w @ x), (w @ x) / 6
    variance = float(gradient @ V @ gradient)
    assert found.variance[0] == pytest.approx(variance, rel=1e-12)
    assert found.mean_variance[0] == pytest.approx(variance * to_mean**2, rel=1e-12)
    assert np.isnan([found.share[0], found.if_no[0], found.if_yes[0]]).all()


@pytest.mark.parametrize(
    ("outcome", "to_mean"),
    [(SHARE, None), (COUNT, 1 / 850), (MEAN, 40 / 50), (replace(MEAN, statistic="total"), 1 / 50)],
)
def test_variances_of_replicates_stand_in_the_place_of_those_of_totals(outcome, to_mean):
    """Of the mean behind a total they are over the squared size, of a ratio over the weight."""
    if outcome.kind == "status":
        totals = STATUS
        figure = _status(outcome, STATUS, SQUARES, np.array([85.0]), PACKED, SCALE)
    else:
        totals = np.array([[120.0, 40.0, 50.0]])
        squares = np.array([[60.0, 400.0, 120.0, 40.0]])
        figure = _number(outcome, totals, squares, np.array([30.0]), PACKED, SCALE, 0.0)
    made = SimpleNamespace(variance=np.array([[7.0]]), share_variance=np.array([[0.01]]))
    found = _replicated(figure, outcome, totals, made, 0)
    assert (found.variance[0], found.value[0]) == (7.0, figure.value[0])
    if outcome.kind == "status":
        assert found.share_variance[0] == 0.01
    wanted = 0.01 if to_mean is None else 7.0 * to_mean**2
    assert found.mean_variance[0] == pytest.approx(wanted, rel=1e-12)


def test_over_nothing_there_is_no_number():
    found = _divide(np.array([1.0, 0.0, 3.0]), np.array([0.0, 0.0, 2.0]))
    assert np.isnan(found).tolist() == [True, True, False]
    assert found[2] == 1.5


@pytest.mark.parametrize(
    ("more", "fits"),
    [
        ({"kind": "number", "statistic": "mean", "share_of": "work"}, True),
        ({"kind": "number", "statistic": "total", "share_of": "work"}, False),
        ({"kind": "status", "statistic": "total", "spread_unknown": True}, True),
        ({"kind": "status", "statistic": "proportion", "spread_unknown": True}, False),
        ({"kind": "number", "statistic": "total", "spread_unknown": True}, False),
        ({"kind": "number", "statistic": "ratio", "denominator": "x"}, True),
        ({"kind": "number", "statistic": "ratio"}, False),
        ({"kind": "number", "statistic": "mean", "denominator": "x"}, False),
        ({"kind": "number", "statistic": "quantile", "quantile": 0.5}, True),
        ({"kind": "number", "statistic": "quantile"}, False),
        ({"kind": "number", "statistic": "mean", "quantile": 0.5}, False),
        ({"kind": "number", "statistic": "quantile", "quantile": 0.0}, False),
        ({"kind": "number", "statistic": "quantile", "quantile": 1.0}, False),
        ({"kind": "number", "statistic": "mean", "unknown": "no"}, False),
        ({"kind": "number", "statistic": "proportion"}, False),
        ({"kind": "status", "statistic": "mean"}, False),
        ({"kind": "status", "statistic": "proportion", "unknown": "maybe"}, False),
        ({"kind": "status", "statistic": "proportion", "coding": "words"}, False),
        ({"kind": "answer", "statistic": "proportion"}, False),
    ],
)
def test_an_outcome_that_means_nothing_is_refused(more, fits):
    if fits:
        assert vars(Outcome("work", "s", **more)).items() >= more.items()
        return
    with pytest.raises(UsageError):
        Outcome("work", "s", **more)


def test_an_outcome_needs_its_column_and_its_denominator():
    assert MEAN.columns == ("y",)
    assert replace(MEAN, statistic="ratio", denominator="x").columns == ("y", "x")
