"""An invented population of known size, and the lists on which some of it are found.

Whether person i is on list j depends on the list, on how easily the person is found (one number
for each person, normal on the scale of log odds), on what is known of her (covariates), and on
whether she is on earlier lists (dependence between pairs of lists).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import optimize
from scipy.special import expit

from measure87.numerics.arrays import FloatArray, Int8Array
from measure87.vocabulary.errors import UsageError

LETTERS = "ABCDEFGHIJKLMNOP"

STANDARD_PERSONS = 12_000
STANDARD_SHARES = (0.022, 0.057, 0.087, 0.074, 0.031, 0.022, 0.048, 0.040, 0.065, 0.028)
"""Shares of the population on each list of the standard population, ten lists at most."""
STANDARD_SPREAD = 0.5
STANDARD_DEPENDENCE = {(0, 1): 1.7}
"""Log odds ratio of being on the second list for those on the first."""


@dataclass(frozen=True)
class OverlappingLists:
    """The persons found, and the truth.

    Attributes
    ----------
    lists : tuple of str
    population : int, persons
        On a list or not.
    on : (observed, k) int8
        Who is on which list; persons on no list have no row.
    covariates : (observed, p) float
    covariate_names : tuple of str
    """

    lists: tuple[str, ...]
    population: int
    on: Int8Array
    covariates: FloatArray
    covariate_names: tuple[str, ...]

    def persons(self) -> pl.DataFrame:
        """One row per person found, one column of 0 and 1 per list, then covariates."""
        names = (*self.lists, *self.covariate_names)
        columns = [*self.on.T, *self.covariates.T]
        return pl.DataFrame(dict(zip(names, columns, strict=True)))

    def counts(self) -> pl.DataFrame:
        """One row per capture history that occurs, with its count, in the order of histories."""
        codes = self.on.astype(np.int64) @ (1 << np.arange(len(self.lists), dtype=np.int64))
        histories, persons = np.unique(codes, return_counts=True)
        on = {
            name: ((histories >> place) & 1).astype(np.int8)
            for place, name in enumerate(self.lists)
        }
        return pl.DataFrame({**on, "count": persons.astype(np.int64)})


def simulate_lists(
    rng: np.random.Generator,
    population: int,
    shares: Sequence[float],
    *,
    spread: float = 0.0,
    dependences: Mapping[tuple[int, int], float] | None = None,
    covariate_effects: Mapping[str, Sequence[float]] | None = None,
    apart: Sequence[tuple[int, int]] = (),
    names: Sequence[str] | None = None,
) -> OverlappingLists:
    """Draw a population and its lists.

    Parameters
    ----------
    rng : numpy Generator
    population : int, persons
    shares : k floats, above 0 and below 1
        Expected share of the population on each list, whatever else is asked for.
    spread : float, log odds
        Standard deviation of how easily persons are found, the same on all lists.
    dependences : (i, j) with i < j to log odds ratio
        How much more likely those on list i are to be on list j.
    covariate_effects : name to k floats, log odds for one standard deviation
        Covariates are independent and normal with mean 0 and standard deviation 1.
    apart : pairs (i, j) with i < j
        Lists that never hold the same person: who is on i is not put on j.
    names : k names, or None for A, B, C, ...

    Returns
    -------
    OverlappingLists

    Raises
    ------
    UsageError
        For shares outside 0 to 1 and for pairs that are not of two lists in their order.

    Notes
    -----
    The log odds of list j are a_j + spread * z + effects @ x + sum of dependences on lists that
    the person is on; a_j is solved so that the mean chance is the share asked for.
    """
    k = len(shares)
    lists = tuple(names) if names is not None else tuple(LETTERS[:k])
    effects = dict(covariate_effects or {})
    pairs = dict(dependences or {})
    _check(population, shares, lists, [*pairs, *apart], effects)
    ease = spread * rng.standard_normal(population)
    x = rng.standard_normal((population, len(effects)))
    on = np.zeros((population, k), dtype=np.int8)
    for j in range(k):
        odds = ease + x @ np.array([values[j] for values in effects.values()], dtype=np.float64)
        for (i, second), ratio in pairs.items():
            if second == j:
                odds = odds + ratio * on[:, i]
        free = np.ones(population, dtype=np.bool_)
        for i, second in apart:
            if second == j:
                free &= on[:, i] == 0
        chance = np.where(free, expit(odds + _level(odds[free], shares[j], population)), 0.0)
        on[:, j] = rng.random(population) < chance
    found = on.any(axis=1)
    return OverlappingLists(lists, population, on[found], x[found], tuple(effects))


def simulate_standard_lists(rng: np.random.Generator, n_lists: int) -> OverlappingLists:
    """The standard population: 12,000 persons, mild heterogeneity, one positive dependence.

    Parameters
    ----------
    rng : numpy Generator
    n_lists : int, 3 to 10

    Returns
    -------
    OverlappingLists
        Lists of 2 to 9 % of the population; the first two attract one another.
    """
    if not 3 <= n_lists <= len(STANDARD_SHARES):
        raise UsageError(
            f"{n_lists} lists were asked for",
            code="number-of-lists",
            hint=f"the standard population has 3 to {len(STANDARD_SHARES)}",
        )
    return simulate_lists(
        rng,
        STANDARD_PERSONS,
        STANDARD_SHARES[:n_lists],
        spread=STANDARD_SPREAD,
        dependences=STANDARD_DEPENDENCE,
    )


def _level(odds: FloatArray, share: float, population: int) -> float:
    """What to add to log odds so that the expected number of persons is the share asked for."""

    def surplus(level: float) -> float:
        return float(expit(odds + level).sum() - share * population)

    if surplus(50.0) < 0:
        raise UsageError(
            f"a share of {share:g} cannot be reached with the mutually exclusive lists",
            code="share-too-large",
            hint="ask for a smaller share",
        )
    return float(optimize.brentq(surplus, -50.0, 50.0))


def _check(
    population: int,
    shares: Sequence[float],
    lists: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    effects: Mapping[str, Sequence[float]],
) -> None:
    """Refuse what cannot be drawn."""
    k = len(shares)
    if population < 1 or k < 1 or k > len(LETTERS):
        raise UsageError(
            f"{population} persons and {k} lists cannot be drawn",
            code="nothing-to-draw",
            hint=f"ask for at least one person, and 1 to {len(LETTERS)} lists",
        )
    for share in shares:
        if not 0.0 < share < 1.0:
            raise UsageError(
                f"a share of {share:g} is not between 0 and 1",
                code="share-outside",
                hint="a list holds some of the population, and not all of it",
            )
    for i, j in pairs:
        if not 0 <= i < j < k:
            raise UsageError(
                f"({i}, {j}) is no pair of lists",
                code="no-pair",
                hint=f"pairs are (i, j) with 0 <= i < j < {k}",
            )
    for name, values in {"the names": lists, **effects}.items():
        if len(values) != k:
            raise UsageError(f"{name} has {len(values)} entries for {k} lists", code="wrong-shape")
