"""Allocation by each of the methods, and what precision it will have.

| method | numbers | when |
|---|---|---|
| `proportional` | N | the same chance for everybody |
| `equal` | 1 | each stratum alone matters as much as each other |
| `neyman` | N S / sqrt(cost) | the variance of one total is to be least |
| `power` | S / mean X^q / sqrt(cost), X the size of a stratum | between the two |
| `bethel` | the cheapest that keep all precision asked | several variables and domains |

Sources: Neyman (1934), Journal of the Royal Statistical Society 97(4), 558-625; Bankier (1988), The
American Statistician 42(3), 174-177 (both unseen in print); for the last see `targets`, `bethel`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from measure87.design.allocation.bethel import cheapest, unattainable
from measure87.design.allocation.bethel import whole_numbers as whole_and_kept
from measure87.design.allocation.bounded import bounded_shares, largest_remainders
from measure87.design.allocation.neyman import best_whole_numbers
from measure87.design.allocation.strata import Strata
from measure87.design.allocation.targets import Target, constraint_matrix, cv_of
from measure87.numerics.arrays import FloatArray, IntArray
from measure87.vocabulary.errors import DataError, RefusedError

Shared = Literal["proportional", "equal", "neyman", "power"]
SHARED: tuple[Shared, ...] = get_args(Shared)


@dataclass(frozen=True)
class Allocation:
    """How many units of each stratum.

    Attributes
    ----------
    method : as it was asked for
    n : (H,) int, units
    real : (H,) float, units before they were made whole
    cost : of all units together
    targets, cv : what was looked at, and the coefficient of variation that n will have there
    gap : for `bethel`, what the real numbers cost above the least there can be, as a share
    """

    method: str
    n: IntArray
    real: FloatArray
    cost: float
    targets: tuple[Target, ...] = ()
    cv: tuple[float, ...] = ()
    gap: float | None = None


def allocate_shared(
    strata: Strata,
    method: Shared,
    *,
    n: int | None = None,
    budget: float | None = None,
    importance: FloatArray | None = None,
    power: float = 0.5,
    targets: Sequence[Target] = (),
) -> Allocation:
    """A given number of units, or what a budget buys, shared out among strata.

    Parameters
    ----------
    method : `proportional`, `equal`, `neyman` or `power`; the last two take the first variable
    n, budget : one of them; a budget is in the unit of `strata.cost`
    importance : (H,) float, the X of `power`; the population if None
    power : the q of `power`, 0 to 1; 1 is Neyman where X is the stratum's total, 0 gives strata
        nearly equal coefficients of variation

    Raises
    ------
    DataError
        If neither or both of n and budget are given, the bounds do not allow them, or no stratum
        varies.
    """
    score = _score(strata, method, importance, power)
    total, unit_cost = _total(strata, n, budget)
    low, high = strata.low.astype(np.float64), strata.high.astype(np.float64)
    real = bounded_shares(score, total, low, high, unit_cost)
    if budget is not None:
        whole = _within_budget(real, strata, budget)
    elif method == "neyman" and _is_exact(strata):
        spread = strata.population * strata.spread[:, 0]
        whole = best_whole_numbers(spread, strata.low, strata.high, int(total))
    else:
        whole = largest_remainders(real, strata.low, strata.high, int(total))
    return _found(strata, method, whole, real, targets)


def allocate_to_targets(strata: Strata, targets: Sequence[Target]) -> Allocation:
    """The cheapest numbers of units that keep all targets (`bethel`).

    Raises
    ------
    RefusedError
        If even the most units that are allowed do not keep a target; it names the first, and the
        coefficient of variation that can be had.
    """
    a = constraint_matrix(strata, targets)
    high = strata.high.astype(np.float64)
    missed = unattainable(a, high)
    if missed.size:
        first = targets[int(missed[0])]
        where = f" in domain {first.domain}" if first.domain else ""
        raise RefusedError(
            f"{missed.size} of {len(targets)} targets cannot be met; the first is {first.variable}"
            + where
            + f" with a coefficient of variation of {first.cv:g}: with all units that the maxima"
            f" allow it is {cv_of(strata, first, high):.4g}",
            code="unattainable",
            where=first.variable,
            hint="ask for less, or raise the maxima of strata",
        )
    real = cheapest(a, strata.cost, strata.low.astype(np.float64), high)
    whole = whole_and_kept(a, strata.cost, real.n, real.multiplier, strata.low, strata.high)
    return _found(strata, "bethel", whole, real.n, targets, real.gap)


def _score(
    strata: Strata, method: Shared, importance: FloatArray | None, power: float
) -> FloatArray:
    if method == "proportional":
        return strata.population
    if method == "equal":
        return np.ones(len(strata.names))
    if not strata.variables:
        raise DataError(
            f"{method} allocation needs a variable with its standard deviation",
            code="no-variable",
            hint="name its column, or allocate proportionally",
        )
    spread = strata.spread[:, 0]
    if not (spread > 0).any():
        raise DataError(
            f"{strata.variables[0]} varies in no stratum",
            code="no-variance",
            where=strata.variables[0],
            hint="give standard deviations above 0, or allocate proportionally",
        )
    root = np.sqrt(strata.cost)
    if method == "neyman":
        return strata.population * spread / root
    return _power_score(strata, spread, importance, power) / root


def _power_score(
    strata: Strata, spread: FloatArray, importance: FloatArray | None, power: float
) -> FloatArray:
    mean = np.abs(strata.mean[:, 0])
    x = strata.population if importance is None else importance
    if not 0 <= power <= 1:
        raise DataError(f"a power of {power:g} is not between 0 and 1", code="bad-power",
                        hint="0.5 is usual")  # fmt: skip
    bad = (mean == 0) & (spread > 0) | ~(x > 0)
    if bad.any():
        raise DataError(
            f"power allocation needs a mean and an importance above 0 in each stratum; "
            f"{int(bad.sum())} lack them, first in row {strata.rows[int(np.flatnonzero(bad)[0])]}",
            code="no-mean",
            hint="give both, or use another method",
        )
    return np.divide(spread, mean, out=np.zeros_like(mean), where=mean > 0) * x**power


def _total(strata: Strata, n: int | None, budget: float | None) -> tuple[float, FloatArray]:
    """What is shared out, and what a unit takes of it; refuses what the bounds do not allow."""
    if (n is None) == (budget is None):
        raise DataError("give either a number of units or a budget", code="bad-total",
                        hint="not both, and not neither")  # fmt: skip
    cost = np.ones(len(strata.names)) if budget is None else strata.cost
    total = float(n if n is not None else budget or 0.0)
    least, most = float(cost @ strata.low), float(cost @ strata.high)
    what = "units" if budget is None else "of cost"
    if not least <= total:
        raise DataError(
            f"{total:,.10g} {what} are asked for, but the minima of all strata take {least:,.10g}",
            code="below-minimum",
            hint="raise it, or lower the minima",
        )
    if budget is None and total > most:
        raise DataError(
            f"{total:,.10g} {what} are asked for, but strata have room for {most:,.10g}",
            code="above-maximum",
            hint="lower it, or raise the maxima",
        )
    return min(total, most), cost


def _is_exact(strata: Strata) -> bool:
    """Whether the best whole numbers are known: one cost, and minima of 1 or more."""
    return bool((strata.cost == strata.cost[0]).all() and (strata.low >= 1).all())


def _within_budget(real: FloatArray, strata: Strata, budget: float) -> IntArray:
    """Whole parts, then one unit more where most was cut off, as long as the budget lasts."""
    whole = np.clip(np.floor(real + 1e-9), strata.low, strata.high).astype(np.int64)
    left = budget - float(strata.cost @ whole)
    for h in np.argsort(-(real - whole), kind="stable"):
        if whole[h] < strata.high[h] and whole[h] < real[h] and strata.cost[h] <= left:
            whole[h] += 1
            left -= float(strata.cost[h])
    return whole


def _found(
    strata: Strata,
    method: str,
    n: IntArray,
    real: FloatArray,
    targets: Sequence[Target],
    gap: float | None = None,
) -> Allocation:
    cv = tuple(cv_of(strata, target, n.astype(np.float64)) for target in targets)
    return Allocation(method, n, real, float(strata.cost @ n), tuple(targets), cv, gap)
