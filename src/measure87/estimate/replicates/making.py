"""From a sample's units to the factors of its replicates; refusals where a kind does not fit."""

from dataclasses import dataclass

import numpy as np

from measure87.estimate.replicates.settings import DEFAULT_N, DEFAULT_RHO, MadeReplicates
from measure87.numerics import replicate_factors as made
from measure87.numerics.arrays import BoolArray, FloatArray, Int8Array, IntArray
from measure87.numerics.replicate_factors import WHOLE, Factors
from measure87.vocabulary.errors import DataError, UsageError
from measure87.vocabulary.survey_design import SingleCluster

LARGEST_TABLE = 100_000_000
"""Factors that are held at a time, units times replicates: 0.8 GB."""

_TABLES_OF_PRESTON = 4
"""Tables of that size that Preston's bootstrap needs while it is made."""


@dataclass(frozen=True)
class DrawnUnits:
    """The units of a sample, in the order of their codes.

    start : (U,) int8, the first stage at which each last-stage unit starts a new one
    stratum : (U,) int, numbered from 0; right in rows that start a first-stage unit
    correction : (stages, U) float; fraction or units in the population, NaN for none
    is_fraction : (stages,) bool
    """

    start: Int8Array
    stratum: IntArray
    correction: FloatArray
    is_fraction: BoolArray

    @property
    def first(self) -> IntArray:
        """(C,) the row where each first-stage unit begins."""
        return np.flatnonzero(self.start == 0)

    @property
    def first_of_unit(self) -> IntArray:
        """(U,) the first-stage unit of each last-stage unit."""
        return np.asarray(np.cumsum(self.start == 0) - 1)

    @property
    def strata(self) -> IntArray:
        """(C,) the stratum of each first-stage unit, numbered in their order."""
        own = self.stratum[self.first]
        return np.asarray(np.unique(own, return_inverse=True)[1])

    def fractions(self, stage: int, parent: IntArray, rows: IntArray) -> FloatArray:
        """(parents,) share sampled of each parent's units, of those that begin in some rows."""
        sizes = np.bincount(parent)
        known = np.full(len(sizes), np.nan)
        known[parent] = self.correction[stage, rows]
        shares = known if self.is_fraction[stage] else sizes / known
        return np.asarray(np.where(np.isnan(known), 0.0, shares))


@dataclass(frozen=True)
class MadeFactors:
    """Replicates as they were made.

    factors : of units; `unit` (U,) says which row of them each last-stage unit has
    is_last_stage : whether they are of last-stage units, and otherwise of the first stage
    """

    factors: Factors
    unit: IntArray
    is_last_stage: bool = False


def make_factors(
    units: DrawnUnits, asked: MadeReplicates, rule: SingleCluster, *, has_corrections: bool
) -> MadeFactors:
    """The factors of the kind that is asked for.

    Raises
    ------
    DataError
        If the sample does not fit the kind: a stratum with one unit, or not two of them.
    UsageError
        If the kind leaves out a part of the design, or more factors than fit into memory.
    """
    strata = units.strata
    sizes = np.bincount(strata)
    fraction = units.fractions(0, strata, units.first)
    _check_stages(units, asked, has_corrections=has_corrections)
    if len(strata) < 2:
        raise DataError(
            "the sample has one cluster, so that no replicate differs from it",
            code="single-cluster-stratum",
            hint="a variance needs two clusters at least",
        )
    lone = (sizes == 1) & (fraction < 1.0 - WHOLE)
    if asked.kind == "preston":
        _refuse_lone(lone, asked, rule)
        return _preston(units, asked)
    _check_room(len(strata), _replicates(asked, sizes))
    if asked.kind == "jk1":
        if len(sizes) > 1:
            raise UsageError(
                f"jk1 is for a sample without strata, and this one has {len(sizes)}",
                code="replicate-kind",
                hint="choose jkn",
            )
        factors = made.jackknife_one(len(strata), float(fraction[0]))
    elif asked.kind == "jkn":
        if rule == "fail":
            _refuse_lone(lone, asked, rule)
        factors = made.jackknife_n(strata, fraction, lone=rule)
    elif asked.kind in ("brr", "fay"):
        factors = _balanced(sizes, strata, asked)
    else:
        _refuse_lone(lone, asked, rule)
        rng = np.random.default_rng(asked.seed)
        factors = made.rescaled_bootstrap(strata, fraction, asked.n or DEFAULT_N, rng)
    if factors.n == 0:
        raise DataError(
            "every stratum is in the sample as a whole, or has one cluster: nothing varies",
            code="no-variance",
            hint="leave --fpc out if the sample stands for more than its own population",
        )
    return MadeFactors(factors, units.first_of_unit)


def _replicates(asked: MadeReplicates, sizes: IntArray) -> int:
    """About how many replicates there will be."""
    if asked.kind in ("jk1", "jkn"):
        return int(sizes.sum())
    return len(sizes) if asked.kind in ("brr", "fay") else asked.n or DEFAULT_N


def _balanced(sizes: IntArray, strata: IntArray, asked: MadeReplicates) -> Factors:
    """Balanced halves, of two units in each stratum."""
    if others := int((sizes != 2).sum()):
        raise DataError(
            f"{asked.kind} needs two clusters in each stratum, and {others} of {len(sizes)} "
            "strata have another number",
            code="replicate-kind",
            hint="choose jkn or rao-wu",
        )
    rho = DEFAULT_RHO if asked.rho is None else asked.rho
    return made.balanced_halves(strata, rho if asked.kind == "fay" else 0.0)


def _preston(units: DrawnUnits, asked: MadeReplicates) -> MadeFactors:
    """The bootstrap of all stages."""
    n_stages = len(units.correction)
    n = asked.n or DEFAULT_N
    _check_room(_TABLES_OF_PRESTON * len(units.start), n)
    parents, fractions = [units.strata], []
    fractions.append(units.fractions(0, parents[0], units.first))
    for stage in range(1, n_stages):
        rows = np.flatnonzero(units.start <= stage)
        parent = np.cumsum(units.start[rows] < stage) - 1
        parents.append(parent)
        fractions.append(units.fractions(stage, parent, rows))
    rng = np.random.default_rng(asked.seed)
    factors = made.multistage_bootstrap(tuple(parents), tuple(fractions), n, rng)
    own = np.arange(len(units.start))
    return MadeFactors(factors, own, is_last_stage=True)


def _check_stages(units: DrawnUnits, asked: MadeReplicates, *, has_corrections: bool) -> None:
    """Refuse a kind that leaves a part of the design's variance out."""
    if not has_corrections or asked.kind == "preston":
        return
    if asked.kind in ("brr", "fay"):
        raise UsageError(
            f"{asked.kind} knows no population corrections",
            code="replicate-kind",
            hint="leave --fpc out, which gives a larger variance, or choose jkn or preston",
        )
    if len(units.correction) > 1:
        raise UsageError(
            f"{asked.kind} knows the first stage alone; with corrections the later stages count",
            code="replicate-kind",
            hint="choose preston, or leave --fpc out, which gives a larger variance",
        )


def _check_room(units: int, n: int) -> None:
    if units * n > LARGEST_TABLE:
        raise UsageError(
            f"{n:,} replicates of so many units do not fit into memory",
            code="replicate-number",
            hint="name the clusters that were drawn, or choose a bootstrap with fewer replicates",
        )


def _refuse_lone(lone: BoolArray, asked: MadeReplicates, rule: SingleCluster) -> None:
    """A bootstrap of one unit has no spread; only a claim can make it right."""
    if not lone.any() or rule in ("certainty", "remove"):
        return
    raise DataError(
        f"{int(lone.sum())} strata have one cluster only, of which {asked.kind} makes no variance",
        code="single-cluster-stratum",
        hint="merge them with neighbouring strata; or choose jkn; or say that they were certain to "
        "be drawn (--single-cluster certainty, in a study single_cluster)",
    )
