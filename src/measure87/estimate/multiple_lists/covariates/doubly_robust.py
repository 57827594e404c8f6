"""Lists that are independent once persons are alike: doubly robust estimation with covariates.

Two lists whose overlap is explained by what is known of each person (age, place, kind of work)
are independent given that. The size then follows from two regressions; the estimate here stays
right if either is right, and tolerates both being slow to learn.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

import numpy as np

from measure87.estimate.multiple_lists.capture.persons_on_lists import PersonsOnLists
from measure87.estimate.multiple_lists.covariates.doubly_robust_cautions import cautions, few_decide
from measure87.estimate.multiple_lists.covariates.doubly_robust_pair import (
    Basis,
    PairSums,
    covariate_basis,
    pair_sums,
)
from measure87.estimate.multiple_lists.intervals.log_normal import log_normal_limits
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import UsageError

Kind = Literal["one-step", "targeted", "plug-in"]

KINDS = ("one-step", "targeted", "plug-in")
LARGE_ENOUGH = 0.5
"""Product of the sizes of a pair's lists over the largest, from which it is used unasked. Which
pairs are used does not depend on how they overlap, which would bend the figure."""
FEWEST_SHARED = 10
"""Persons whom a pair shares, for each column of covariates, below which these are too many."""
_DEFAULT_SEED = 87


def doubly_robust(
    persons: PersonsOnLists,
    *,
    level: float = 0.95,
    pairs: Sequence[tuple[str, str]] | None = None,
    kind: Kind = "one-step",
    basis: Basis = "auto",
    folds: int = 10,
    splits: int = 3,
    rng: np.random.Generator | None = None,
) -> SizeEstimate:
    """Population size from pairs of lists that are independent given covariates.

    Parameters
    ----------
    persons : PersonsOnLists
        With covariates.
    level : float
        0 to 1.
    pairs : pairs of names of lists, or None
        Pairs taken as independent given the covariates. None: those
        with somebody in common whose product of sizes is half of the largest or more.
    kind : str
        `one-step` (the estimator of the paper), `targeted` (regressions tilted until the
        correction is nought), `plug-in` (no correction; for comparison, without a valid error).
    basis : str
        Of the regressions: `linear` or `quadratic` in the covariates; `auto`: quadratic if some
        pair of lists shares 200 persons for each column.
    folds : int
        Persons of one fold are judged by regressions on the others. 1: no cross-fitting.
    splits : int
        Random partitions into folds, averaged.
    rng : numpy Generator or None
        None: a fixed seed of its own.

    Returns
    -------
    SizeEstimate
        Of several pairs the mean, weighted by the product of the sizes of their lists. Each
        pair's figure stands in `diagnostics["pairs"]`.

    Raises
    ------
    NotEstimableError
        Without covariates, without a pair that shares somebody, or where the figure is not above
        the number observed.
    UsageError
        For names or kinds that are not known.

    Notes
    -----
    Assumes independence of each pair given the covariates, and that nobody's covariates make it
    impossible to be on both lists. A pair that depends on something not recorded is wrong by
    that; pairs that disagree are told.

    Cross-fitting leans low where few are shared: in simulations 2 % with 600 shared, 10 % and
    more with 30 to 100.

    Standard error: of the influence values of the persons, summed over pairs; the number
    observed is itself random. Interval: symmetric for the logarithm of the number unobserved.

    Sources: Das, Kennedy & Jewell (2023), Doubly robust capture-recapture methods for estimating
    population size, JASA (arXiv:2104.14091; the abstract and the package drpop 0.0.3 were read,
    the paper was not).
    """
    if kind not in KINDS:
        raise UsageError(
            f"{kind!r} is no kind of estimate",
            code="unknown-kind",
            hint=f"one of {', '.join(KINDS)}",
        )
    if persons.covariates.shape[1] == 0:
        raise NotEstimableError(
            "no covariate differs between persons",
            code="no-covariates",
            hint="without covariates this is the estimate of two lists (chapman)",
        )
    chosen = _pairs(persons, pairs)
    rng = np.random.default_rng(_DEFAULT_SEED) if rng is None else rng
    shared = max(int(_on(persons, pair).all(axis=1).sum()) for pair in chosen)
    design, penalty = covariate_basis(persons.covariates, basis, shared)
    order = _order_of_persons(persons)
    n = len(persons.on)
    runs: list[dict[tuple[str, str], PairSums]] = []
    for _ in range(splits if folds > 1 else 1):
        fold = np.empty(n, dtype=np.int64)
        fold[order] = rng.permutation(np.arange(n) % folds)
        runs.append(
            {pair: pair_sums(_on(persons, pair), design, penalty, fold, kind) for pair in chosen}
        )
    weights = _weights(persons, chosen)
    values = np.array([sum(weights[p] * run[p].size for p in chosen) for run in runs])
    influence = np.mean(
        [np.sum([weights[p] * run[p].influence for p in chosen], axis=0) for run in runs], axis=0
    )
    value = float(values.mean())
    if value <= n:
        raise _below(value, n, persons.covariates.shape[1], shared)
    se = math.sqrt(max(float(influence @ influence) - value, 0.0))
    lower, upper = log_normal_limits(n, value - n, se, level)
    return SizeEstimate(
        method="doubly-robust",
        value=value,
        lower=lower,
        upper=upper,
        level=level,
        interval="log-normal",
        observed=n,
        se=se,
        monte_carlo=_monte_carlo(values, lower, upper, value),
        notices=(*few_decide(influence, value), *cautions(persons, runs[0], chosen, kind)),
        diagnostics={
            "kind": kind,
            "columns": design.shape[1] - 1,
            "folds": folds,
            "pairs": {" : ".join(pair): _plain(runs, pair) for pair in chosen},
        },
    )


def _below(value: float, n: int, columns: int, shared: int) -> NotEstimableError:
    """The refusal of a figure that is not above the number observed, with the likely cause."""
    text = f"the estimate, {value:,.0f}, is not above the {n} persons observed"
    hint = "the lists repel one another beyond what covariates explain; merge them"
    if shared < FEWEST_SHARED * columns:
        text += "; the covariates have too many codes for so few persons on both lists"
        hint = "join the codes of covariates to fewer, or leave some out"
    return NotEstimableError(text, code="below-observed", hint=hint)


def _pairs(
    persons: PersonsOnLists, pairs: Sequence[tuple[str, str]] | None
) -> list[tuple[str, str]]:
    """The pairs to use, in the order of the lists of the canonical table."""
    names = persons.table().in_canonical_order().lists
    for first, second in pairs or ():
        for name in (first, second):
            if name not in names:
                raise UsageError(
                    f"no list is named {name!r}",
                    code="unknown-list",
                    hint=f"the lists are {', '.join(persons.lists)}",
                )
    asked = None if pairs is None else {frozenset(pair) for pair in pairs}
    sharing = [
        pair
        for pair in combinations(names, 2)
        if (asked is None or frozenset(pair) in asked) and _on(persons, pair).all(axis=1).any()
    ]
    if not sharing:
        raise NotEstimableError(
            "no pair of lists shares a person", code="no-overlap", hint="check the linkage"
        )
    products = {pair: float(np.prod(_on(persons, pair).sum(axis=0))) for pair in sharing}
    least = 0.0 if asked is not None else LARGE_ENOUGH * max(products.values())
    return [pair for pair in sharing if products[pair] >= least]


def _on(persons: PersonsOnLists, pair: tuple[str, str]) -> IntArray:
    """(n, 2) who is on the lists of a pair."""
    return persons.on[:, [persons.lists.index(name) for name in pair]]


def _order_of_persons(persons: PersonsOnLists) -> IntArray:
    """An order that depends on what is known of persons, not on rows, columns and their names."""
    names = persons.table().in_canonical_order().lists
    keys = [persons.on[:, persons.lists.index(name)] for name in names]
    return np.lexsort((*keys, *sorted(persons.covariates.T, key=_shape_of)))


def _shape_of(column: FloatArray) -> list[float]:
    """What a column holds, whatever its name and unit: its values in order, in standard units."""
    spread = float(column.std())
    in_units = (column - column.mean()) / (spread if spread > 0 else 1.0)
    found: list[float] = np.sort(in_units).round(9).tolist()
    return found


def _weights(
    persons: PersonsOnLists, pairs: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], float]:
    """Products of the sizes of the lists, which do not depend on how they overlap."""
    products = {pair: float(np.prod(_on(persons, pair).sum(axis=0))) for pair in pairs}
    total = sum(products.values())
    return {pair: product / total for pair, product in products.items()}


def _monte_carlo(values: FloatArray, lower: float, upper: float, value: float) -> MonteCarloError:
    """How far the figure moves with the partition into folds; limits move along."""
    splits = len(values)
    error = float(values.std(ddof=1)) / math.sqrt(splits) if splits > 1 else 0.0
    return MonteCarloError(error, error * lower / value, error * upper / value, splits)


def _plain(runs: Sequence[Mapping[tuple[str, str], PairSums]], pair: tuple[str, str]) -> Any:
    """One pair's figure as plain values."""
    size = float(np.mean([run[pair].size for run in runs]))
    influence = np.mean([run[pair].influence for run in runs], axis=0)
    return {
        "value": size,
        "se": math.sqrt(max(float(influence @ influence) - size, 0.0)),
        "petersen": runs[0][pair].petersen,
        "on_both": runs[0][pair].on_both,
    }
