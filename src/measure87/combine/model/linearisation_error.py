"""How far the linear form of totals is from the sums that they are, in the fitted model's draws.

For every draw of the scales the log-odds of a total's cells, as its survey would have found them,
are drawn from what all figures say of them, and put into both: the weighted mean of
`totals`, and the log-odds of the weighted sum of shares. Their difference is measured in
standard errors of the figure. It has two parts: by how much a total's form leans one way, in the
mean over the draws, which moves estimates, and how far the draws lie about that, which widens
them a little: under a tenth of an error neither can be seen beside what sampling does.
"""

from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.model.design import Design, laid_out
from measure87.combine.model.figures import Figures
from measure87.combine.model.marginal import (
    Scales,
    block_covariance,
    draw_shared,
    level_variance,
    residuals,
    shared_effects,
)
from measure87.combine.model.sampling import ScaleDraws
from measure87.combine.model.totals import LinearFigures
from measure87.combine.model.typical_scales import cells_of_totals, with_cells
from measure87.numerics.arrays import FloatArray, IntArray

# Log-odds of the cells of one figure may be all but the same: this keeps the root there.
_JITTER = 1e-9


@dataclass(frozen=True)
class LinearisationError:
    """Linear form less sum, of t totals, in standard errors of each figure.

    Attributes
    ----------
    row : (t,)
        Rows of `Figures`.
    mean, root_mean_square : (t,)
        Over the draws.
    """

    row: IntArray
    mean: FloatArray
    root_mean_square: FloatArray

    @property
    def overall(self) -> float:
        """Root mean square over all totals."""
        return float(np.sqrt(np.mean(self.root_mean_square**2)))

    @property
    def leaning(self) -> float:
        """Root mean square, over all totals, of how far each leans in the mean of its draws."""
        return float(np.sqrt(np.mean(self.mean**2)))

    @property
    def overall_mean(self) -> float:
        """Mean over all totals: whether most lean the same way."""
        return float(self.mean.mean())

    @property
    def largest(self) -> float:
        """Root mean square of the total that is worst."""
        return float(self.root_mean_square.max())


def linearisation_error(
    draws: ScaleDraws, n: int, rng: np.random.Generator
) -> LinearisationError | None:
    """Measure it in up to `n` draws; None where no figure is a total."""
    design = draws.design
    figures = design.figures
    if not figures.total.any():
        return None
    row, cell = cells_of_totals(figures)
    told = with_cells(design.linear.figures, row, cell, design.linear.figures.logit[row])
    with_cells_too = LinearFigures(
        told,
        slope=np.concatenate([design.linear.slope, np.ones(len(row))]),
        offset=np.concatenate([design.linear.offset, np.zeros(len(row))]),
    )
    with_parts = laid_out(told, with_cells_too, design.hierarchy, design.parts)
    weights = [
        one.cell_weight.reshape(one.n, -1)[row, cell] for one in (design.linear.figures, figures)
    ]
    rows, place = np.unique(row, return_inverse=True)
    apart = []
    for scales, logit in replace(draws, design=with_parts).thinned(n):
        eta = _drawn(with_parts, scales, logit, rng)[figures.n :]
        mean = np.bincount(place, weights[0] * eta)
        share = np.bincount(place, weights[1] / (1.0 + np.exp(-eta)))
        linear = design.linear.offset[rows] + design.linear.slope[rows] * mean
        apart.append((linear - np.log(share / (1.0 - share))) / _errors(figures)[rows])
    found = np.stack(apart)
    return LinearisationError(rows, found.mean(axis=0), np.sqrt((found**2).mean(axis=0)))


def _errors(figures: Figures) -> FloatArray:
    """(n,) standard errors of published log-odds; of counts those that so many cases have."""
    cases, others = figures.cases + 0.5, figures.effective_n - figures.cases + 0.5
    return np.where(figures.counted, np.sqrt(1.0 / cases + 1.0 / others), figures.logit_se)


def _drawn(
    design: Design, scales: Scales, logit: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """(n,) one joint draw of the log-odds of every row without its own error.

    Drawn as if there were no figures, and moved by them, as in `paths`.
    """
    blocks = design.blocks
    u = draw_shared(shared_effects(blocks, scales, logit), rng) * scales.group[blocks.group]
    shared = np.einsum("kmc,kc->km", blocks.columns, u[blocks.column])
    left = residuals(np, blocks, scales, logit)
    exact = replace(blocks, error_variance=np.where(blocks.real, _JITTER, 0.0))
    between = block_covariance(np, exact, scales, level_variance(np, blocks, scales))
    error = blocks.error_variance
    covariance = between + error[:, :, None] * np.eye(error.shape[1])
    root = np.linalg.cholesky(between)
    before = np.einsum("kmn,kn->km", root, rng.standard_normal(error.shape))
    gap = left - shared - before - np.sqrt(error) * rng.standard_normal(error.shape)
    weight = np.linalg.solve(covariance, (gap * blocks.real)[:, :, None])
    moved = before + (between @ (weight * blocks.real[:, :, None]))[:, :, 0]
    return design.by_figure(logit - left + shared + moved)
