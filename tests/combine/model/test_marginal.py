"""The exact marginal density against one dense normal of all figures at once."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from measure87.combine.model.country_blocks import country_blocks
from measure87.combine.model.figures import measured_figures
from measure87.combine.model.hierarchy import Hierarchy
from measure87.combine.model.marginal import Scales, log_marginal
from measure87.combine.model.parts import ModelParts

REGION = np.array([0, 0, 1])
SUBREGION = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 2, 1])


def a_world(rng):
    """14 countries, 12 of them with one to five figures of two surveys or more."""
    k = len(SUBREGION)
    root = rng.normal(size=(k, 2, 2)) * (np.arange(k) % 3 == 0)[:, None, None]
    hierarchy = Hierarchy(
        SUBREGION, REGION, rng.normal(size=(k, 2)), root @ root.transpose(0, 2, 1)
    )
    country = np.repeat(np.arange(12), 1 + np.arange(12) % 5 + (np.arange(12) < 10))
    n = len(country)
    year = 2000 + rng.permutation(n) % 17
    figures = measured_figures(
        country,
        year,
        rng.normal(-2.0, 1.0, n),
        rng.uniform(0.05, 0.3, n),
        sex=rng.integers(0, 2, n),
        age=rng.integers(0, 3, n),
        definition=rng.integers(0, 2, n),
        source_type=rng.integers(0, 2, n),
        survey=np.arange(n) // 2,
    )
    return figures, hierarchy


def some_scales(blocks, rng):
    return Scales(
        group=rng.uniform(0.2, 1.0, len(blocks.groups)),
        mean=-2.2,
        coefficients=np.array([0.4, -0.3]),
        country=0.6,
        tail=rng.uniform(0.5, 2.0, len(blocks.country)),
        slope=0.3,
        wander=0.2,
        persistence=0.7,
        structure=0.15,
        survey=np.array([0.1, 0.25]),
        shift=rng.uniform(0.0, 0.4, blocks.real.shape) * blocks.real,
    )


def dense_log_density(figures, hierarchy, blocks, s):
    """Figure by figure and pair by pair, from the equation in words."""
    n = figures.n
    mean, covariance = np.zeros(n), np.zeros((n, n))
    place = {int(c): i for i, c in enumerate(blocks.country)}
    column, shift = np.zeros((n, len(blocks.group))), np.zeros(n)
    for k in range(len(blocks.country)):
        for m in np.flatnonzero(blocks.real[k]):
            column[blocks.row[k, m]] = blocks.columns[k, m]
            shift[blocks.row[k, m]] = s.shift[k, m]
    for i in range(n):
        c = int(figures.country[i])
        mean[i] = s.mean + hierarchy.covariates[c] @ s.coefficients + shift[i]
        for j in range(n):
            value = sum(
                column[i, g] * column[j, g] * s.group[blocks.group[g]] ** 2
                for g in range(column.shape[1])
            )
            if figures.country[j] == c:
                b, gap = s.coefficients, hierarchy.covariate_covariance[c]
                ti, tj = (figures.year[i] - 2015) / 10, (figures.year[j] - 2015) / 10
                value += s.country**2 * s.tail[place[c]] + b @ gap @ b + s.slope**2 * ti * tj
                value += s.wander**2 * s.persistence ** abs(figures.year[i] - figures.year[j])
                if figures.sex[i] == figures.sex[j] and figures.age[i] == figures.age[j]:
                    value += s.structure**2
                if figures.survey[i] == figures.survey[j]:
                    value += s.survey[figures.source_type[i]] * s.survey[figures.source_type[j]]
            covariance[i, j] = value + (figures.logit_se[i] ** 2 if i == j else 0.0)
    return multivariate_normal(mean, covariance).logpdf(figures.logit)


@pytest.mark.parametrize("trend", [True, False])
def test_density_is_that_of_one_dense_normal(trend):
    rng = np.random.default_rng(5)
    figures, hierarchy = a_world(rng)
    parts = ModelParts(2015, (2000, 2016) if trend else (2015, 2015), trend=trend)
    blocks = country_blocks(figures, hierarchy, parts)
    scales = some_scales(blocks, rng)
    got = float(log_marginal(np, blocks, scales, blocks.logit))
    assert got == pytest.approx(dense_log_density(figures, hierarchy, blocks, scales), rel=1e-9)


def test_a_walk_of_bends_has_the_second_differences_of_its_coefficients():
    from measure87.combine.model.terms import Cells, Layout, term_columns

    knots = np.array([2003.0, 2006.0, 2009.0])
    layout = Layout(1, 1, 1, 1, 1, knots)
    zero = np.zeros(5, dtype=np.int64)
    year = np.array([2000.0, 2003.0, 2006.0, 2009.0, 2012.0])
    parts = ModelParts(2000, (2000, 2012), trend=True)
    bend = term_columns(layout, parts, Cells(zero, zero, year, zero, zero, zero))["bend"]
    coefficients = np.array([0.5, -1.0, 2.0])
    assert np.diff(bend @ coefficients, n=2) == pytest.approx(0.3 * coefficients)
