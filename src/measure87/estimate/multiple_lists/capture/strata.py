"""One method for each stratum, and the sum.

Persons of different strata (regions, sexes, nationalities) are found with different chances;
estimating each alone takes that kind of heterogeneity away, at the price of smaller tables.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.size_estimate import (
    MonteCarloError,
    NotEstimableError,
    SizeEstimate,
)
from measure87.numerics.arrays import FloatArray
from measure87.numerics.convergence import quantile_standard_error
from measure87.vocabulary.errors import UsageError
from measure87.vocabulary.estimate import Notice

Method = Callable[[CaptureTable], SizeEstimate]

STRATUM = "stratum"
"""In the values of a notice: the name of the stratum that it is of."""
_DRAWS = 20_000
_DEFAULT_SEED = 87


@dataclass(frozen=True)
class StratifiedSize:
    """What a method finds in each stratum, and in all together.

    by_stratum : stratum to SizeEstimate, where there is one
    refused : stratum to the reason why there is none
    total : the sum of the strata; where some are refused, a lower bound that counts their
        observed persons only
    """

    by_stratum: Mapping[str, SizeEstimate]
    refused: Mapping[str, NotEstimableError]
    total: SizeEstimate


def estimate_by_stratum(
    tables: Mapping[str, CaptureTable],
    method: Method,
    *,
    rng: np.random.Generator | None = None,
) -> StratifiedSize:
    """Run a method in every stratum and add up.

    Parameters
    ----------
    tables : stratum to CaptureTable
        Strata without a person are left out.
    method : function of a table
        All intervals at the same level, which is that of the sum.
    rng : numpy Generator or None
        For sums of draws. None: a fixed seed of its own.

    Returns
    -------
    StratifiedSize

    Raises
    ------
    NotEstimableError
        If no stratum has an estimate.

    Notes
    -----
    Strata are taken as independent. Where all are posteriors the sum is the median of sums of
    draws, with their quantiles (`posterior`). Otherwise it is the sum of the figures, and the
    squared distances from each figure to its limit are added, below and above apart (`mover`),
    which keeps the skewness of each.

    Source: Zou & Donner (2008), Statistics in Medicine 27, 1693-1702 (MOVER; not seen in print).
    """
    found: dict[str, SizeEstimate] = {}
    refused: dict[str, NotEstimableError] = {}
    for name, table in tables.items():
        if not table.observed and not table.suppressed:
            continue
        try:
            found[name] = method(table)
        except NotEstimableError as error:
            refused[name] = error
    if not found and not refused:
        raise UsageError("there is nobody in any stratum", code="no-strata")
    if not found:
        name, reason = next(iter(refused.items()))
        raise NotEstimableError(
            f"no stratum has an estimate; {name!r}: {reason.text}",
            code="strata-not-estimable",
            hint="merge strata",
        )
    rng = np.random.default_rng(_DEFAULT_SEED) if rng is None else rng
    total = sum_sizes(list(found.values()), rng, names=list(found))
    if refused:
        total = _with_observed_only(total, {name: tables[name].observed for name in refused})
    return StratifiedSize(found, refused, total)


def sum_sizes(
    sizes: Sequence[SizeEstimate], rng: np.random.Generator, *, names: Sequence[str] = ()
) -> SizeEstimate:
    """The sum of independent sizes by one method; see `estimate_by_stratum`.

    names : of the strata that they are of, for their notices; none: 1, 2, ...
    """
    value = sum(size.value for size in sizes)
    bound = any(size.lower_bound_only for size in sizes)
    draws, interval = None, "mover"
    below = [None if size.lower is None else size.value - size.lower for size in sizes]
    above = [None if size.upper is None else size.upper - size.value for size in sizes]
    down, up = _root(below), None if bound else _root(above)
    lower = None if down is None else value - down
    upper = None if up is None else value + up
    if all(size.interval == "posterior" and size.draws is not None for size in sizes):
        interval = "posterior"
        draws = np.zeros(_DRAWS)
        for size in sizes:
            draws += rng.choice(np.asarray(size.draws), size=_DRAWS)
        tail = (1.0 - sizes[0].level) / 2.0
        lower, value, upper = (float(q) for q in np.quantile(draws, [tail, 0.5, 1.0 - tail]))
    names = names or [str(place) for place, _ in enumerate(sizes, 1)]
    return SizeEstimate(
        method=sizes[0].method,
        value=value,
        lower=lower,
        upper=upper,
        level=sizes[0].level,
        interval=interval,
        observed=sum(size.observed for size in sizes),
        se=_root([size.se for size in sizes]),
        lower_bound_only=bound,
        monte_carlo=_monte_carlo(sizes, below, above, draws),
        draws=draws,
        notices=_notices(dict(zip(names, sizes, strict=True))),
        diagnostics={"strata": len(sizes)},
    )


def _notices(sizes: Mapping[str, SizeEstimate]) -> tuple[Notice, ...]:
    """What the strata warn of, in the order of codes: each by its name, for numbers are its own.

    What all of them say in the same words is of the sum too, and is said once.
    """
    by_stratum = {name: set(size.notices) for name, size in sizes.items()}
    of_all = set.intersection(*by_stratum.values())
    told = dict.fromkeys(
        notice if notice in of_all else _of_stratum(name, notice)
        for name, size in sizes.items()
        for notice in size.notices
    )
    return tuple(sorted(told, key=lambda notice: notice.code))


def _of_stratum(name: str, notice: Notice) -> Notice:
    """A notice with the name of the stratum that it is of."""
    return Notice(notice.code, f"stratum {name}: {notice.text}", {STRATUM: name})


def _monte_carlo(
    sizes: Sequence[SizeEstimate],
    below: Sequence[float | None],
    above: Sequence[float | None],
    draws: FloatArray | None,
) -> MonteCarloError | None:
    """How far the sum moves with the seed; None if that of any stratum is not known.

    A limit of the sum moves by what a stratum's limit moves, times the share that the stratum has
    in the distance (the derivative of the root of squares). Quantiles of sums of draws move by
    that, and because the sums are drawn at random themselves.
    """
    errors = [size.monte_carlo for size in sizes if size.monte_carlo is not None]
    if len(errors) < len(sizes):
        return None

    def moved(distances: Sequence[float | None], by: Sequence[float]) -> float:
        whole = _root(distances)
        if not whole:
            return math.hypot(*by)
        known = [distance for distance in distances if distance is not None]
        return math.hypot(*(d / whole * e for d, e in zip(known, by, strict=True)))

    tail = (1.0 - sizes[0].level) / 2.0
    lower, middle, upper = (
        0.0 if draws is None else quantile_standard_error(draws.reshape(4, -1), p)
        for p in (tail, 0.5, 1.0 - tail)
    )
    return MonteCarloError(
        math.hypot(middle, *(error.value for error in errors)),
        math.hypot(lower, moved(below, [error.lower for error in errors])),
        math.hypot(upper, moved(above, [error.upper for error in errors])),
        min(error.replicates for error in errors),
    )


def _root(parts: Sequence[float | None]) -> float | None:
    """Root of the sum of squares; None if any part is not known."""
    known = [part for part in parts if part is not None]
    return math.hypot(*known) if len(known) == len(parts) else None


def _with_observed_only(total: SizeEstimate, observed: Mapping[str, int]) -> SizeEstimate:
    """The sum with strata of which only the observed persons are counted."""
    more = sum(observed.values())
    told = Notice(
        "strata-not-estimable",
        f"of {', '.join(sorted(observed))} only the {more} persons observed are counted: the sum "
        "is a lower bound",
    )
    return SizeEstimate(
        method=total.method,
        value=total.value + more,
        lower=None if total.lower is None else total.lower + more,
        upper=None,
        level=total.level,
        interval=total.interval,
        observed=total.observed + more,
        se=total.se,
        lower_bound_only=True,
        monte_carlo=total.monte_carlo,
        draws=None if total.draws is None else total.draws + more,
        notices=(told, *total.notices),
        diagnostics=total.diagnostics,
    )
