"""Variances of figures from their replicates, in the place of linearised ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from measure87.estimate.replicates.settings import GivenReplicates, Replicates
from measure87.estimate.survey.outcomes import Outcome
from measure87.estimate.survey.replicate_columns import given_replicates
from measure87.estimate.survey.replicate_sample import ReplicateSums, Sampled
from measure87.estimate.survey.replicate_sums import made_replicates
from measure87.estimate.survey.single_cluster import add_up, judge_lone
from measure87.estimate.survey.sums import SampleSums
from measure87.numerics.arrays import BoolArray, FloatArray
from measure87.numerics.replicate_factors import WHOLE, rank_of
from measure87.vocabulary.estimate import Notice
from measure87.vocabulary.survey_design import SingleCluster

CELLS_AT_ONCE = 512
"""Cells whose figures are held in all replicates at a time."""

ROWS_AT_ONCE = 4_000
"""Units, evenly spaced, whose factors say a rank where there are more."""


@dataclass(frozen=True)
class ReplicatedCells:
    """What replicates say of every cell and outcome; arrays (cells, O).

    variance : of the figure; NaN where a replicate has nobody of whom it could be told. A total of
        nobody is 0, and has one
    share_variance : of the proportion behind a status
    df : degrees of freedom
    method, notices, n : see `ReplicateSums`
    """

    variance: FloatArray
    share_variance: FloatArray
    df: FloatArray
    method: str
    notices: tuple[Notice, ...]
    facts: dict[str, object]


def replicate(sampled: Sampled, asked: Replicates) -> ReplicatedCells:
    """Variances of every outcome in every cell; errors as `made_replicates` and
    `given_replicates`."""
    found = replicate_sums(sampled, asked)
    by_units = not isinstance(asked, GivenReplicates) and asked.kind != "preston"
    df = _df_of_units(sampled, found) if by_units else _df_of_rows(sampled, found)
    shape = (len(sampled.levels.cells), len(sampled.outcomes))
    variance, share_variance = np.full(shape, np.nan), np.full(shape, np.nan)
    for first in range(0, shape[0], CELLS_AT_ONCE):
        cells = range(first, min(first + CELLS_AT_ONCE, shape[0]))
        inside = slice(cells.start, cells.stop)
        for i, one in enumerate(figures_of_cells(sampled, found, cells)):
            variance[inside, i] = found.variance(one.figures, one.value)
            share_variance[inside, i] = found.variance(one.shares, one.share)
    return ReplicatedCells(
        variance,
        share_variance,
        df,
        found.method,
        (
            *found.notices,
            *_empty_notices(sampled, variance, found.n),
            *_lone_notices(sampled, asked),
        ),
        dict(found.facts),
    )


def replicate_sums(sampled: Sampled, asked: Replicates) -> ReplicateSums:
    """The totals of a sample in replicates that are given, or made."""
    if isinstance(asked, GivenReplicates):
        return given_replicates(sampled, asked)
    return made_replicates(sampled, asked)


@dataclass(frozen=True)
class FiguresOfCells:
    """One outcome in some cells, in R replicates and in the whole sample.

    figures, shares : (R, cells) the figure, and the share or ratio behind it
    value, share : (cells,) the same in the whole sample
    """

    figures: FloatArray
    shares: FloatArray
    value: FloatArray
    share: FloatArray


def figures_of_cells(
    sampled: Sampled, found: ReplicateSums, cells: Sequence[int]
) -> Iterator[FiguresOfCells]:
    """Every outcome in some cells, outcome by outcome."""
    totals = _of_cells(sampled, found, cells)
    for i, outcome in enumerate(sampled.outcomes):
        shift = float(sampled.sums.shift[i])
        figures, shares = _figures(outcome, totals[:, i], shift)
        value, share = _figures(outcome, sampled.sums.totals[cells, i][..., None], shift)
        yield FiguresOfCells(figures.T, shares.T, value[:, 0], share[:, 0])


def _of_cells(sampled: Sampled, found: ReplicateSums, cells: Sequence[int]) -> FloatArray:
    """Totals of some cells in the replicates, (cells, O, 3, R)."""
    totals = np.zeros((len(cells), *found.totals.shape[1:]))
    places = {cell: place for place, cell in enumerate(cells)}
    for level, targets in enumerate(sampled.levels.targets):
        for cell in targets:
            if cell in places:
                totals[places[cell]] += found.totals[level]
    return totals


def _figures(outcome: Outcome, totals: FloatArray, shift: float) -> tuple[FloatArray, FloatArray]:
    """The figure and the share or ratio behind it, each (cells, R), of totals (cells, 3, R)."""
    if outcome.kind == "number":
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(totals[:, 1] != 0.0, shift + totals[:, 0] / totals[:, 1], np.nan)
        is_total = outcome.statistic == "total"
        return (totals[:, 0] + shift * totals[:, 1] if is_total else ratio), ratio
    cases = np.einsum("ckr,k->cr", totals, outcome.is_case)
    base = np.einsum("ckr,k->cr", totals, outcome.in_denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(base > 0.0, cases / base, np.nan)
    if outcome.statistic != "total":
        return share, share
    return (share * totals.sum(axis=1) if outcome.spread_unknown else cases), share


def _empty_notices(sampled: Sampled, variance: FloatArray, n: int) -> list[Notice]:
    """Warn of figures that some replicates do not have."""
    has_persons = np.stack(
        [
            sampled.sums.counts[:, i] @ np.array(outcome.in_denominator) > 0.0
            for i, outcome in enumerate(sampled.outcomes)
        ],
        axis=1,
    )
    figures = int((np.isnan(variance) & has_persons).sum())
    if not figures:
        return []
    return [
        Notice(
            "replicates-without-persons",
            f"{figures} figures have nobody in some of the {n} replicates, so that these give "
            "them no standard error; their domains are in too few clusters",
            {"figures": figures, "replicates": n},
        )
    ]


def _lone_notices(sampled: Sampled, asked: Replicates) -> list[Notice]:
    """Warn of strata with one cluster of which replicates are made.

    How a producer's replicates treat them nobody says.
    """
    if isinstance(asked, GivenReplicates):
        return []
    design = sampled.design
    return judge_lone(int(sampled.sums.lone_strata.size), 0, design.single_cluster, design.strata)


def _df_of_units(sampled: Sampled, found: ReplicateSums) -> FloatArray:
    """Degrees of freedom of first-stage replicates: rank of the factors of the clusters with
    persons of a figure, less one, as R has it.

    The clusters of a stratum that are all there repeat one of them.
    """
    sums, rule = sampled.sums, sampled.design.single_cluster
    return degrees_of_freedom(sums, rule, found.n, is_jkn=found.method == "jkn")


def degrees_of_freedom(
    sums: SampleSums, rule: SingleCluster, n: int, *, is_jkn: bool
) -> FloatArray:
    """See `_df_of_units`; (cells, O)."""
    drawn = sums.fraction < 1.0 - WHOLE
    varies = (drawn & (sums.units > 1))[sums.slot_stratum][:, None]
    alone = (drawn & (sums.units == 1))[sums.slot_stratum][:, None]
    here = sums.present
    is_full = varies & (here >= sums.units[sums.slot_stratum][:, None]) & (here > 0)
    clusters = add_up(sums, here * varies)
    full = add_up(sums, is_full.astype(np.float64))
    constant = add_up(sums, here * ~varies)
    rank = rank_of_clusters(clusters, full, constant)
    if is_jkn and rule == "adjust":
        rank = rank + add_up(sums, here * alone)
    return np.asarray(np.maximum(np.minimum(rank, n) - 1.0, 0.0))


def rank_of_clusters(
    clusters: npt.ArrayLike, full: npt.ArrayLike, constant: npt.ArrayLike
) -> FloatArray:
    """Rank of the factors of clusters with persons, replicates being enough.

    clusters : of strata that vary; full : of these strata, those with persons in all their
    clusters; constant : clusters of strata that do not vary
    """
    full, clusters = np.asarray(full, dtype=np.float64), np.asarray(clusters, dtype=np.float64)
    one_repeats = (full > 0) | (np.asarray(constant) > 0)
    return np.asarray(np.where(one_repeats, clusters - full + 1.0, clusters))


def _df_of_rows(sampled: Sampled, found: ReplicateSums) -> FloatArray:
    """Degrees of freedom of other replicates: the rank itself, less one.

    Where units are not told apart, clusters less strata as far as replicates reach.
    """
    sums = sampled.sums
    strata = add_up(sums, (sums.present > 0).astype(np.float64))
    if not found.present.size:
        return np.asarray(np.clip(sums.clusters - strata, 0.0, found.n - 1.0))
    df = np.zeros(sums.clusters.shape)
    known: dict[bytes, float] = {}
    inside: list[BoolArray] = [
        np.zeros(found.present.shape[1:], dtype=bool) for _ in sampled.levels.cells
    ]
    for level, targets in enumerate(sampled.levels.targets):
        for cell in targets:
            inside[cell] |= found.present[level]
    for cell, whole in enumerate(inside):
        for i, units in enumerate(whole):
            key = units.tobytes()
            if key not in known:
                known[key] = rank_of_some(found.factors, units)
            df[cell, i] = max(known[key] - 1.0, 0.0)
    return df


def rank_of_some(factors: FloatArray, units: BoolArray) -> float:
    """Rank of the factors of some units."""
    places = np.flatnonzero(units)
    if len(places) > ROWS_AT_ONCE:
        places = places[np.linspace(0, len(places) - 1, ROWS_AT_ONCE).astype(np.int64)]
    return float(rank_of(factors[places]))
