"""Draws of what is a country's own: its level, slope, yearly deviations and structure.

They are drawn as if it had no figures and then moved by what its figures say. Counts that the
scales were drawn with as normal figures (`count_sites`) are here taken as the counts they are:
of several such draws one is kept by the Metropolis-Hastings rule, with the binomial likelihood
over that of the normal figure as weight. What is shared by countries stays as it was drawn.

Source: Matheron's rule as in `paths`; Hastings (1970), Biometrika 57, 97-109, the independence
chain (not read in print).
"""

from dataclasses import dataclass, replace

import numpy as np

from measure87.combine.model.count_sites import Counts
from measure87.combine.model.country_blocks import CountryBlocks
from measure87.combine.model.design import Design
from measure87.combine.model.marginal import Scales, block_covariance
from measure87.numerics.arrays import FloatArray, IntArray

# Proposals for each country with counts, from normal figures with so many times the variance:
# with no case at all log-odds reach further down than any normal figure says.
PROPOSALS = 12
WIDENED = 2.0


@dataclass(frozen=True)
class OwnParts:
    """Level, slope (countries,), wander (countries, years), structure (countries, cells)."""

    level: FloatArray
    slope: FloatArray
    wander: FloatArray
    structure: FloatArray

    def of(self, who: IntArray) -> "OwnParts":
        """Those of some countries."""
        return OwnParts(self.level[who], self.slope[who], self.wander[who], self.structure[who])

    def with_those(self, who: IntArray, others: "OwnParts") -> "OwnParts":
        """A copy in which some countries have other parts."""
        copied = OwnParts(*(part.copy() for part in vars(self).values()))
        for mine, theirs in zip(vars(copied).values(), vars(others).values(), strict=True):
            mine[who] = theirs
        return copied


@dataclass(frozen=True)
class Span:
    """Years and cells that own parts extend over; (K, m) year of each figure, from 0."""

    years: int
    cells: int
    figure_year: IntArray


def prior_parts(
    scales: Scales, variance: FloatArray, span: Span, rng: np.random.Generator
) -> OwnParts:
    """Own parts of countries as if there were no figures.

    Parameters
    ----------
    variance : (countries,)
        Of the countries' levels.
    """
    k = len(variance)
    wander = np.empty((k, span.years))
    wander[:, 0] = rng.standard_normal(k)
    fresh = np.sqrt(1.0 - scales.persistence**2)
    for t in range(1, span.years):
        wander[:, t] = scales.persistence * wander[:, t - 1] + fresh * rng.standard_normal(k)
    return OwnParts(
        level=np.sqrt(variance) * rng.standard_normal(k),
        slope=scales.slope * rng.standard_normal(k),
        wander=scales.wander * wander,
        structure=scales.structure * rng.standard_normal((k, span.cells)),
    )


def draw_own_parts(
    design: Design,
    span: Span,
    scales: Scales,
    variance: FloatArray,
    left: FloatArray,
    rng: np.random.Generator,
) -> OwnParts:
    """Own parts of all countries given their figures.

    Parameters
    ----------
    variance : (countries,)
        Of the countries' levels.
    left : (K, m)
        What is left of the figures' log-odds after everything that is shared.
    """
    who = design.blocks.country
    prior = prior_parts(scales, variance, span, rng)
    moved = _moved(design.blocks, span, scales, variance[who], left, prior.of(who), rng)
    if design.counts is not None:
        moved = _with_counts(design, design.counts, span, scales, variance[who], left, moved, rng)
    return prior.with_those(who, moved.parts)


@dataclass(frozen=True)
class _Moved:
    """Parts of the K countries with figures, and (K, m) log-odds of their figures.

    The log-odds are those without sampling error, less what is shared.
    """

    parts: OwnParts
    logit: FloatArray


def _moved(
    blocks: CountryBlocks,
    span: Span,
    scales: Scales,
    variance: FloatArray,
    left: FloatArray,
    prior: OwnParts,
    rng: np.random.Generator,
) -> _Moved:
    """Parts of countries moved by their figures."""
    t = blocks.decades
    k = np.arange(len(t))[:, None]
    imagined = prior.level[:, None] + prior.slope[:, None] * t
    imagined = imagined + prior.wander[k, span.figure_year]
    imagined = imagined + np.einsum("kmc,kc->km", blocks.cell_weight, prior.structure)
    of_survey = rng.standard_normal(len(scales.survey_tail)) * np.sqrt(scales.survey_tail)
    imagined = imagined + scales.survey[blocks.survey_type] * of_survey[blocks.survey]
    error = rng.standard_normal(t.shape) * np.sqrt(blocks.error_variance)
    covariance = block_covariance(np, blocks, scales, variance)
    gap = (left - imagined - error) * blocks.real
    weight = np.linalg.solve(covariance, gap[:, :, None])[:, :, 0] * blocks.real
    lag = np.abs(np.arange(span.years) - span.figure_year[:, :, None])
    wander = scales.wander**2 * np.einsum("km,kmy->ky", weight, scales.persistence**lag)
    structure = scales.structure**2 * np.einsum("km,kmc->kc", weight, blocks.cell_weight)
    parts = OwnParts(
        level=prior.level + variance * weight.sum(axis=1),
        slope=prior.slope + scales.slope**2 * (t * weight).sum(axis=1),
        wander=prior.wander + wander,
        structure=prior.structure + structure,
    )
    return _Moved(parts, left - error - blocks.error_variance * weight)


def _with_counts(
    design: Design,
    counts: Counts,
    span: Span,
    scales: Scales,
    variance: FloatArray,
    left: FloatArray,
    first: _Moved,
    rng: np.random.Generator,
) -> _Moved:
    """Parts drawn with the counts themselves in the place of normal figures."""
    blocks = _widened(design)
    shared = blocks.logit - left
    kept, now = first.parts, _log_weight(design, counts, blocks, first.logit + shared)
    for _ in range(PROPOSALS):
        prior = prior_parts(scales, variance, span, rng)
        moved = _moved(blocks, span, scales, variance, left, prior, rng)
        log_weight = _log_weight(design, counts, blocks, moved.logit + shared)
        taken = np.log(rng.random(len(now))) < log_weight - now
        now = np.where(taken, log_weight, now)
        chosen = np.flatnonzero(taken)
        kept = kept.with_those(chosen, moved.parts.of(chosen))
    return replace(first, parts=kept)


def _widened(design: Design) -> CountryBlocks:
    counted = design.figures.counted[design.blocks.row]
    error = design.blocks.error_variance
    return replace(design.blocks, error_variance=np.where(counted, WIDENED * error, error))


def _log_weight(
    design: Design, counts: Counts, blocks: CountryBlocks, logit: FloatArray
) -> FloatArray:
    """(K,) log density of a country's counts over that of their normal figures in `blocks`."""
    counted = design.figures.counted
    at = design.by_figure(logit)[counted]
    apart = at - design.by_figure(blocks.logit)[counted]
    ratio = 0.5 * apart**2 / design.by_figure(blocks.error_variance)[counted]
    ratio = ratio + counts.log_likelihood(at)
    of_country = np.zeros(design.hierarchy.countries)
    np.add.at(of_country, design.figures.country[counted], ratio)
    return of_country[blocks.country]
