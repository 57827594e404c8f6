"""How far the linear form of totals is from their sums: cells' draws one by one, errors by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special

from measure87.combine.model import linearisation_error as module
from measure87.combine.model.design import design_of, laid_out
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.linearisation_error import _drawn, linearisation_error
from measure87.combine.model.parts import ModelParts, hierarchy_without_covariates
from measure87.combine.model.priors import scales_from
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.totals import LinearFigures
from measure87.combine.model.typical_scales import cells_of_totals, rows_given, with_cells
from tests.combine.model.test_totals import typical_sites
from tests.combine.validation.made_draws import GOOD

WORLD = hierarchy_without_covariates(np.array([0, 1, 0]), np.array([0, 1]))
WEIGHT = np.array([
    [[1.0, 0.0], [0.0, 0.0]],
    [[0.4, 0.1], [0.2, 0.3]],
    [[0.0, 0.6], [0.0, 0.4]],
    [[0.0, 0.0], [0.0, 1.0]],
    [[0.25, 0.25], [0.25, 0.25]],
])  # fmt: skip
TOTALS = (1, 2, 4)


@pytest.fixture(scope="module")
def design():
    """Three countries with two, two and one figures, three of them totals; one is a count."""
    plain = measured_figures(
        [0, 0, 1, 1, 2],
        [2010, 2014, 2012, 2012, 2015],
        [-2.0, -1.2, -3.0, -2.5, -0.4],
        [0.2, 0.1, 0.3, 0.15, 0.25],
        cell_weight=WEIGHT,
        survey=[0, 1, 2, 2, 3],
    )
    counted = np.arange(5) == 4
    figures = replace(
        plain,
        counted=counted,
        logit_se=np.where(counted, 0.0, plain.logit_se),
        cases=np.where(counted, 36.0, 0.0),
        effective_n=np.where(counted, 90.0, 0.0),
    )
    return design_of(figures, WORLD, ModelParts(2015, (2015, 2015)))


@pytest.fixture(scope="module")
def with_rows(design):
    """The design with a row for every cell of a total."""
    row, cell = cells_of_totals(design.figures)
    told = with_cells(design.linear.figures, row, cell, design.linear.figures.logit[row])
    linear = LinearFigures(
        told,
        np.append(design.linear.slope, np.ones(len(row))),
        np.append(design.linear.offset, np.zeros(len(row))),
    )
    return laid_out(told, linear, design.hierarchy, design.parts)


def sites(design, structure):
    """Of one draw; surveys' errors are of a set size, and no step is between definitions."""
    found = typical_sites(design, structure)
    return {name: x for name, x in found.items() if x.size and not name.startswith("survey")}


class Told:
    """A generator that gives the numbers it was told, then 0."""

    def __init__(self, at=None):
        self.at, self.given = at, 0

    def standard_normal(self, shape):
        found = np.zeros(shape)
        flat, first = found.reshape(-1), self.given
        self.given += flat.size
        if self.at is not None and first <= self.at < self.given:
            flat[self.at - first] = 1.0
        return found


def test_cells_are_drawn_with_the_mean_and_covariance_that_all_figures_give_them(with_rows):
    """A draw is a mean and a sum of independent normals times what each of them moves."""
    blocks = with_rows.blocks
    scales = scales_from(np, with_rows, sites(with_rows, 0.3))
    counter = Told()
    middle = _drawn(with_rows, scales, blocks.logit, counter)
    moved = np.stack([
        _drawn(with_rows, scales, blocks.logit, Told(at)) - middle for at in range(counter.given)
    ])  # fmt: skip
    want = rows_given(blocks, scales)
    assert middle == pytest.approx(want.mean, abs=1e-6)
    covariance = moved.T @ moved
    assert len(middle) == 5 + 4 + 2 + 4
    for k in range(3):
        mine = np.flatnonzero(want.block == k)
        assert covariance[np.ix_(mine, mine)] == pytest.approx(want.among(mine), abs=1e-6)


def test_errors_are_those_of_the_form_beside_the_sum_in_every_draw(design, with_rows, monkeypatch):
    """Total after total, in standard errors of the figure; of a count 1/36.5 + 1/54.5 squared."""
    etas = np.random.default_rng(4).normal(-2.0, 0.8, (3, 5 + 4 + 2 + 4))
    waiting = iter(etas)
    monkeypatch.setattr(module, "_drawn", lambda *_: next(waiting))
    one = sites(design, 0.3)
    drawn = ScaleDraws(design, {n: np.stack([x] * 3)[None] for n, x in one.items()}, GOOD, 0)
    found = linearisation_error(drawn, 3, np.random.default_rng(1))
    assert found.row.tolist() == list(TOTALS)
    linear = design.linear
    error = {1: 0.1, 2: 0.3, 4: (1 / 36.5 + 1 / 54.5) ** 0.5}
    apart = np.empty((3, 3))
    for d, eta in enumerate(etas):
        place = 5
        for t, i in enumerate(TOTALS):
            cells = [at for at in np.ndindex(2, 2) if WEIGHT[i][at] > 0]
            own = eta[place : place + len(cells)]
            place += len(cells)
            mean = sum(
                linear.figures.cell_weight[i][at] * x for at, x in zip(cells, own, strict=True)
            )
            share = sum(WEIGHT[i][at] * special.expit(x) for at, x in zip(cells, own, strict=True))
            form = linear.offset[i] + linear.slope[i] * mean
            apart[d, t] = (form - special.logit(share)) / error[i]
    assert found.mean == pytest.approx(apart.mean(axis=0), rel=1e-9)
    assert found.root_mean_square == pytest.approx(np.sqrt((apart**2).mean(axis=0)), rel=1e-9)


def test_where_no_figure_is_a_total_there_is_nothing_to_measure():
    cells = measured_figures([0, 1, 2], [2015] * 3, [-2.0] * 3, [0.1] * 3)
    plain = design_of(cells, WORLD, ModelParts(2015, (2015, 2015)))
    assert linearisation_error(ScaleDraws(plain, {}, GOOD, 0), 5, np.random.default_rng(1)) is None
