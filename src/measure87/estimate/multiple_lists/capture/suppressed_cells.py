"""Cells of which the holder says only a range ("<5"): filled in many ways, and at both ends.

Small cells are withheld to protect persons, and small cells are what these methods live on. The
figure is therefore shown with the range left open: the interval holds the uncertainty of the
filling, and the two extreme fillings stand beside it.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from scipy import special

from measure87.estimate.multiple_lists.capture.pooling import Rule, pool_tables
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.kernels.poisson_regression import fit_poisson
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

Method = Callable[[CaptureTable], SizeEstimate]

IMPUTATIONS = 20
_SETTLING, _BETWEEN = 20, 5
"""Rounds of the sampler before the first filling and between fillings."""
_LISTS_PRECISION, _PAIRS_PRECISION = 0.01, 1.0
"""Of the normal priors of a list's log odds (standard deviation 10) and of a pair's (1)."""
_DEFAULT_SEED = 87


def with_suppressed_cells(
    table: CaptureTable,
    method: Method,
    *,
    imputations: int = IMPUTATIONS,
    level: float = 0.95,
    rule: Rule = "auto",
    rng: np.random.Generator | None = None,
) -> SizeEstimate:
    """Run a method on a table of which some cells are known as a range.

    Parameters
    ----------
    table : CaptureTable
        With `suppressed` cells.
    method : function of a table
    imputations : int, at least 2
        Fillings of the cells.
    level : float
        0 to 1.
    rule : str
        How fillings are pooled; see `pool_sizes`.
    rng : numpy Generator or None
        None: a fixed seed of its own.

    Returns
    -------
    SizeEstimate
        Pooled. `diagnostics["suppressed"]` has the number of cells, the persons they may hold,
        and the figures with all cells at their lowest and at their highest. Neither of these
        need be the lowest or the highest figure that some filling gives.

    Raises
    ------
    NotEstimableError
        If more than a tenth of the fillings have no estimate.

    Notes
    -----
    Fillings: draws within the ranges from a log-linear model with all lists and all pairs of
    lists, its coefficients drawn anew each time (see `fill_suppressed`). They lean towards that
    model where a method looks for more than pairs.
    """
    ordered = table.in_canonical_order()
    if not ordered.suppressed:
        return method(ordered)
    if imputations < 2:
        raise UsageError("two imputations are the fewest", code="too-few-imputations")
    rng = np.random.default_rng(_DEFAULT_SEED) if rng is None else rng
    pooled = pool_tables(fill_suppressed(ordered, imputations, rng), method, level=level, rule=rule)
    lowest = _at_ends(ordered, method, 0)
    highest = _at_ends(ordered, method, 1)
    least = sum(bounds[0] for bounds in ordered.suppressed.values())
    most = sum(bounds[1] for bounds in ordered.suppressed.values())
    ends = [
        f"{end['value']:,.0f}" if "value" in end else "no estimate" for end in (lowest, highest)
    ]
    notice = Notice(
        "suppressed-cells",
        f"cells withheld: {len(ordered.suppressed)} ({least} to {most} persons); with all at "
        f"their lowest the figure is {ends[0]}, with all at their highest {ends[1]}",
    )
    return replace(
        pooled,
        notices=(notice, *pooled.notices),
        diagnostics={
            **pooled.diagnostics,
            "suppressed": {
                "cells": len(ordered.suppressed),
                "persons": [least, most],
                "imputations": imputations,
                "all_lowest": lowest,
                "all_highest": highest,
            },
        },
    )


def fill_suppressed(
    table: CaptureTable, imputations: int, rng: np.random.Generator
) -> list[CaptureTable]:
    """Tables with the suppressed cells drawn from what the other cells suggest.

    Parameters
    ----------
    table : CaptureTable
    imputations : int
    rng : numpy Generator

    Returns
    -------
    list of CaptureTable
        Without suppressed cells; every filling is within the ranges.

    Notes
    -----
    By turns: the coefficients of a Poisson regression on lists and pairs of lists are drawn from
    the normal approximation of their posterior given a filled table (a normal prior of standard
    deviation 1 for pairs keeps it proper where pairs are empty), then the cells from Poisson
    distributions cut to their ranges.
    """
    histories = np.array(sorted(table.suppressed), dtype=np.int64)
    bounds = np.array([table.suppressed[int(h)] for h in histories], dtype=np.int64)
    possible = table.possible
    cells = np.flatnonzero(possible)
    design, penalty = lists_and_pairs(table, cells)
    places = np.searchsorted(cells, histories - 1)
    counts = table.counts.copy()
    counts[histories - 1] = rng.integers(bounds[:, 0], bounds[:, 1], endpoint=True)
    found = []
    start = None
    for turn in range(_SETTLING + (imputations - 1) * _BETWEEN + 1):
        fit = fit_poisson(design, counts[cells].astype(np.float64), None, penalty, start)
        start = fit.coefficients
        drawn = rng.multivariate_normal(fit.coefficients, fit.covariance, method="cholesky")
        means = np.exp(np.clip(design[places] @ drawn, -50.0, 50.0))
        counts[histories - 1] = _within(means, bounds, rng)
        if turn >= _SETTLING and (turn - _SETTLING) % _BETWEEN == 0:
            found.append(table.with_counts(counts.copy()))
    return found


def lists_and_pairs(table: CaptureTable, cells: IntArray) -> tuple[FloatArray, FloatArray]:
    """Columns of lists and of pairs that can share a person, with their precisions."""
    on = ((table.histories[cells, None] >> np.arange(table.n_lists)) & 1).astype(np.float64)
    pairs = [pair for pair in combinations(range(table.n_lists), 2) if pair not in table.apart]
    both = [on[:, i] * on[:, j] for i, j in pairs]
    design = np.column_stack([np.ones(len(cells)), on, *both])
    penalty = np.r_[
        0.0, np.full(table.n_lists, _LISTS_PRECISION), np.full(len(pairs), _PAIRS_PRECISION)
    ]
    return design, penalty


def _within(means: FloatArray, bounds: IntArray, rng: np.random.Generator) -> IntArray:
    """Draws from Poisson distributions cut to their ranges."""
    found = np.empty(len(means), dtype=np.int64)
    for place, (mean, (low, high)) in enumerate(zip(means, bounds, strict=True)):
        values = np.arange(low, high + 1)
        logs = special.xlogy(values, mean) - special.gammaln(values + 1.0)
        weights = np.exp(logs - logs.max())
        found[place] = rng.choice(values, p=weights / weights.sum())
    return found


def _at_ends(table: CaptureTable, method: Method, end: int) -> dict[str, Any]:
    """The figure with all suppressed cells at one end of their ranges, as plain values."""
    counts = table.counts.copy()
    for history, bounds in table.suppressed.items():
        counts[history - 1] = bounds[end]
    try:
        size = method(table.with_counts(counts))
    except NotEstimableError as error:
        return {"refused": error.code, "text": error.text}
    limits = {"lower": size.lower, "upper": size.upper}
    return {"value": size.value, **{k: v for k, v in limits.items() if v is not None}}
