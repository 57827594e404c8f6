"""What rounding of the cells adds to the interval of a size."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from scipy import stats

from measure87.estimate.multiple_lists.capture.behind_rounding import TablesBehind, tables_behind
from measure87.estimate.multiple_lists.capture.list_study import ListStudy
from measure87.estimate.multiple_lists.capture.table import CaptureTable
from measure87.estimate.multiple_lists.size_estimate import NotEstimableError, SizeEstimate
from measure87.numerics.arrays import FloatArray
from measure87.vocabulary.estimate import Notice

SHARE = "share_of_variance_from_rounding"
"""In the diagnostics of a size whose interval includes the rounding: 0 to 1."""
NOT_WITHIN = Notice(
    "rounding-not-in-interval", "the interval does not include the rounding of the cells"
)
"""Of methods that are too slow to be run on the tables that may lie behind the rounded one."""
_POSTERIORS = frozenset({"posterior", "mixture"})


def with_rounding(
    size: SizeEstimate,
    tables: TablesBehind,
    point: Callable[[CaptureTable], float],
    rng: np.random.Generator,
) -> SizeEstimate:
    """The size of a rounded table, its interval widened by what may lie behind it.

    Parameters
    ----------
    size : SizeEstimate
        Of the rounded table.
    tables : TablesBehind
    point : function of a table
        The method's size alone, persons.
    rng : numpy Generator
        For draws of a posterior.

    Returns
    -------
    SizeEstimate
        The same value. On the scale of the logarithm of the number above the fewest persons
        observed in any of the tables, the mean square of the changes from the rounded table to
        those behind it is added to the squared half-widths (times the normal quantile squared)
        and to the variance. A lower limit at the number observed stays. Draws of a posterior
        are spread by as much.

    Notes
    -----
    The mean square holds variance and bias of the rounded figure, given the model by which tables
    are drawn, which has no interactions beyond pairs of lists. Tables without an answer are left
    out, and told of.
    """
    everybody = (tables.rounded, *tables.behind)
    floor = float(min(size.observed, *(table.observed for table in everybody)))
    logs = [_log_above(table, point, floor) for table in everybody]
    changes = [log - logs[0] for log in logs[1:] if log is not None] if logs[0] is not None else []
    if not changes:
        return size
    widened = _widened(size, floor, math.sqrt(float(np.mean(np.square(changes)))), rng)
    lost = len(tables.behind) - len(changes)
    if not lost:
        return widened
    told = Notice(
        "tables-left-out",
        f"{lost} of {len(tables.behind)} tables that may lie behind the rounded one had no "
        "estimate",
    )
    return replace(widened, notices=(*widened.notices, told))


def each_behind(study: ListStudy, rng: np.random.Generator) -> Mapping[str, TablesBehind]:
    """Of each stratum whose cells were rounded, the tables that may lie behind its first draw."""
    return {
        stratum: tables_behind(study.tables[stratum][0], base, rng)
        for stratum, base in sorted(study.rounded_to.items())
        if study.tables[stratum][0].observed
    }


def _log_above(
    table: CaptureTable, point: Callable[[CaptureTable], float], floor: float
) -> float | None:
    try:
        above = point(table) - floor
    except NotEstimableError:
        return None
    return math.log(above) if above > 0 and math.isfinite(above) else None


def _widened(size: SizeEstimate, floor: float, sd: float, rng: np.random.Generator) -> SizeEstimate:
    """The interval with a standard deviation (scale of the logarithm above a floor) added."""
    above = size.value - floor
    if above <= 0:
        return size
    z = float(stats.norm.ppf(0.5 + size.level / 2.0))
    limits = {
        way: math.log((limit - floor) / above)
        for way, limit in ((-1.0, size.lower), (1.0, size.upper))
        if limit is not None and limit > floor
    }
    moved = {
        way: floor + above * math.exp(way * math.hypot(distance, z * sd))
        for way, distance in limits.items()
    }
    before = [(distance / z) ** 2 for distance in limits.values()]
    if not before and size.se is not None:
        before = [(size.se / above) ** 2]
    share = {SHARE: sd**2 / (sd**2 + float(np.mean(before)))} if before and sd > 0 else {}
    draws = size.draws
    if draws is not None and size.interval in _POSTERIORS:
        draws = _spread(draws, floor, sd, rng)
    return replace(
        size,
        lower=moved.get(-1.0, size.lower),
        upper=moved.get(1.0, size.upper),
        se=None if size.se is None else math.hypot(size.se, above * sd),
        draws=draws,
        diagnostics={**size.diagnostics, **share},
    )


def _spread(draws: FloatArray, floor: float, sd: float, rng: np.random.Generator) -> FloatArray:
    """Draws multiplied by log-normal numbers above the floor, each quantile taken once."""
    places = (np.arange(len(draws)) + 0.5) / len(draws)
    apart = rng.permutation(places)
    factors = np.exp(sd * stats.norm.ppf(apart))
    spread: FloatArray = np.where(draws > floor, floor + (draws - floor) * factors, draws)
    return spread
