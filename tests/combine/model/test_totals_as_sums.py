"""Totals in linear form against the sums themselves: dense draws weighted by exact likelihoods."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import special

from measure87.combine.model import totals
from measure87.combine.model.design import design_of
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.parts import ModelParts
from measure87.combine.model.totals import TotalCurve, linear_figures
from tests.combine.model.test_totals import (
    PARTS,
    WORLD,
    DenseCells,
    exactly_as,
    some_figures,
    typical_sites,
)

STATED = ModelParts(2015, (2015, 2015))
SE, STRUCTURE, DRAWS = 0.04, 0.2, 60_000
WITH_TOTALS = 9


def some_totals(rng):
    """Nine countries with one total of six cells each, five with all of their cells."""
    n_cells = 6 * (14 - WITH_TOTALS)
    country = np.append(np.arange(WITH_TOTALS), np.repeat(np.arange(WITH_TOTALS, 14), 6))
    weight = np.zeros((len(country), 2, 3))
    weight[:WITH_TOTALS] = rng.dirichlet(np.full(6, 8.0), WITH_TOTALS).reshape(-1, 2, 3)
    weight[WITH_TOTALS:].reshape(n_cells, 6)[np.arange(n_cells), np.arange(n_cells) % 6] = 1.0
    year, n = np.full(len(country), 2015), len(country)
    return measured_figures(
        country, year, np.full(n, -2.0), np.full(n, SE), cell_weight=weight
    )  # fmt: skip


def invented(rng):
    """Figures drawn from the model itself, scales at their medians but for the structure."""
    plain = design_of(some_totals(rng), WORLD, STATED)
    dense = DenseCells(plain, typical_sites(plain, STRUCTURE))
    prior = dense.covariance(dense.points, dense.points)
    eta = rng.multivariate_normal(dense.mean(dense.points), prior, method="cholesky")
    logit = special.logit(dense.share(eta)) + SE * rng.standard_normal(plain.figures.n)
    return replace(plain.figures, logit=logit), dense, prior


def given(design, dense, prior):
    """Mean and covariance of the rows of all cells under the design's linear form."""
    linear = design.linear
    g, _ = exactly_as(design, dense)
    inside = g @ prior @ g.T + np.diag(linear.figures.logit_se**2)
    gain = np.linalg.solve(inside, g @ prior).T
    mean = dense.mean(dense.points)
    return mean + gain @ (linear.figures.logit - g @ mean), prior - gain @ g @ prior


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_totals_say_is_nearer_to_what_the_sums_say_than_without_the_bend(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    figures, dense, prior = invented(rng)
    # The sums are taken at these scales: only the form is compared, not the guess at a scale.
    monkeypatch.setattr(totals, "likely_structure", lambda *_, **__: STRUCTURE)
    moved = design_of(figures, WORLD, STATED)
    monkeypatch.setattr(TotalCurve, "bend", lambda curve, _: np.zeros(len(curve.logit)))
    plain = design_of(figures, WORLD, STATED)
    mine, normal = figures.total, rng.standard_normal((DRAWS, len(prior)))

    def drawn(design):
        """Draws of the rows, (draws, totals) log-odds of sums."""
        mean, covariance = given(design, dense, prior)
        eta = mean + normal @ np.linalg.cholesky(covariance + 1e-10 * np.eye(len(mean))).T
        share = special.expit(eta) @ dense.matrix(dense.weight).T
        return eta, special.logit(share)[:, mine]

    eta, sums = drawn(moved)
    g, _ = exactly_as(moved, dense)
    linear = moved.linear.figures
    off = (linear.logit - eta @ g.T)[:, mine] / linear.logit_se[mine]
    exact = (figures.logit[mine] - sums) / SE
    log_weight = 0.5 * (off**2 - exact**2).sum(axis=1)
    weight = special.softmax(log_weight)
    assert 1.0 / (weight**2).sum() > 5_000
    want = weight @ sums
    spread = np.sqrt(weight @ (sums - want) ** 2)
    apart = [((drawn(one)[1].mean(axis=0) - want) / spread) for one in (plain, moved)]
    # 5,000 draws leave 0.014 of a deviation open.
    assert apart[0].mean() > 0.15
    assert abs(apart[1].mean()) < 0.02
    assert np.sqrt((apart[1] ** 2).mean()) < 0.1 * np.sqrt((apart[0] ** 2).mean())
    # Intervals are as wide as the sums make them, without more error for what bends.
    assert drawn(moved)[1].std(axis=0) == pytest.approx(spread, rel=0.1)


def test_counted_totals_have_the_form_of_measured_ones_with_the_error_of_as_many_cases():
    figures = some_figures(np.random.default_rng(16))
    share = special.expit(figures.logit)
    counted = figures.total & (np.arange(figures.n) % 3 == 0)
    cases, persons = np.round(500.0 * share), 500.0
    counts = replace(
        figures,
        counted=counted,
        logit_se=np.where(counted, 0.0, figures.logit_se),
        cases=np.where(counted, cases, 0.0),
        effective_n=np.where(counted, persons, 0.0),
    )
    likened = replace(
        figures,
        logit=np.where(counted, np.log((cases + 0.5) / (persons - cases + 0.5)), figures.logit),
        logit_se=np.where(
            counted, np.sqrt(1.0 / (cases + 0.5) + 1.0 / (persons - cases + 0.5)), figures.logit_se
        ),
    )
    got, want = (design_of(one, WORLD, PARTS) for one in (counts, likened))
    assert counted.sum() > 5
    assert got.counts.offset.tolist() == want.linear.offset[counted].tolist()
    assert got.counts.slope.tolist() == want.linear.slope[counted].tolist()
    assert got.linear.offset.tolist() == want.linear.offset.tolist()


def test_other_names_of_sexes_and_ages_change_nothing():
    figures = some_figures(np.random.default_rng(17), definitions=1)
    turned = replace(figures, cell_weight=figures.cell_weight[:, ::-1][:, :, [2, 0, 1]])
    parts = ModelParts(2015, (2000, 2016), trend=True)
    first, second = (linear_figures(one, WORLD, parts) for one in (figures, turned))
    assert second.slope == pytest.approx(first.slope, abs=1e-8)
    assert second.offset == pytest.approx(first.offset, abs=1e-8)
    back = second.figures.cell_weight[:, :, [1, 2, 0]][:, ::-1]
    assert back == pytest.approx(first.figures.cell_weight, abs=1e-8)


@pytest.mark.parametrize("has_structure", [True, False])
def test_the_size_of_countries_own_structure_is_looked_for_where_there_can_be_one(
    monkeypatch, has_structure
):
    """At first it is typical, then as the figures tell; where none can be it is 0 at once."""
    rng, asked = np.random.default_rng(5), []
    weight = rng.dirichlet(np.full(6, 8.0), 12).reshape(-1, 2, 3)
    country = np.repeat(np.arange(6), 2)
    if has_structure:  # beside each total a figure of one cell
        weight[1::2] = 0.0
        weight[1::2, 0, 0] = 1.0
    given = measured_figures(
        country, np.full(12, 2015), np.full(12, -2.0), np.full(12, SE), cell_weight=weight
    )
    settled = totals._settled

    def recorded(measured, hierarchy, parts, cells, structure):
        asked.append(structure)
        return settled(measured, hierarchy, parts, cells, structure)

    monkeypatch.setattr(totals, "_settled", recorded)
    monkeypatch.setattr(totals, "likely_structure", lambda *_, **__: 0.123)
    linear_figures(given, WORLD, STATED)
    assert given.has_structure is has_structure
    assert asked == ([None, 0.123] if has_structure else [0.0])


def test_cells_of_totals_are_read_off_their_rows_and_others_are_nothing():
    """Two totals, of the first two and of the last two of three cells, after two figures."""
    inside = np.array([[True, True, False], [False, True, True]])
    measured = SimpleNamespace(n=2, total=np.array([True, True]), cells=inside)
    covariance = np.arange(36.0).reshape(6, 6)
    given = SimpleNamespace(
        mean=np.arange(6.0) + 10.0,
        among=lambda rows: covariance[rows[:, :, None], rows[:, None, :]],
    )
    found = totals._cells_in(measured, given)
    assert found.mean.tolist() == [[12.0, 13.0, 0.0], [0.0, 14.0, 15.0]]
    expected = np.zeros((2, 3, 3))
    expected[0, :2, :2] = covariance[2:4, 2:4]
    expected[1, 1:, 1:] = covariance[4:6, 4:6]
    assert found.covariance.tolist() == expected.tolist()
